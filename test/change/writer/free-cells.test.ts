import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/change/edits.ts';
import { HiveDraft } from '../../../src/change/writer/draft.ts';
import { FreeCells } from '../../../src/change/writer/free-cells.ts';
import { HiveBins } from '../../../src/change/writer/hive-bins.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { binary, dword, type HiveRecipe, key, text } from '../../../src/hive-builder/recipe.ts';
import { checkHive } from '../../../src/regf/hive-check.ts';
import { HiveImage } from '../../../src/regf/hive-image.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import { changed } from '../changes.ts';

const set = (path: readonly string[], value: string, size: number): Edit => ({
  edit: 'set-value',
  key: path,
  value,
  type: 3,
  data: new Uint8Array(size).fill(size),
});
const remove = (...path: string[]): Edit => ({ edit: 'delete-key', key: path });

const small: HiveRecipe = {
  root: key('ROOT', {
    keys: [
      key('Key', { values: [dword('Number', 1), text('Text', 'in a cell of its own')] }),
      key('Other', { values: [binary('Data', new Uint8Array(300))] }),
    ],
  }),
};

/** Free cells in the order of the hive: sizes, and whether two of them are neighbours. */
function freeCellsOf(bytes: Uint8Array): { readonly sizes: number[]; readonly hasNeighbours: boolean } {
  const { view, end } = new HiveImage(bytes, 'HIVE');
  const sizes: number[] = [];
  let hasNeighbours = false;
  for (let bin = 4096; bin < end; bin += view.getUint32(bin + 8, true)) {
    let wasFree = false;
    for (
      let at = bin + 32;
      at < bin + view.getUint32(bin + 8, true);
      at += Math.abs(view.getInt32(at, true))
    ) {
      const isFree = view.getInt32(at, true) > 0;
      if (isFree) sizes.push(view.getInt32(at, true));
      hasNeighbours ||= isFree && wasFree;
      wasFree = isFree;
    }
  }
  return { sizes, hasNeighbours };
}

describe('changes that come and go again', () => {
  it.each<[string, Edit[], Edit[]]>([
    ['a key by hivex', [set(['Key', 'New'], 'Value', 40)], [remove('Key', 'New')]],
    ['a key by our own writer', [set(['Key', 'Größe'], 'Value', 40)], [remove('Key', 'Größe')]],
    ['a value', [set(['Key'], 'New', 100)], [{ edit: 'delete-value', key: ['Key'], value: 'New' }]],
    ['large data', [set(['Key'], 'New', 100_000)], [{ edit: 'delete-value', key: ['Key'], value: 'New' }]],
    ['a value that becomes longer and shorter', [set(['Key'], 'Text', 3000)], [set(['Key'], 'Text', 2)]],
    [
      'many keys',
      Array.from({ length: 300 }, (_, i) => set(['Key', 'New', `Number ${i}`], 'Value', 40)),
      [remove('Key', 'New')],
    ],
  ])('let the hive grow once, not ten times: %s', async (_, there, gone) => {
    let bytes = buildHive(small).bytes;
    bytes = await changed(bytes, there);
    const { length } = bytes;
    for (let round = 0; round < 10; round++) {
      bytes = await changed(await changed(bytes, gone), there);
      expect(bytes.length, `round ${round}`).toBeLessThanOrEqual(length);
      expect(freeCellsOf(bytes).hasNeighbours).toBe(false);
      expect(checkHive(bytes, 'HIVE').findings).toEqual([]);
    }
  });

  it('find room again behind hive bins that have none for them', async () => {
    const large = set(['Key', 'Large'], 'Value', 400_000);
    const many = Array.from({ length: 3000 }, (_, i) => set(['Key', 'Many'], `Number ${i}`, 40));
    const gone = [remove('Key', 'Large'), remove('Key', 'Many')];
    let bytes = buildHive(small).bytes;
    const lengths: number[] = [];
    for (let round = 0; round < 2; round++) {
      for (const edits of [[large], many, gone]) bytes = await changed(bytes, edits);
      lengths.push(bytes.length);
    }
    expect(lengths[1]).toBeLessThan(1.3 * (lengths[0] ?? 0));
  });

  it('find the same room again, large cells and small ones', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => set(['Key', 'New'], `Number ${i}`, 40));
    const there = [...many, set(['Key', 'New'], 'Large', 200_000)];
    let bytes = await changed(buildHive(small).bytes, there);
    const lengths = [bytes.length];
    for (let round = 0; round < 3; round++) {
      bytes = await changed(await changed(bytes, [remove('Key', 'New')]), there);
      lengths.push(bytes.length);
    }
    expect(new Set(lengths.slice(1)).size, lengths.join(', ')).toBe(1);
    expect(bytes.length).toBeLessThan(1.1 * (lengths[0] ?? 0));
  });

  it('write pages of their own rather than a little into each of many', async () => {
    const recipe = key('ROOT', {
      keys: Array.from({ length: 4000 }, (_, i) => key(`Key ${i}`, { values: [dword('', i)] })),
    });
    const gone = Array.from({ length: 400 }, (_, i) => remove(`Key ${10 * i}`));
    const bytes = await changed(buildHive({ root: recipe }).bytes, gone);
    const many = Array.from({ length: 1500 }, (_, i) => set(['New'], `Number ${i}`, 40));
    const after = await changed(bytes, many);
    const pages = Array.from({ length: bytes.length / 4096 }, (_, page) => page * 4096);
    const touched = pages.filter(
      (at) => Buffer.compare(bytes.subarray(at, at + 4096), after.subarray(at, at + 4096)) !== 0,
    );
    expect(pages.length).toBeGreaterThan(100);
    expect(touched.length).toBeLessThan(50);
  });

  it('fit where cells are free from the start', async () => {
    const { bytes } = buildHive(small);
    for (const path of [
      ['Key', 'New'],
      ['Key', 'Größe'],
    ])
      expect((await changed(bytes, [set(path, 'Value', 40)])).length).toBe(bytes.length);
  });
});

describe('cells', () => {
  const open = (bytes: Uint8Array) => {
    const image = new HiveImage(bytes, 'HIVE');
    const draft = new HiveDraft(image);
    return { draft, cells: new FreeCells(draft, new HiveBins(image)) };
  };

  it('are cut from free ones, and what is left stays free', () => {
    const { bytes } = buildHive(small);
    const before = freeCellsOf(bytes).sizes;
    const { draft, cells } = open(bytes);
    const cell = cells.allocate(100);
    expect(draft.roomOf(cell)).toBe(100);
    const after = draft.bytes.slice(0, draft.end);
    expect(freeCellsOf(after).sizes).toEqual(
      before.map((size, i) => (i === before.length - 1 ? size - 104 : size)),
    );
  });

  it('have no bytes of what was there before', () => {
    const { bytes, places } = buildHive(small);
    const { draft, cells } = open(bytes);
    const data = places.get('Other')?.values.get('Data')?.data;
    if (data === undefined) throw new Error('no data');
    draft.bytes.fill(0xee, draft.dataOf(data), draft.dataOf(data) + draft.roomOf(data));
    cells.free(data);
    cells.useFreed();
    const start = draft.dataOf(cells.allocate(252));
    expect(start).toBe(draft.dataOf(data));
    expect(draft.bytes.subarray(start, start + 252).every((byte) => byte === 0)).toBe(true);
    expect(draft.bytes[start + 280]).toBe(0xee);
  });

  it('lie in a new hive bin where there is no room, as large as it must be', () => {
    const { bytes } = buildHive(small);
    const { draft, cells } = open(bytes);
    cells.allocate(5000);
    expect(draft.end - bytes.length).toBe(8192);
    cells.allocate(3000);
    expect(draft.end - bytes.length).toBe(8192);
    cells.allocate(40_000);
    expect(draft.end - bytes.length).toBe(8192 + 40_960);
    const view = new DataView(draft.bytes.buffer);
    expect(view.getUint32(bytes.length + 4, true)).toBe(bytes.length - 4096);
    expect(view.getUint32(bytes.length + 8192 + 8, true)).toBe(40_960);
  });

  it('that are freed become one with their neighbours', () => {
    const { bytes, places } = buildHive(small);
    const { draft, cells } = open(bytes);
    const value = places.get('Key')?.values.get('Text');
    if (value?.data === undefined) throw new Error('no data');
    cells.free(value.value);
    cells.free(value.data);
    cells.joinNeighbours();
    expect(freeCellsOf(draft.bytes.slice(0, draft.end)).hasNeighbours).toBe(false);
  });

  it('are freed once', () => {
    const { bytes, places } = buildHive(small);
    const { cells } = open(bytes);
    const node = places.get('Key')?.node;
    if (node === undefined) throw new Error('no key');
    cells.free(node);
    expect(() => cells.free(node)).toThrow(expect.objectContaining({ code: 'hive-structure' }));
  });

  it('are not looked for without end', () => {
    const { bytes } = buildHive({
      root: key('ROOT', {
        keys: Array.from({ length: 4000 }, (_, i) => key(`Key ${i}`, { values: [dword('', i)] })),
      }),
    });
    const { draft, cells } = open(bytes);
    cells.allocate(4000);
    expect(draft.end).toBe(bytes.length + 4096);
  });

  it('make no hive larger than Windows loads', () => {
    const { draft } = open(buildHive(small).bytes);
    expect(() => draft.appendHiveBin(0x7fff_f000)).toThrow(
      expect.objectContaining({ code: 'hive-too-large', details: expect.objectContaining({ path: 'HIVE' }) }),
    );
  });
});

describe('hive bins around places', () => {
  const { bytes } = buildHive({
    root: key('ROOT', { values: [binary('Large', new Uint8Array(16_000)), dword('Small', 1)] }),
    minorVersion: 3,
  });
  const image = new HiveImage(bytes, 'HIVE');

  it('are found from any byte of them', () => {
    const ends: number[] = [];
    for (let at = 4096; at < image.end; at += 100) {
      const bin = new HiveBins(image).around(at);
      expect(bin.start <= at && at < bin.end).toBe(true);
      if (ends.at(-1) !== bin.end) ends.push(bin.end);
    }
    expect(ends.length).toBeGreaterThan(1);
    expect(ends.at(-1)).toBe(image.end);
  });

  it('are refused where there are none', () => {
    const none = bytes.slice();
    none.fill(0, 4096, 4100);
    const refusal = expect.objectContaining({ code: 'hive-structure' });
    expect(() => new HiveBins(new HiveImage(none, 'HIVE')).around(4200)).toThrow(refusal);
    expect(() => new HiveBins(new HiveImage(none, 'HIVE')).prepare([4200])).toThrow(refusal);
    expect(() => new HiveBins(image).around(image.end + 5)).toThrow(refusal);
  });

  it('tell of cells that can not be followed', () => {
    const broken = bytes.slice();
    new DataView(broken.buffer).setInt32(4096 + 32, 12, true);
    const cells = new FreeCells(
      new HiveDraft(new HiveImage(broken, 'HIVE')),
      new HiveBins(new HiveImage(broken, 'HIVE')),
    );
    expect(() => cells.useAround(new HiveReader(bytes, 'HIVE').root().offset)).toThrow(
      expect.objectContaining({ code: 'hive-structure' }),
    );
  });
});
