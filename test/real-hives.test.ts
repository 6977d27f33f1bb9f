import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HiveError } from '../src/ground/errors.ts';
import { checkHive } from '../src/regf/hive-check.ts';
import { HiveReader } from '../src/regf/hive-reader.ts';
import type { HiveReport } from '../src/regf/hive-scan.ts';
import { walkTree } from '../src/regf/tree-walk.ts';
import { hivexml } from './support/hivexml.ts';
import { expectQueriedAsHivexml } from './support/queried-as-hivexml.ts';
import { haveRealHives, listRealHives, realHive } from './support/real-hives.ts';
import { compareWithHivexml } from './support/same-as-hivexml.ts';

/** What hivexml refuses, why, and what our reader does with it; src/regf/README.md tells the reasons. */
const REFUSED_BY_HIVEX: Readonly<Record<string, string>> = {
  'EricZimmerman__Registry/Registry.Test/Hives/SAMBadHBinHeader': 'read', // hive bin header
  'EricZimmerman__Registry/Registry.Test/Hives/SAN(OTHER)': 'read', // base block checksum
  'googleprojectzero__p0tools/WinRegLowSeverityBugs/Reports/01_Key_node_Security_OOB_read/poc/poc.dat':
    'hive-structure',
  'googleprojectzero__p0tools/WinRegLowSeverityBugs/Reports/02_SymbolicLinkValue_OOB_read/poc/poc.dat':
    'read',
  'libyal__libregf/tests/data/file_header.1': 'hive-truncated',
  'libyal__libregf/tests/data/hive_bins_list.1': 'hive-truncated',
  'mkorman90__regipy/regipy_tests/data/corrupted_system_hive': 'hive-structure',
  'msuhanov__yarp/hives_for_tests/BadBaseBlockHive/BadBaseBlockHive': 'hive-version',
  'msuhanov__yarp/hives_for_tests/BadListHive': 'hive-structure', // a key met twice
  'msuhanov__yarp/hives_for_tests/BadSubkeyHive': 'hive-structure', // a key met twice
  'msuhanov__yarp/hives_for_tests/DeletedDataHiveTruncated': 'hive-structure',
  'msuhanov__yarp/hives_for_tests/EffectiveSizeHive': 'hive-structure',
  'msuhanov__yarp/hives_for_tests/GarbageHive': 'read', // base block checksum
  'msuhanov__yarp/hives_for_tests/System_Delta': 'read', // version 1.6
  'msuhanov__yarp/hives_for_tests/TruncatedDirtyHive': 'hive-truncated',
  'msuhanov__yarp/hives_for_tests/TruncatedHive': 'hive-truncated',
  'msuhanov__yarp/hives_for_tests/TruncatedNameHive': 'hive-structure',
  'msuhanov__yarp/hives_for_tests/TruncatedPairHive': 'read', // names with half a surrogate pair
  'msuhanov__yarp/hives_for_tests/TruncatedPairHive2': 'read', // names with half a surrogate pair
  'samba-team__samba/testdata/samba3/regfio_corrupt_hbin1.dat': 'hive-truncated',
  'samba-team__samba/testdata/samba3/regfio_corrupt_lf_subkeys.dat': 'hive-truncated',
};

/** Made by hand for a parser's tests: 48 bytes of hive bins data, no version. */
const isMadeByHand = (path: string): boolean => path.startsWith('debian__libparse-win32registry-perl/');

/** Hives that are not dirty and yet damaged, with everything that hive-check finds. */
const DAMAGED: Readonly<Record<string, readonly string[]>> = {
  'EricZimmerman__Registry/Registry.Test/Hives/SAMBadHBinHeader': [
    'hive-bin-header',
    'reference-into-cell',
    'subkey-count',
  ],
  'googleprojectzero__p0tools/WinRegLowSeverityBugs/Reports/01_Key_node_Security_OOB_read/poc/poc.dat': [
    'cell-too-small',
  ],
  'googleprojectzero__p0tools/WinRegLowSeverityBugs/Reports/10_CmpKeySecurityIncrementReferenceCount_zero_refcount_crash/poc/poc.dat':
    ['reference-outside'],
  'mkorman90__regipy/regipy_tests/data/corrupted_system_hive': [
    'hive-bin-header',
    'reference-into-cell',
    'subkey-count',
  ],
  'msuhanov__yarp/hives_for_tests/BadListHive': ['cell-referenced-twice', 'subkey-count'],
  'msuhanov__yarp/hives_for_tests/BadSubkeyHive': ['cell-referenced-twice'],
  'msuhanov__yarp/hives_for_tests/DeletedDataHiveTruncated': ['reference-outside'],
  'msuhanov__yarp/hives_for_tests/InvalidParentHive': ['wrong-parent'],
  'msuhanov__yarp/hives_for_tests/TruncatedNameHive': ['name-too-long'],
};

/** Longest time for one hive, to check and to read: generous, because damage must not make it endless. */
const BOUND = 20_000;

/** Reads everything there is. @returns 'read' or the code of the error. */
function readWhole(bytes: Uint8Array, path: string): string {
  return outcome(() => {
    for (const key of walkTree(new HiveReader(bytes, path))) {
      const { name, className, security } = key;
      if (name.length + (className?.length ?? 0) + (security?.length ?? 0) > bytes.length)
        expect.fail(`${path}: more than the file holds`);
      for (const value of key.values())
        if (value.data().length !== value.dataSize) expect.fail(`${path}: data of another size`);
    }
    return 'read';
  });
}

/** Anything but a HiveError is a bug, and thrown. */
function outcome(body: () => string): string {
  try {
    return body();
  } catch (error) {
    if (error instanceof HiveError) return error.code;
    throw error;
  }
}

const damageOf = ({ findings }: HiveReport): string[] =>
  [...new Set(findings.filter(({ severity }) => severity === 'damage').map(({ code }) => code))].sort();

describe.skipIf(!haveRealHives)('hives from real machines', () => {
  const hives = haveRealHives ? listRealHives() : [];
  const regf = hives.filter(({ kind }) => !kind.startsWith('not-regf') && !kind.startsWith('LOG'));
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hivemend-real-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are read as native hivex reads them, key by key and value by value', { timeout: 600_000 }, () => {
    const total = { hives: 0, keys: 0, values: 0, refused: 0 };
    for (const { path } of regf.filter(({ path }) => !isMadeByHand(path))) {
      const bytes = realHive(path);
      const copy = join(folder, 'hive');
      writeFileSync(copy, bytes);
      const theirs = hivexml(copy);
      const ours = readWhole(bytes, path);
      if (theirs.state === 'refused') {
        expect(ours, `${path}, which hivexml refuses: ${theirs.reason}`).toBe(REFUSED_BY_HIVEX[path]);
        total.refused++;
        continue;
      }
      expect(REFUSED_BY_HIVEX, path).not.toHaveProperty([path]);
      const reader = new HiveReader(bytes, path);
      const { keys, values, disagreements } = compareWithHivexml(reader, theirs.root);
      expect(disagreements, path).toEqual([]);
      expectQueriedAsHivexml(reader, theirs.root);
      total.hives++;
      total.keys += keys;
      total.values += values;
    }
    expect(total.refused).toBe(Object.keys(REFUSED_BY_HIVEX).length);
    expect(total.hives).toBeGreaterThan(80);
    console.log(
      `${total.hives} real hives agree with hivexml on ${total.keys} keys and ${total.values} values; it refuses ${total.refused}`,
    );
  });

  it('are without damage when Windows left them clean', { timeout: 120_000 }, () => {
    let checked = 0;
    for (const { path, dirty } of regf.filter(({ path }) => !isMadeByHand(path))) {
      if (dirty !== 'no' && dirty !== '') continue;
      const report = checkHive(realHive(path), path);
      expect(damageOf(report), path).toEqual(DAMAGED[path] ?? []);
      checked++;
    }
    console.log(`${checked} clean real hives checked, ${Object.keys(DAMAGED).length} of them damaged`);
    expect(checked).toBeGreaterThan(80);
  });

  it('give an error of ours or findings in bounded time, whatever the file is', { timeout: 600_000 }, () => {
    const outcomes = new Map<string, number>();
    for (const { path } of hives) {
      const bytes = realHive(path);
      const before = Buffer.from(bytes);
      const start = performance.now();
      const reading = readWhole(bytes, path);
      const checking = outcome(() => (checkHive(bytes, path).damage > 0 ? 'damage' : 'no damage'));
      expect(performance.now() - start, path).toBeLessThan(BOUND);
      expect(before.equals(bytes), path).toBe(true);
      if (reading !== 'read' && checking === 'no damage')
        expect.fail(`${path}: ${reading}, and yet no damage`);
      const both = `${reading} / ${checking}`;
      outcomes.set(both, (outcomes.get(both) ?? 0) + 1);
    }
    console.log(`${hives.length} files:`, Object.fromEntries(outcomes));
    expect(hives.length).toBeGreaterThan(200);
  });
});
