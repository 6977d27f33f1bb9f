import { describe, expect, it } from 'vitest';
import type { SetValue } from '../../src/change/edits.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { editHive, readHive } from '../../src/hivex/with-hive.ts';
import { whenRead } from '../../src/regf/hive-pages.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { recordKeys } from '../../src/regf/key-record.ts';
import { cleanHive, freshHivex, wholeHive } from '../hivex/hives.ts';
import { sourceOf } from '../support/byte-source.ts';
import { scopeOf } from '../support/change-proof.ts';
import { Random } from '../support/random.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';

/**
 * hivex does with the few cells that our reader looked at what it does with the whole hive, byte for byte: it takes new cells
 * only from behind the end, so that it never chooses by what else is there.
 */

const ROUNDS = 60;
const NOW = 133_000_000_000_000_000n;
const hivex = freshHivex();

const many = buildHive({
  root: key('ROOT', {
    keys: Array.from({ length: 40 }, (_, i) =>
      key(`Key ${10 + i}`, {
        values: [dword('Number', i), text('Text', 'x'.repeat(i * 20)), binary('More', new Uint8Array(500))],
        keys: Array.from({ length: i }, (_, j) => key(`Below ${10 + j}`, { values: [dword('', j)] })),
      }),
    ),
    elementsPerList: 9,
  }),
  unallocatedCellEvery: 5,
}).bytes;

/** A key that is there, or one that is missing below it; drawn by walking down. */
function drawPath(reader: HiveReader, random: Random): string[] {
  const path: string[] = [];
  let at: Key = reader.root();
  while (random.chance(0.8)) {
    const subkeys = [...at.subkeys()].filter(({ name }) => /^[ -~]+$/.test(name));
    if (subkeys.length === 0) break;
    at = random.pick(subkeys);
    path.push(at.name);
  }
  if (random.chance(0.4)) path.push('New key');
  if (random.chance(0.2)) path.push('Newer key');
  return path;
}

/** As hivex does it by itself: all values of the key are written anew, unless the value is a number that is changed in its place. */
function setValue(hive: Hive, { key: path, value, type, data }: SetValue, isInPlace: boolean): void {
  let at = hive.root();
  for (const name of path) at = hive.child(at, name) ?? hive.addChild(at, name);
  const handle = isInPlace && type === 4 && data.length === 4 ? hive.value(at, value) : undefined;
  if (handle !== undefined) hive.patchInlineDword(handle, 7);
  else hive.setValue(at, { name: value, type, data });
  hive.patchLastWritten(at, NOW);
  hive.patchHiveLastWritten(NOW);
}

/** @returns undefined when hivex refuses. */
function attempt<Result>(body: () => Result): Result | undefined {
  try {
    return body();
  } catch (error) {
    if (error instanceof HiveError && error.code === 'hivex-call') return undefined;
    throw error;
  }
}

async function compareWith(name: string, bytes: Uint8Array): Promise<void> {
  const counts = { same: 0, refused: 0, shown: 0 };
  const whole = wholeHive(bytes);
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = new Random(seed);
    const path = drawPath(new HiveReader(bytes, name), random);
    const reader = await HiveReader.onDemand(sourceOf(bytes), name);
    const value = random.pick(['', 'Number', 'New value', 'Text']);
    await recordKeys(reader, scopeOf([path]));
    const isInPlace = await whenRead(() => {
      const there = reader.find(path)?.value(value);
      return there?.isInline === true && there.asDword() !== undefined;
    });
    const data = new Uint8Array(random.pick([0, 4, 4, 4, 30, 5000])).fill(7);
    const edit = { edit: 'set-value', key: path, value, type: random.pick([3, 4]), data } as const;
    const change = (hive: Hive): void => setValue(hive, edit, isInPlace);
    const seen = reader.seen;
    const edited = attempt(() => editHive(hivex, seen, change));
    expect(edited, `${name}, seed ${seed}`).toEqual(attempt(() => editHive(hivex, whole, change)));
    if (edited === undefined) counts.refused++;
    else {
      counts.same++;
      counts.shown += seen.cells.length / whole.cells.length / ROUNDS;
      await expectAsUnmodified(bytes, edited.changes, change);
    }
  }
  console.log(`${name}: ${JSON.stringify(counts)}`);
  expect(counts.same).toBeGreaterThan(ROUNDS / 2);
}

/** And the same as with the hive as it lies in the file, its own hive bins and free cells included. */
async function expectAsUnmodified(
  bytes: Uint8Array,
  changes: readonly { readonly start: number; readonly bytes: Uint8Array }[],
  change: (hive: Hive) => void,
): Promise<void> {
  const after = await readHive(hivex, cleanHive(bytes), (hive) => {
    change(hive);
    return hive.image().slice();
  });
  const mine = new Uint8Array(after.length);
  mine.set(bytes.subarray(0, Math.min(bytes.length, 4096 + new DataView(bytes.buffer).getUint32(40, true))));
  for (const { start, bytes: changed } of changes) mine.set(changed, start);
  expect(Buffer.compare(mine.subarray(4096), after.subarray(4096))).toBe(0);
}

describe('an edit of a part of a hive is the edit of the whole', () => {
  it('in a hive of our own', () => compareWith('many keys', many));

  it
    .skipIf(!haveRealHives)
    .each([
      'EricZimmerman__Registry/Registry.Test/Hives/SAM',
      'libyal__winreg-kb/test_data/NTUSER.DAT',
      'msuhanov__yarp/hives_for_tests/ManySubkeysHive',
      'ColinFinck__nt-hive/testdata/testhive',
    ])('in %s', { timeout: 120_000 }, (path) => compareWith(path, realHive(path)));
});
