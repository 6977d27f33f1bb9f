import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/change/edits.ts';
import { type BuiltHive, buildHive } from '../../../src/hive-builder/build-hive.ts';
import { placeOf } from '../../../src/hive-builder/damage.ts';
import { key } from '../../../src/hive-builder/recipe.ts';
import { checkHive } from '../../../src/regf/hive-check.ts';
import { HiveImage } from '../../../src/regf/hive-image.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import { securityList } from '../../../src/regf/security-list.ts';
import { changed } from '../changes.ts';

const descriptor = (size: number): Uint8Array => new Uint8Array([1, 0, 4, 128, ...new Uint8Array(size)]);
const remove = (...path: string[]): Edit => ({ edit: 'delete-key', key: path });
const create = (...path: string[]): Edit => ({ edit: 'create-key', key: path });

const built = buildHive({
  root: key('ROOT', {
    keys: [
      key('One', { security: descriptor(16), keys: [key('Below', { security: descriptor(16) })] }),
      key('Two', { security: descriptor(20) }),
      key('Three', { security: descriptor(24), keys: [key('Plain')] }),
    ],
  }),
});

/** The reference counts in the list, in its order from the root's item. */
function countsIn(bytes: Uint8Array): number[] {
  const image = new HiveImage(bytes, 'HIVE');
  return [...securityList(image)].map((item) => image.view.getUint32(4096 + item + 16, true));
}

/** Sets a field of the item of that key. */
function patched(hive: BuiltHive, path: string, at: number, value: number): Uint8Array {
  const bytes = hive.bytes.slice();
  new DataView(bytes.buffer).setUint32(4096 + placeOf(hive, path).security + 4 + at, value, true);
  return bytes;
}

const REFERENCE_COUNT = 12;

describe('key security items', () => {
  it('count the keys that refer to them', async () => {
    expect(countsIn(built.bytes)).toEqual([2, 2, 1, 1]);
    expect(countsIn(await changed(built.bytes, [create('New'), create('One', 'Größe', 'x')]))).toEqual([
      3, 4, 1, 1,
    ]);
    expect(countsIn(await changed(built.bytes, [create('New'), create('Two', 'x')]))).toEqual([3, 2, 2, 1]);
  });

  it('are inherited by what is made below', async () => {
    const after = new HiveReader(await changed(built.bytes, [create('Three', 'Größe', 'x')]), 'HIVE');
    expect(after.find(['Three', 'Größe', 'x'])?.security).toEqual(descriptor(24));
    expect(after.find(['Three'])?.security).toEqual(descriptor(24));
  });

  it('go with the last key that refers to them, in any number', async () => {
    const after = await changed(built.bytes, [remove('Two')]);
    expect(countsIn(after)).toEqual([2, 2, 1]);
    const all = await changed(built.bytes, [remove('One'), remove('Two'), remove('Three')]);
    expect(countsIn(all)).toEqual([1]);
    for (const bytes of [after, all]) expect(checkHive(bytes, 'HIVE').findings).toEqual([]);
  });

  it('stay while a key refers to them', async () => {
    expect(countsIn(await changed(built.bytes, [remove('One', 'Below')]))).toEqual([2, 1, 1, 1]);
    // Replaced, the key has the security of the one above.
    expect(countsIn(await changed(built.bytes, [remove('One', 'Below'), create('One', 'Below')]))).toEqual([
      2, 2, 1, 1,
    ]);
    expect(countsIn(await changed(built.bytes, [remove('Two'), create('Two')]))).toEqual([3, 2, 1]);
  });

  it('are counted anew where a wrong count would free one that is in use', async () => {
    const tooFew = patched(built, 'One', REFERENCE_COUNT, 1);
    expect(countsIn(await changed(tooFew, [remove('One', 'Below')]))).toEqual([2, 1, 1, 1]);
    expect(countsIn(await changed(tooFew, [remove('One')]))).toEqual([2, 1, 1]);
    expect(
      countsIn(await changed(patched(built, 'One', REFERENCE_COUNT, 0), [remove('One', 'Below')])),
    ).toEqual([2, 1, 1, 1]);
  });

  it('keep a count that is too high', async () => {
    const tooMany = patched(built, 'One', REFERENCE_COUNT, 7);
    expect(countsIn(await changed(tooMany, [remove('One')]))).toEqual([2, 5, 1, 1]);
  });

  it('whose links lead elsewhere are not taken out', async () => {
    const astray = patched(built, 'Two', 4, placeOf(built, 'One').node);
    await expect(changed(astray, [remove('Two')])).rejects.toMatchObject({ code: 'hive-damaged' });
  });
});
