import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { normalizeRanges } from '../../src/regf/byte-ranges.ts';
import { keyFootprint, referenceCountRange } from '../../src/regf/footprint.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { walkTree } from '../../src/regf/tree-walk.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';

/** Bytes of all footprints, and of the key security items, each counted once. */
function footprintsOf(bytes: Uint8Array): { readonly own: number; readonly together: number } {
  const reader = new HiveReader(bytes, 'HIVE');
  const security = new Map<number, number>();
  let own = 0;
  const all = [];
  for (const found of walkTree(reader)) {
    const footprint = keyFootprint(reader, found);
    for (const { start, end } of footprint.cells) own += end - start;
    all.push(...footprint.cells);
    if (footprint.security === undefined) continue;
    all.push(footprint.security);
    security.set(footprint.security.start, footprint.security.end - footprint.security.start);
  }
  for (const size of security.values()) own += size;
  const together = normalizeRanges(all).reduce((sum, { start, end }) => sum + end - start, 0);
  return { own, together };
}

describe('footprints', () => {
  /** Every allocated cell is in exactly one of them: none overlap, and together they are all that is allocated. */
  const expectPartition = (bytes: Uint8Array, path: string): void => {
    const report = checkHive(bytes, path);
    expect(
      report.findings.map(({ code }) => code).filter((code) => code !== 'trailing-bytes'),
      path,
    ).toEqual([]);
    const { own, together } = footprintsOf(bytes);
    expect([own, together], path).toEqual([report.cells.allocatedBytes, report.cells.allocatedBytes]);
  };

  it.each([
    'setting-2',
    'lists-of-every-kind',
    'index-root',
    'big-data-32688',
    'class-names',
    'deep-tree',
    'cell-slack',
  ])('share the cells of %s among them', (name) =>
    expectPartition(new Uint8Array(readFileSync(`fixtures/hives/${name}`)), name),
  );

  it
    .skipIf(!haveRealHives)
    .each([
      'mkorman90__regipy/regipy_tests/data/ntuser_software_partial',
      'skelsec__aiowinreg/tests/testdata/nt/software.reg',
      'libyal__winreg-kb/test_data/UsrClass.dat',
      'msuhanov__yarp/hives_for_tests/BigDataHive',
    ])('share the cells of %s among them', (path) => expectPartition(realHive(path), path));
});

it('holds every cell of a key, and the security item apart', () => {
  const { bytes, places } = buildHive({
    root: key('ROOT', {
      className: 'class',
      values: [dword('inline', 1), text('text', 'in a cell'), binary('big', new Uint8Array(20_000))],
      keys: [key('a'), key('b'), key('c')],
      elementsPerList: 2,
    }),
  });
  const reader = new HiveReader(bytes, 'HIVE');
  const { cells, security } = keyFootprint(reader, reader.root());
  const isCovered = (cell = -1): boolean =>
    cells.some(({ start, end }) => start <= 4096 + cell && 4096 + cell < end);
  const root = places.get('');
  const own = [root?.node, root?.className, root?.valuesList, root?.subkeysList];
  for (const { value } of root?.values.values() ?? []) own.push(value);
  own.push(root?.values.get('text')?.data, root?.values.get('big')?.data);
  expect(own.map(isCovered)).toEqual(own.map(() => true));
  for (const name of ['a', 'b', 'c']) expect(isCovered(places.get(name)?.node)).toBe(false);
  expect(security?.start).toBe(4096 + (root?.security ?? 0));
  expect(isCovered(root?.security)).toBe(false);
  const count = security && referenceCountRange(security);
  expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(count?.start ?? 0, true)).toBe(4);
});
