import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { type KeyRecipe, key } from '../../src/hive-builder/recipe.ts';
import { hiveKindOf } from '../../src/regf/hive-kind.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { haveRealHives, listRealHives, type RealHive, realHive } from '../support/real-hives.ts';

const kindOf = (...keys: readonly KeyRecipe[]): string =>
  hiveKindOf(new HiveReader(buildHive({ root: key('ROOT', { keys }) }).bytes, 'HIVE'));

describe('kind of a hive', () => {
  it('is told by the keys below the root', () => {
    const version = key('Windows NT', { keys: [key('CurrentVersion')] });
    const windows = key('Windows', { keys: [key('CurrentVersion')] });
    expect(kindOf(key('Microsoft', { keys: [version] }))).toBe('SOFTWARE');
    expect(kindOf(key('MICROSOFT', { keys: [version] }), key('Classes'))).toBe('SOFTWARE');
    expect(kindOf(key('Select'), key('ControlSet001'))).toBe('SYSTEM');
    expect(kindOf(key('Software', { keys: [key('Microsoft', { keys: [windows] })] }))).toBe('NTUSER');
    expect(kindOf(key('Control Panel'), key('Software'))).toBe('NTUSER');
    expect(kindOf(key('Local Settings'))).toBe('USRCLASS');
    expect(kindOf(key('SAM', { keys: [key('Domains')] }))).toBe('SAM');
    expect(kindOf(key('Policy', { keys: [key('Accounts')] }))).toBe('SECURITY');
    expect(kindOf(key('Description'), key('Objects'))).toBe('BCD');
    expect(kindOf(key('CanonicalData'), key('DerivedData'))).toBe('COMPONENTS');
    expect(kindOf(key('DriverDatabase'))).toBe('DRIVERS');
    expect(kindOf(key('Root', { keys: [key('File')] }))).toBe('AMCACHE');
  });

  it('is open where nothing tells', () => {
    expect(kindOf()).toBe('EMPTY');
    expect(kindOf(key('Microsoft'))).toBe('OTHER');
    expect(kindOf(key('Policy'))).toBe('OTHER');
  });
});

describe.skipIf(!haveRealHives)('kind of hives from real machines', () => {
  const known = /^(?:SOFTWARE|SYSTEM|NTUSER|USRCLASS|SAM|SECURITY|BCD|EMPTY|OTHER)$/;
  // A hive that is cut off is refused by the reader before it has a kind.
  const isWhole = (row: RealHive): boolean => known.test(row.kind) && !row.dirty.includes('truncated');
  const rows = haveRealHives ? listRealHives().filter(isWhole) : [];

  it(`agrees with the manifest on ${rows.length} hives`, () => {
    const disagreements: string[] = [];
    let count = 0;
    for (const { path, kind } of rows) {
      let found: string;
      try {
        found = hiveKindOf(new HiveReader(realHive(path), path));
      } catch (error) {
        found = String(error);
      }
      count += 1;
      if (found !== kind) disagreements.push(`${path}: ${found}, not ${kind}`);
    }
    expect(count).toBeGreaterThan(80);
    expect(disagreements).toEqual([]);
  });
});
