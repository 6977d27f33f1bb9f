import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, type HiveRecipe, key, text } from '../../src/hive-builder/recipe.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';

const reader = (recipe: HiveRecipe): HiveReader => new HiveReader(buildHive(recipe).bytes, 'HIVE');

const BASE = key('ROOT', {
  keys: [
    key('a', { values: [dword('x', 1), text('y', 'text')], keys: [key('deep', { className: 'c' })] }),
    key('b', { values: [binary('big', new Uint8Array(20_000))] }),
  ],
});

const before = reader({ root: BASE });

describe('diffHives', () => {
  it('finds nothing between a hive and itself', () => {
    expect(diffHives(before, reader({ root: BASE }))).toEqual([]);
  });

  it('does not care where things lie or how they are stored', () => {
    const elsewhere = reader({ root: { ...BASE, lists: 'fast leaf' }, cellSlack: 24, binSize: 32_768 });
    expect(diffHives(before, elsewhere)).toEqual([]);
    const wide = reader({
      root: key('ROOT', {
        nameForm: 'utf-16',
        keys: [
          key('a', { values: [text('y', 'text'), dword('x', 1)], keys: [key('deep', { className: 'c' })] }),
          key('b', { values: [binary('big', new Uint8Array(20_000))] }),
        ],
      }),
    });
    expect(diffHives(before, wide)).toEqual([]);
  });

  it('says what changed, with the path of the key', () => {
    const big = new Uint8Array(20_000);
    big[19_999] = 1;
    const after = reader({
      root: key('ROOT', {
        keys: [
          key('A', {
            lastWritten: 5n,
            flags: 8,
            values: [dword('X', 0), text('z', 'new')],
            keys: [key('deep', { className: 'd' })],
          }),
          key('b', { values: [binary('big', big)] }),
        ],
      }),
    });
    const found = diffHives(before, after).map((difference) => {
      const { kind, path } = difference;
      const what = 'field' in difference ? difference.field : '';
      return `${kind} ${path.join('/')} ${'value' in difference ? difference.value : ''} ${what}`.trim();
    });
    expect(found).toEqual([
      'key-changed A  name',
      'key-changed A  flags',
      'key-changed A  last-written',
      'value-changed A X name',
      'value-changed A X data',
      'value-added A z',
      'value-removed A y',
      'key-changed A/deep  class-name',
      'value-changed b big data',
    ]);
  });

  it('shows both states', () => {
    const [difference] = diffHives(before, reader({ root: { ...BASE, lastWritten: 3n } }));
    expect(difference).toEqual({
      kind: 'key-changed',
      path: [],
      field: 'last-written',
      before: before.root().lastWritten,
      after: 3n,
    });
  });

  it('lists every key and value of what came or went', () => {
    const fewer = reader({
      root: key('ROOT', { keys: [key('b', { values: [binary('big', new Uint8Array(20_000))] })] }),
    });
    const gone = diffHives(before, fewer);
    expect(gone).toEqual([
      { kind: 'key-removed', path: ['a'] },
      { kind: 'value-removed', path: ['a'], value: 'x' },
      { kind: 'value-removed', path: ['a'], value: 'y' },
      { kind: 'key-removed', path: ['a', 'deep'] },
    ]);
    expect(diffHives(fewer, before)).toEqual(
      gone.map((difference) => ({ ...difference, kind: difference.kind.replace('removed', 'added') })),
    );
  });

  it('tells security descriptors apart', () => {
    const security = new Uint8Array(64).fill(1);
    const [difference] = diffHives(before, reader({ root: BASE, security }));
    expect(difference).toMatchObject({ kind: 'key-changed', path: [], field: 'security', after: security });
  });

  it('finds a changed byte wherever it is, also where all else is the same bytes', () => {
    const { bytes, places } = buildHive({ root: BASE });
    const data = places.get('b')?.values.get('big')?.data ?? 0;
    const list = new DataView(bytes.buffer).getUint32(4096 + data + 8, true);
    const lastSegment = new DataView(bytes.buffer).getUint32(4096 + list + 8, true);
    const edited = bytes.slice();
    edited[4096 + lastSegment + 4] = 0xaa;
    expect(diffHives(new HiveReader(bytes, 'HIVE'), new HiveReader(edited, 'HIVE'))).toMatchObject([
      { kind: 'value-changed', path: ['b'], value: 'big', field: 'data' },
    ]);
    const descriptor = bytes.slice();
    descriptor[4096 + (places.get('')?.security ?? 0) + 4 + 20 + 1] = 0xaa;
    expect(diffHives(new HiveReader(bytes, 'HIVE'), new HiveReader(descriptor, 'HIVE'))).toHaveLength(4);
  });

  it('ends after as many differences as wanted', () => {
    const many = (last: bigint): HiveReader =>
      reader({
        root: key('ROOT', { keys: Array.from({ length: 50 }, (_, i) => key(`k${i}`)) }),
        lastWritten: last,
      });
    expect(diffHives(many(1n), many(2n))).toHaveLength(51);
    expect(diffHives(many(1n), many(2n), 10)).toHaveLength(10);
  });

  it('refuses a hive that goes in circles', () => {
    const { bytes, places } = buildHive({ root: BASE });
    const node = 4096 + (places.get('a/deep'.replace('/', '\\'))?.node ?? 0) + 4;
    const root = 4096 + (places.get('')?.node ?? 0) + 4;
    const view = new DataView(bytes.buffer);
    view.setUint32(node + 20, 2, true);
    view.setUint32(node + 28, view.getUint32(root + 28, true), true);
    expect(() => diffHives(new HiveReader(bytes, 'HIVE'), new HiveReader(bytes, 'HIVE'))).toThrowError(
      /met again/,
    );
  });
});
