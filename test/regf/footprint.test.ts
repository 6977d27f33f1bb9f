import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CellOffset } from '../../src/ground/brand.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { type ByteRange, normalizeRanges } from '../../src/regf/byte-ranges.ts';
import { cellRange, visitKeyCells } from '../../src/regf/footprint.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { NO_CELL } from '../../src/regf/structures/cell.ts';
import { walkTree } from '../../src/regf/tree-walk.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';

function cellsOf({ image }: HiveReader, found: Key): ByteRange[] {
  const cells: ByteRange[] = [];
  visitKeyCells(image, found, (cell) => cells.push(cellRange(image, cell)));
  return cells;
}

/** Bytes of all footprints, and of the key security items, each counted once. */
function footprintsOf(bytes: Uint8Array): { readonly own: number; readonly together: number } {
  const reader = new HiveReader(bytes, 'HIVE');
  const security = new Map<number, ByteRange>();
  const all: ByteRange[] = [];
  for (const found of walkTree(reader)) {
    all.push(...cellsOf(reader, found));
    const item = found.node.security as CellOffset;
    if (item !== NO_CELL) security.set(item, cellRange(reader.image, item));
  }
  all.push(...security.values());
  const sizeOf = (ranges: readonly ByteRange[]) =>
    ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  return { own: sizeOf(all), together: sizeOf(normalizeRanges(all)) };
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

it('holds every cell of a key, and no security item', () => {
  const { bytes, places } = buildHive({
    root: key('ROOT', {
      className: 'class',
      values: [dword('inline', 1), text('text', 'in a cell'), binary('big', new Uint8Array(20_000))],
      keys: [key('a'), key('b'), key('c')],
      elementsPerList: 2,
    }),
  });
  const reader = new HiveReader(bytes, 'HIVE');
  const cells = cellsOf(reader, reader.root());
  const isCovered = (cell = -1): boolean =>
    cells.some(({ start, end }) => start <= 4096 + cell && 4096 + cell < end);
  const root = places.get('');
  const own = [root?.node, root?.className, root?.valuesList, root?.subkeysList];
  for (const { value } of root?.values.values() ?? []) own.push(value);
  own.push(root?.values.get('text')?.data, root?.values.get('big')?.data);
  expect(own.map(isCovered)).toEqual(own.map(() => true));
  for (const name of ['a', 'b', 'c']) expect(isCovered(places.get(name)?.node)).toBe(false);
  expect(isCovered(root?.security)).toBe(false);
});
