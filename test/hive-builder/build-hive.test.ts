import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, type KeyRecipe, key, text } from '../../src/hive-builder/recipe.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';

const DATA_SIZES = [0, 1, 3, 4, 5, 8, 16343, 16344, 16345, 32688, 40000];

function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 0xff);
}

function read(tree: KeyRecipe, form = {}): HiveReader {
  return new HiveReader(buildHive({ ...form, root: tree }).bytes, 'built');
}

function keyAt(hive: HiveReader, ...path: string[]): Key {
  const found = hive.find(path);
  if (found === undefined) throw new Error(`no key ${path.join('\\')}`);
  return found;
}

describe('buildHive', () => {
  it('gives the same bytes for the same recipe', () => {
    const recipe = { root: key('ROOT', { keys: [key('a', { values: [dword('n', 1)] })] }) };
    expect(buildHive(recipe).bytes).toEqual(buildHive(recipe).bytes);
  });

  it('writes a base block with a right checksum and equal sequence numbers', () => {
    const hive = read(key('ROOT'), { primarySequenceNumber: 77 });
    expect(hive.baseBlock.checksum).toBe(baseBlockChecksum(hive.bytes));
    expect(hive.baseBlock.primarySequenceNumber).toBe(77);
    expect(hive.baseBlock.secondarySequenceNumber).toBe(77);
    expect(hive.bytes.length).toBe(4096 + hive.baseBlock.hiveBinsDataSize);
  });

  it.each([3, 5])('stores data of every size so that it reads back, minor version %i', (minorVersion) => {
    const values = DATA_SIZES.map((size) => binary(`size ${size}`, pattern(size)));
    const root = read(key('ROOT', { values }), { minorVersion }).root();
    for (const size of DATA_SIZES) expect(root.value(`size ${size}`)?.data()).toEqual(pattern(size));
  });

  it.each(['index leaf', 'fast leaf', 'hash leaf'] as const)(
    'sorts subkeys in a %s and below an index root',
    (lists) => {
      const names = Array.from({ length: 100 }, (_, i) => `Key ${(i * 37) % 100}`);
      const keys = names.map((name) => key(name, { values: [text('', name)] }));
      for (const elementsPerList of [100, 7]) {
        const root = read(key('ROOT', { keys, lists, elementsPerList })).root();
        const expected = names.map((name) => name.toUpperCase()).sort();
        expect([...root.subkeys()].map((subkey) => subkey.name.toUpperCase())).toEqual(expected);
        for (const name of names) expect(root.subkey(name)?.value('')?.asString()).toBe(name);
      }
    },
  );

  it('keeps class names, security descriptors, timestamps and names of both forms', () => {
    const security = pattern(64);
    const hive = read(
      key('ROOT', {
        keys: [
          key('圧縮できない名前', { className: 'Klasse', security, lastWritten: 42n }),
          key('wide', { nameForm: 'utf-16' }),
        ],
      }),
    );
    const japanese = keyAt(hive, '圧縮できない名前');
    expect(new TextDecoder('utf-16le').decode(japanese.className)).toBe('Klasse');
    expect(japanese.security).toEqual(security);
    expect(japanese.lastWritten).toBe(42n);
    expect(keyAt(hive, 'WIDE').flags & 0x20).toBe(0);
  });

  it('leaves room in and between cells where the recipe asks for it', () => {
    const keys = Array.from({ length: 50 }, (_, i) => key(`k${i}`, { values: [dword('n', i)] }));
    const tight = read(key('ROOT', { keys }));
    const loose = read(key('ROOT', { keys }), { cellSlack: 24, unallocatedCellEvery: 3, binSize: 8192 });
    expect(loose.bytes.length).toBeGreaterThan(tight.bytes.length);
    for (let i = 0; i < 50; i++) expect(keyAt(loose, `K${i}`).value('N')?.asDword()).toBe(i);
  });
});
