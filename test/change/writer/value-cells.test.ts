import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/change/edits.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text, type ValueRecipe } from '../../../src/hive-builder/recipe.ts';
import { readHive } from '../../../src/hivex/with-hive.ts';
import { checkHive } from '../../../src/regf/hive-check.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import type { Value } from '../../../src/regf/value.ts';
import { cleanHive, freshHivex } from '../../hivex/hives.ts';
import { changed } from '../changes.ts';

const NAMES = ['', 'Name', 'Größe', '設定', 'nul\0inside', '\ud83d', 'v'.repeat(16_383)];

const data = (size: number, first = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (first + i * 7) & 0xff);
const set = (value: string, size: number, type = 3): Edit => ({
  edit: 'set-value',
  key: ['Key'],
  value,
  type,
  data: data(size, size),
});
const unset = (value: string): Edit => ({ edit: 'delete-value', key: ['Key'], value });

const hiveWith = (values: readonly ValueRecipe[], minorVersion = 5): Uint8Array =>
  buildHive({ root: key('ROOT', { keys: [key('Key', { values })] }), minorVersion }).bytes;

async function keyAfter(bytes: Uint8Array, edits: readonly Edit[]) {
  const after = await changed(bytes, edits);
  const reader = new HiveReader(after, 'HIVE');
  const found = reader.find(['Key']);
  if (found === undefined) throw new Error('no key');
  expect(checkHive(after, 'HIVE').findings.filter(({ code }) => code !== 'unreferenced-cell')).toEqual([]);
  const values = [...found.values()];
  return { after, reader, node: found.node, values, names: values.map(({ name }) => name) };
}

/** Where the value's data are: in the value, in a cell of so many bytes, or in segments of so many. */
function storageOf({ image }: HiveReader, { record }: Value): string {
  if (record.dataSize >= 0x80000000) return 'inline';
  const start = 4096 + record.dataOffset;
  const sizeAt = (at: number) => -image.view.getInt32(at, true);
  if (record.dataSize <= 16_344 || image.baseBlock.minorVersion < 4) return `cell ${sizeAt(start)}`;
  const count = image.view.getUint16(start + 4 + 2, true);
  const list = 4096 + image.view.getUint32(start + 4 + 4, true) + 4;
  const segments = Array.from({ length: count }, (_, i) =>
    sizeAt(4096 + image.view.getUint32(list + 4 * i, true)),
  );
  return `segments ${segments.join(', ')}`;
}

describe('new values', () => {
  it.each([
    [0, 'inline', 'inline'],
    [1, 'inline', 'inline'],
    [4, 'inline', 'inline'],
    [5, 'cell 16', 'cell 16'],
    [12, 'cell 16', 'cell 16'],
    [13, 'cell 24', 'cell 24'],
    [16_344, 'cell 16352', 'cell 16352'],
    [16_345, 'segments 16352, 16352', 'cell 16352'],
    [32_688, 'segments 16352, 16352', 'cell 32696'],
    [32_689, 'segments 16352, 16352, 16352', 'cell 32696'],
  ])('of %i bytes lie in %s, before version 1.4 in %s', async (size, expected, expectedBefore) => {
    for (const [version, storage] of [
      [5, expected],
      [4, expected],
      [3, expectedBefore],
    ] as const)
      for (const name of ['ascii', 'Größe']) {
        const { reader, values } = await keyAfter(hiveWith([], version), [set(name, size)]);
        const [value] = values;
        expect(value?.data()).toEqual(data(size, size));
        expect(value && storageOf(reader, value), `version ${version}`).toBe(storage);
      }
  });

  it('of a mebibyte and more', async () => {
    const { values, node } = await keyAfter(hiveWith([dword('Beside', 1)]), [set('Large', 3_000_001)]);
    expect(values[1]?.data()).toEqual(data(3_000_001, 3_000_001));
    expect(node.largestValueDataSize).toBe(3_000_001);
  });

  it('of any name and type stand behind the others, in the order of the edits', async () => {
    const types = [0, 1, 2, 7, 11, 0x1234_5678, 0xffff_ffff];
    const edits = NAMES.map((name, i) => set(name, 10 + i, types[i]));
    const { values, names, node } = await keyAfter(hiveWith([text('Z', 'first'), dword('A', 2)]), edits);
    expect(names).toEqual(['Z', 'A', ...NAMES]);
    expect(values.slice(2).map(({ type }) => type)).toEqual(types);
    // The default value has no flag; a name of which some letter is beyond U+00FF is UTF-16.
    expect(values.slice(2).map(({ flags }) => flags)).toEqual([0, 1, 1, 0, 1, 0, 1]);
    expect(node.largestValueNameLength).toBe(2 * 16_383);
  });

  it('by the thousand', { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => set(`Value ${i}`, i % 9));
    const { names, after } = await keyAfter(hiveWith([dword('Value 7', 7)]), many);
    expect(names).toHaveLength(20_000);
    expect(names.slice(0, 3)).toEqual(['Value 7', 'Value 0', 'Value 1']);
    const read = await readHive(freshHivex(), cleanHive(after), (hive) => {
      const found = hive.child(hive.root(), 'Key');
      return found && hive.valueCount(found);
    });
    expect(read).toBe(20_000);
    const fewer = await keyAfter(
      after,
      many.flatMap((edit, i) => ('value' in edit && i % 100 !== 0 ? [unset(edit.value)] : [])),
    );
    expect(fewer.names).toHaveLength(200);
  });
});

describe('a value that is there', () => {
  const there = (size: number): Uint8Array =>
    hiveWith([dword('First', 1), binary('Value', data(size, 99)), text('Last', 'stays')]);

  it.each([
    [4, 2, 'inline'],
    [4, 100, 'cell 104'],
    [100, 100, 'cell 104'],
    [100, 50, 'cell 104'],
    [100, 4, 'inline'],
    [100, 0, 'inline'],
    [100, 200, 'cell 208'],
    [100, 20_000, 'segments 16352, 16352'],
    [20_000, 100, 'cell 104'],
    [20_000, 40_000, 'segments 16352, 16352, 16352'],
    [40_000, 20_000, 'segments 16352, 16352'],
    [20_000, 0, 'inline'],
  ])('of %i bytes gets %i, and keeps its place and its spelling', async (before, size, storage) => {
    const { reader, values, names, node } = await keyAfter(there(before), [set('VALUE', size, 1)]);
    expect(names).toEqual(['First', 'Value', 'Last']);
    expect(values[1]).toMatchObject({ type: 1 });
    expect(values[1]?.data()).toEqual(data(size, size));
    expect(values[1] && storageOf(reader, values[1])).toBe(storage);
    expect(values[2]?.asString()).toBe('stays');
    expect(node.largestValueDataSize).toBe(Math.max(before, size, 12));
  });

  it('keeps its cell when the data fit there, with nothing of the old behind them', async () => {
    const bytes = there(100);
    const offsetIn = (hive: Uint8Array) =>
      [...(new HiveReader(hive, 'HIVE').find(['Key'])?.values() ?? [])][1];
    const { after } = await keyAfter(bytes, [set('Value', 30)]);
    const [before, now] = [offsetIn(bytes), offsetIn(after)];
    expect(now?.offset).toBe(before?.offset);
    expect(now?.record.dataOffset).toBe(before?.record.dataOffset);
    const start = 4096 + (now?.record.dataOffset ?? 0) + 4;
    expect(after.subarray(start + 30, start + 100).every((byte) => byte === 0)).toBe(true);
  });

  it('may go, and the list with the last one', async () => {
    const fewer = await keyAfter(there(20_000), [unset('value')]);
    expect(fewer.names).toEqual(['First', 'Last']);
    expect(fewer.node.largestValueDataSize).toBe(20_000);
    const none = await keyAfter(fewer.after, [unset('FIRST'), unset('last')]);
    expect(none.node).toMatchObject({
      valueCount: 0,
      valuesList: 0xffffffff,
      largestValueNameLength: 0,
      largestValueDataSize: 0,
    });
    expect(checkHive(none.after, 'HIVE').cells.allocatedCells).toBe(4);
  });

  it('loses the mark of one that is gone in a layered hive when it is set', async () => {
    const { bytes, places } = buildHive({
      root: key('ROOT', { keys: [key('Key', { values: [dword('Gone', 1)] })] }),
      minorVersion: 6,
    });
    const flags = 4096 + 4 + (places.get('Key')?.values.get('Gone')?.value ?? 0) + 16;
    bytes[flags] = 3;
    const { values } = await keyAfter(bytes, [set('Gone', 8)]);
    expect(values[0]?.flags).toBe(1);
  });
});
