import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, multiText, text, utf16 } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { REG_DWORD, REG_EXPAND_SZ, REG_SZ } from '../../src/regf/structures/key-value.ts';
import type { Value } from '../../src/regf/value.ts';

const reader = (bytes: Uint8Array): HiveReader => new HiveReader(bytes, 'HIVE');

const names = (named: Iterable<{ readonly name: string }>): string[] => Array.from(named, ({ name }) => name);

/** Value `name` of the root of a hive that holds `recipe`. */
function rootValue(hive: HiveReader, name: string): Value {
  const value = hive.root().value(name);
  if (value === undefined) throw new Error(`no value ${name}`);
  return value;
}

const codeOf = (body: () => unknown): string | undefined => {
  try {
    body();
    return undefined;
  } catch (error) {
    return error instanceof HiveError ? error.code : String(error);
  }
};

describe('keys', () => {
  const hive = reader(
    buildHive({
      root: key('ROOT', {
        keys: [
          key('Microsoft', {
            className: 'class',
            lastWritten: 7n,
            keys: [key('Windows NT'), key('\u30d1\u30b9')],
          }),
          key('microphone'),
        ],
      }),
    }).bytes,
  );

  it('are found by their path, however the letters are cased', () => {
    expect(hive.find([])?.name).toBe('ROOT');
    expect(hive.find(['MICROSOFT', 'windows nt'])?.name).toBe('Windows NT');
    expect(hive.find(['microsoft', '\u30d1\u30b9'])?.name).toBe('\u30d1\u30b9');
    expect(hive.find(['microsoft', 'nothing', 'more'])).toBeUndefined();
    expect(hive.find(['micro'])).toBeUndefined();
  });

  it('tell what their key node says', () => {
    const microsoft = hive.find(['Microsoft']);
    expect(names(hive.root().subkeys())).toEqual(['microphone', 'Microsoft']);
    expect(microsoft?.subkeyCount).toBe(2);
    expect(microsoft?.lastWritten).toBe(7n);
    expect(microsoft?.className).toEqual(utf16('class'));
    expect(microsoft?.security?.length).toBeGreaterThan(20);
    expect(hive.root().className).toBeUndefined();
    expect(names(microsoft?.values() ?? [])).toEqual([]);
  });

  it.each(['index leaf', 'fast leaf', 'hash leaf'] as const)(
    'are listed by %s and under index roots',
    (lists) => {
      const keys = Array.from({ length: 300 }, (_, i) => key(`Key ${String(i).padStart(3, '0')}`));
      for (const elementsPerList of [1000, 7]) {
        const many = reader(buildHive({ root: key('ROOT', { keys, lists, elementsPerList }) }).bytes);
        expect(names(many.root().subkeys())).toEqual(names(keys));
        expect(many.find(['KEY 299'])?.name).toBe('Key 299');
      }
    },
  );

  it('of a predefined handle have no values', () => {
    const built = buildHive({ root: key('ROOT', { flags: 0x40 }) });
    const handle = reader(built.bytes);
    const at = 4096 + (built.places.get('')?.node ?? 0) + 4;
    new DataView(built.bytes.buffer).setUint32(at + 36, 0x80000001, true);
    expect(handle.root().valueCount).toBe(0);
    expect(names(handle.root().values())).toEqual([]);
  });
});

describe('values', () => {
  const data = (length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  const sizes = [0, 1, 3, 4, 5, 16_343, 16_344, 16_345, 32_688, 32_689, 100_000];
  const recipe = {
    root: key('ROOT', {
      values: [
        dword('Number', 0xfffffffe),
        text('', 'default'),
        text('Path', '%SystemRoot%\0junk', REG_EXPAND_SZ),
        multiText('List', ['one', 'two']),
        ...sizes.map((size) => binary(`Binary ${size}`, data(size))),
      ],
    }),
  };
  const hive = reader(buildHive(recipe).bytes);

  it('are decoded by their type', () => {
    expect(rootValue(hive, 'NUMBER').asDword()).toBe(0xfffffffe);
    expect(rootValue(hive, 'number').isInline).toBe(true);
    expect(rootValue(hive, '').asString()).toBe('default');
    expect(rootValue(hive, 'Path').asString()).toBe('%SystemRoot%');
    expect(rootValue(hive, 'List').asMultiString()).toEqual(['one', 'two']);
    expect(hive.root().value('missing')).toBeUndefined();
  });

  it('are nothing else than their type', () => {
    const list = rootValue(hive, 'List');
    expect([list.asDword(), list.asString()]).toEqual([undefined, undefined]);
    expect(rootValue(hive, 'Number').asMultiString()).toBeUndefined();
    expect(rootValue(hive, 'Binary 4').asDword()).toBeUndefined();
  });

  it('are no number when a REG_DWORD has another size', () => {
    const odd = reader(
      buildHive({ root: key('ROOT', { values: [{ name: 'x', type: REG_DWORD, data: data(3) }] }) }).bytes,
    );
    expect(rootValue(odd, 'x').asDword()).toBeUndefined();
  });

  it.each([3, 4, 5, 6])('of every size come back whole in version 1.%i', (minorVersion) => {
    const versioned = reader(buildHive({ ...recipe, minorVersion }).bytes);
    for (const size of sizes) {
      const value = rootValue(versioned, `Binary ${size}`);
      expect(value.dataSize).toBe(size);
      expect(Buffer.compare(value.data(), data(size)), String(size)).toBe(0);
    }
  });

  it('tell where their inline data is', () => {
    const { bytes } = hive;
    const at = rootValue(hive, 'Number').inlineDataOffset;
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)).toBe(0xfffffffe);
  });
});

describe('a hive that is none', () => {
  const good = buildHive({
    root: key('ROOT', { values: [{ name: 'x', type: REG_SZ, data: utf16('long enough') }] }),
  });
  const changed = (at: number, value: number): Uint8Array => {
    const bytes = good.bytes.slice();
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  };

  it('is refused for its first fault', () => {
    expect(codeOf(() => reader(new Uint8Array(0)))).toBe('hive-truncated');
    expect(codeOf(() => reader(new TextEncoder().encode('not a hive')))).toBe('hive-signature');
    expect(codeOf(() => reader(good.bytes.subarray(0, 300)))).toBe('hive-truncated');
    expect(codeOf(() => reader(changed(20, 2)))).toBe('hive-version');
    expect(codeOf(() => reader(changed(24, 7)))).toBe('hive-version');
    expect(codeOf(() => reader(changed(24, 2)))).toBe('hive-version');
    expect(codeOf(() => reader(changed(28, 6)))).toBe('hive-structure');
    expect(codeOf(() => reader(good.bytes.subarray(0, good.bytes.length - 1)))).toBe('hive-truncated');
  });

  it('throws where a reference leads astray, and only there', () => {
    const place = good.places.get('');
    const value = place?.values.get('x');
    expect(value).toBeDefined();
    const vk = 4096 + (value?.value ?? 0) + 4;
    for (const offset of [0xfffffff0, 0x7ffffff8, 4, 0x21]) {
      const hive = reader(changed(vk + 8, offset));
      expect(hive.root().value('x')?.name).toBe('x');
      expect(
        codeOf(() => hive.root().value('x')?.data()),
        String(offset),
      ).toBe('hive-structure');
      expect(
        codeOf(() => reader(changed(36, offset)).root()),
        String(offset),
      ).toBe('hive-structure');
    }
  });
});
