import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { Findings } from '../../src/regf/check/findings.ts';
import { HiveBinScan } from '../../src/regf/check/scan-bins.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { whenRead } from '../../src/regf/hive-pages.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { walkTree } from '../../src/regf/tree-walk.ts';
import { sourceOf } from '../support/byte-source.ts';
import { prove, scopeOf } from '../support/change-proof.ts';
import { Random } from '../support/random.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';
import { sweepSize } from '../support/sweep-size.ts';

/** Whatever bytes a hive holds, everything that reads it ends, and throws nothing but HiveError. */

const ROUNDS = sweepSize(150, 1_500);

/** Values that break sizes, counts and offsets, beside random ones. */
const EDGES = [0, 1, 4, 7, 8, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffff8, 0xffffffff];

function mutate(original: Uint8Array, random: Random): Uint8Array {
  const bytes = original.slice();
  const view = new DataView(bytes.buffer);
  const end = Math.min(bytes.length, 4096 + view.getUint32(40, true));
  for (let n = 1 + random.below(12); n > 0; n--) {
    const at = 4096 + 4 * random.below((end - 4096) / 4);
    const kind = random.below(4);
    if (kind === 0) view.setUint32(at, random.pick(EDGES), true);
    else if (kind === 1) view.setUint32(at, 8 * random.below(end / 8), true);
    else if (kind === 2) bytes[at + random.below(4)] = random.below(256);
    else bytes.copyWithin(at, 4096 + 4 * random.below((end - 4160) / 4), at + 64);
  }
  if (random.chance(0.1)) view.setUint32(36 + 4 * random.below(2), random.below(end), true);
  view.setUint32(508, baseBlockChecksum(bytes), true);
  return random.chance(0.1) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

/** @returns whether it came to its end. */
function survives(body: () => unknown): boolean {
  try {
    body();
    return true;
  } catch (error) {
    if (error instanceof HiveError) return false;
    throw error;
  }
}

/** Reads as much as can be read. @throws HiveError when that is not everything. */
function readAll(reader: HiveReader): void {
  let firstError: unknown;
  const attempt = (body: () => unknown): void => {
    try {
      body();
    } catch (error) {
      if (!(error instanceof HiveError)) throw error;
      firstError ??= error;
    }
  };
  for (const key of walkTree(reader)) {
    attempt(() => [key.name, key.className, key.security]);
    attempt(() => {
      for (const value of key.values())
        attempt(() => [value.name, value.data(), value.asString(), value.asDword(), value.asMultiString()]);
    });
  }
  if (firstError !== undefined) throw firstError;
}

async function readAllOnDemand(bytes: Uint8Array): Promise<void> {
  const reader = await HiveReader.onDemand(sourceOf(bytes), 'HIVE');
  await whenRead(() => readAll(reader));
}

async function outcome(body: () => Promise<void>): Promise<unknown> {
  return body().then(
    () => 'read',
    (error: unknown) => (error instanceof HiveError ? [error.code, error.details] : Promise.reject(error)),
  );
}

/** What a scan of hive bins finds, shown them in pieces whose ends are drawn, or in one. */
function scanInPieces(bytes: Uint8Array, random?: Random): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44) return 'too short';
  const findings = new Findings();
  const scan = new HiveBinScan(Math.min(bytes.length, 4096 + view.getUint32(40, true)), findings);
  for (let at = 4096; at < bytes.length; ) {
    const length = Math.min(bytes.length - at, 4096 * (random === undefined ? 1e6 : 1 + random.below(9)));
    scan.scan(new DataView(bytes.buffer, bytes.byteOffset + at, length), at);
    at += length;
  }
  return [scan.count, findings];
}

async function tortureWith(name: string, original: Uint8Array): Promise<void> {
  let undamaged = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = new Random(seed);
    const bytes = mutate(original, random);
    const start = performance.now();
    try {
      const isRead = survives(() => readAll(new HiveReader(bytes, 'HIVE')));
      let damage = 1;
      survives(() => {
        damage = checkHive(bytes, 'HIVE').damage;
      });
      expect(scanInPieces(bytes, random)).toEqual(scanInPieces(bytes));
      expect(await outcome(async () => readAll(new HiveReader(bytes, 'HIVE')))).toEqual(
        await outcome(() => readAllOnDemand(bytes)),
      );
      survives(() => diffHives(new HiveReader(original, 'HIVE'), new HiveReader(bytes, 'HIVE')));
      await outcome(async () => {
        const [before, after] = [new HiveReader(original, 'HIVE'), new HiveReader(bytes, 'HIVE')];
        const [first = [], ...others] = [...after.root().subkeys()].map(({ name }) => [name]);
        await prove(before, after, scopeOf([first], others.slice(0, 1)));
      });
      if (damage === 0) undamaged++;
      if (damage === 0 && !isRead) throw new Error('unreadable, and yet no damage');
    } catch (error) {
      throw new Error(`${name}, seed ${seed}`, { cause: error });
    }
    expect(performance.now() - start, `${name}, seed ${seed}`).toBeLessThan(10_000);
  }
  // Most mutations damage something; if none did, the mutations would be tame.
  expect(undamaged).toBeLessThan(ROUNDS);
}

describe('a hive with bytes changed at random', () => {
  it.each(['setting-2', 'index-root', 'lists-of-every-kind', 'big-data-32688'])(
    '%s is survived',
    async (name) => {
      await tortureWith(name, new Uint8Array(readFileSync(`fixtures/hives/${name}`)));
    },
  );

  it
    .skipIf(!haveRealHives)
    .each([
      'msuhanov__yarp/hives_for_tests/BigDataHive',
      'msuhanov__yarp/hives_for_tests/ManySubkeysHive',
      'EricZimmerman__Registry/Registry.Test/Hives/SAM',
      'libyal__winreg-kb/test_data/SECURITY',
      'libguestfs__hivex/images/special',
    ])('%s is survived', { timeout: 300_000 }, (path) => tortureWith(path, realHive(path)));
});
