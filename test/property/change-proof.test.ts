import { expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { diffHives, type HiveDifference } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { prove, scopeOf } from '../support/change-proof.ts';
import { Random } from '../support/random.ts';
import { sweepSize } from '../support/sweep-size.ts';

/**
 * The proof must not say "nothing else changed" where something did: whatever is done to the bytes, if both hives are without
 * damage and no byte is unexplained, the comparison of whole trees finds the same differences and no others.
 */

const ROUNDS = sweepSize(10_000, 300_000);
const PATH = ['Middle', 'Target'];

const { bytes: original } = buildHive({
  root: key('ROOT', {
    keys: [
      key('Middle', {
        keys: [
          key('Sibling', { className: 'c', values: [dword('Other', 5), text('Text', 'in a cell')] }),
          key('Target', {
            values: [dword('Setting', 2), text('Beside', 'too')],
            keys: [key('Below'), key('Beneath')],
          }),
        ],
      }),
      key('Uncle', { values: [binary('Data', new Uint8Array(60))], keys: [key('Cousin')] }),
    ],
  }),
  unallocatedCellEvery: 3,
});

/** Offsets of all cells, which a wrong edit could mistake for each other. */
function cellsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer);
  const cells: number[] = [];
  for (let at = 4096; at < bytes.length; at += Math.abs(view.getInt32(at, true))) {
    if (at % 4096 === 0) at += 32; // a hive bin's header
    cells.push(at - 4096);
  }
  return cells;
}

const cells = cellsOf(original);

function edit(random: Random): Uint8Array {
  const bytes = original.slice();
  const view = new DataView(bytes.buffer);
  for (let n = 1 + random.below(3); n > 0; n--) {
    const cell = 4096 + random.pick(cells);
    const size = Math.abs(new DataView(original.buffer).getInt32(cell, true));
    const kind = random.below(5);
    if (kind === 0) bytes[cell + random.below(size)] = random.below(256);
    else if (kind === 1) view.setUint32(cell + 4 * random.below(size / 4), random.pick(cells), true);
    else if (kind === 2) view.setInt32(cell, -view.getInt32(cell, true), true);
    else if (kind === 3) swap(view, random);
    else copyContents(bytes, cell, size, 4096 + random.pick(cells));
  }
  view.setUint32(508, baseBlockChecksum(bytes), true);
  return bytes;
}

/** A cell gets what another one holds, as far as it fits. */
function copyContents(bytes: Uint8Array, cell: number, size: number, from: number): void {
  bytes.copyWithin(cell + 4, from + 4, Math.min(bytes.length, from + size));
}

/** Two references trade places, wherever they are: nothing is lost, and everything is somewhere else. */
function swap(view: DataView, random: Random): void {
  const places: number[] = [];
  for (let at = 4096; at < view.byteLength; at += 4)
    if (cells.includes(view.getUint32(at, true))) places.push(at);
  const [one, other] = [random.pick(places), random.pick(places)];
  const kept = view.getUint32(one, true);
  view.setUint32(one, view.getUint32(other, true), true);
  view.setUint32(other, kept, true);
}

const sorted = (differences: readonly HiveDifference[]): string[] =>
  differences
    .map((difference) => JSON.stringify(difference, (_, v) => (typeof v === 'bigint' ? `${v}` : v)))
    .sort();

/** Without what lies in a key that came or went: the proof tells such contents only for keys of the chain. */
function topmost(differences: readonly HiveDifference[]): HiveDifference[] {
  const whole = differences.filter(({ kind }) => kind === 'key-added' || kind === 'key-removed');
  const isInside = ({ kind, path }: HiveDifference): boolean =>
    whole.some((top) => {
      const isBelow = path.length > top.path.length || kind.startsWith('value-');
      return isBelow && kind.endsWith(top.kind.slice(4)) && top.path.every((name, i) => path[i] === name);
    });
  return differences.filter((difference) => !isInside(difference));
}

it(`holds for ${ROUNDS} edits`, { timeout: 300_000 }, async () => {
  const counts = { sound: 0, proven: 0, changed: 0 };
  const before = new HiveReader(original, 'HIVE');
  const scope = scopeOf([PATH]);
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const bytes = edit(new Random(seed));
    if (checkHive(bytes, 'HIVE').damage > 0) continue;
    counts.sound++;
    const reader = new HiveReader(bytes, 'HIVE');
    const { unexplained, differences } = await prove(before, reader, scope);
    const isMoved = differences.some(({ kind }) => kind === 'key-moved');
    if (unexplained.length > 0 || isMoved) continue;
    counts.proven++;
    const whole = diffHives(before, reader);
    if (whole.length > 0) counts.changed++;
    expect(sorted(topmost(differences)), `seed ${seed}`).toEqual(sorted(topmost(whole)));
  }
  console.log(`${ROUNDS} edits: ${JSON.stringify(counts)}`);
  expect(counts.changed).toBeGreaterThan(100);
  expect(counts.sound).toBeGreaterThan(counts.proven);
});
