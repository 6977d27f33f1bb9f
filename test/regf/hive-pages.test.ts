import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUILD_VERSION, software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { HivePages, PagesMissing, whenRead } from '../../src/regf/hive-pages.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { walkTree } from '../../src/regf/tree-walk.ts';
import { sourceOf } from '../support/byte-source.ts';

const PATH = ['Microsoft', 'Windows NT', 'CurrentVersion', 'PasswordLess', 'Device'];

/** Some mebibytes, most of which nobody asks for. */
const large = buildHive(
  software({
    passwordLess: key('PasswordLess', { keys: [key('Device', { values: [dword(BUILD_VERSION, 2)] })] }),
    more: [
      key('Families', {
        keys: Array.from({ length: 3000 }, (_, i) =>
          key(`Class ${i}`, { values: [text('', `number ${i}`), binary('Data', new Uint8Array(900))] }),
        ),
      }),
    ],
  }),
).bytes;

describe('a hive that is read on demand', () => {
  it('says what the whole hive says, after a handful of reads', async () => {
    const source = sourceOf(large);
    const reader = await HiveReader.onDemand(source, 'SOFTWARE');
    expect(source.reads.length).toBeLessThanOrEqual(2);
    const value = await whenRead(() => reader.find(PATH)?.value(BUILD_VERSION)?.asDword());
    expect(value).toBe(2);
    const bytesRead = source.reads.reduce((sum, [, length]) => sum + length, 0);
    expect(source.reads.length).toBeLessThan(20);
    expect(bytesRead).toBeLessThan(large.length / 8);
  });

  it('reads the pages of many subkeys together', async () => {
    const source = sourceOf(large);
    const reader = await HiveReader.onDemand(source, 'SOFTWARE');
    expect(await whenRead(() => reader.find(['Families', 'Class 2999'])?.name)).toBe('Class 2999');
    expect(source.reads.length).toBeLessThan(30);
  });

  it('is walked like a whole one', async () => {
    const namesOf = (reader: HiveReader): string[] => [...walkTree(reader)].map(({ name }) => name);
    const reader = await HiveReader.onDemand(sourceOf(large), 'SOFTWARE');
    expect(await whenRead(() => namesOf(reader))).toEqual(namesOf(new HiveReader(large, 'SOFTWARE')));
  });

  it('asks for pages outside of whenRead by throwing', async () => {
    const reader = await HiveReader.onDemand(sourceOf(large), 'SOFTWARE');
    expect(() => reader.find(PATH)).toThrow(PagesMissing);
  });

  it('passes on what a read throws, and what the look throws', async () => {
    const source = sourceOf(large);
    const reader = await HiveReader.onDemand(source, 'SOFTWARE');
    const cut = await HiveReader.onDemand(
      { length: large.length, read: sourceOf(large.subarray(0, 4096)).read },
      'SOFTWARE',
    );
    await expect(whenRead(() => cut.find(PATH))).rejects.toMatchObject({ code: 'file-read' });
    const failure = new Error('from the look');
    const look = (): never => {
      reader.root();
      throw failure;
    };
    await expect(whenRead(look)).rejects.toBe(failure);
  });

  it.each(readdirSync('fixtures/hives'))('%s is refused as the whole file is', async (name) => {
    const bytes = new Uint8Array(readFileSync(`fixtures/hives/${name}`));
    const codeOf = async (open: () => unknown) => {
      try {
        await open();
        return 'opened';
      } catch (error) {
        return error;
      }
    };
    expect(await codeOf(() => HiveReader.onDemand(sourceOf(bytes), name))).toEqual(
      await codeOf(() => new HiveReader(bytes, name)),
    );
  });
});

describe('HivePages', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i);

  it('bridges what lies near, and skips what lies far', async () => {
    const source = sourceOf(bytes);
    const pages = new HivePages(source, bytes.length);
    await whenRead(() => pages.requireAll([100, 20_000, 290_000], 16));
    expect(source.reads).toEqual([
      [0, 24_576 - 4096],
      [286_720, 4096],
    ]);
    await whenRead(() => pages.require(4096, 20_480));
    expect(source.reads.length).toBe(2);
  });

  it('ends with the hive', async () => {
    const pages = new HivePages(sourceOf(bytes), bytes.length);
    await whenRead(() => pages.require(299_000, 310_000));
    expect(Buffer.compare(pages.bytes.subarray(299_008), bytes.subarray(299_008))).toBe(0);
    expect(() => pages.require(310_000, 400_000)).not.toThrow();
    expect(() => pages.require(-9, -1)).not.toThrow();
  });
});
