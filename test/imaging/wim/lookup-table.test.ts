import { describe, expect, it } from 'vitest';
import { sourceOfBytes } from '../../../src/ground/byte-sources.ts';
import { LookupTable } from '../../../src/imaging/wim/lookup-table.ts';
import { packResource } from '../../../src/imaging/wim/resource.ts';
import { LookupEntry } from '../../../src/imaging/wim/structures.ts';

const sha1 = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);
const place = (offset: number, flags = 4) => ({ flags, size: 10, offset, originalSize: 30 });

/** Metadata, then contents of two files and of one. */
function table(change: (bytes: Uint8Array) => void = () => undefined) {
  const bytes = new Uint8Array(150);
  for (const [index, [resource, references]] of [
    [place(0, 6), 1],
    [place(10), 2],
    [place(20), 1],
  ].entries() as Iterable<[number, [ReturnType<typeof place>, number]]>)
    LookupEntry.encode(bytes, index * 50, {
      ...packResource(resource),
      partNumber: 1,
      references,
      sha1: sha1(index),
    });
  change(bytes);
  const file = sourceOfBytes(bytes, '/i.wim');
  return LookupTable.read(file, { flags: 2, size: bytes.length, offset: 0, originalSize: bytes.length });
}

const referencesIn = (found: LookupTable): number[] => {
  const bytes = found.encode();
  return Array.from({ length: bytes.length / 50 }, (_, index) => bytes[index * 50 + 26] ?? 0);
};

describe('the lookup table', () => {
  it('finds contents, and the metadata of images', async () => {
    const found = await table();
    expect(found.find(sha1(1))).toMatchObject({ offset: 10, references: 2, partNumber: 1, flags: 4 });
    expect(found.find(sha1(9))).toBeUndefined();
    // Metadata is no file's contents.
    expect(found.find(sha1(0))).toBeUndefined();
    expect(found.metadata()).toMatchObject([{ offset: 0, flags: 6 }]);
  });

  it('counts who holds contents, and leaves out what nobody holds', async () => {
    const found = await table();
    const [two, one] = [found.find(sha1(1)), found.find(sha1(2))];
    if (two === undefined || one === undefined) throw new Error('missing');
    found.refer(two, -1);
    found.refer(one, 1);
    expect(referencesIn(found)).toEqual([1, 1, 2]);
    const again = found.find(sha1(1));
    if (again === undefined) throw new Error('missing');
    found.refer(again, -1);
    expect(referencesIn(found)).toEqual([1, 2]);
    found.add(place(50), sha1(7));
    const added = found.find(sha1(7));
    expect(added).toMatchObject({ offset: 50, references: 1 });
    if (added === undefined) throw new Error('missing');
    found.refer(added, -1);
    expect(found.find(sha1(7))).toBeUndefined();
    expect(referencesIn(found)).toEqual([1, 2]);
  });

  it('gives metadata another place', async () => {
    const found = await table();
    const [metadata] = found.metadata();
    if (metadata === undefined) throw new Error('missing');
    found.moveMetadata(metadata, place(90, 6), sha1(8));
    expect(found.metadata()).toMatchObject([{ offset: 90, sha1: sha1(8), references: 1 }]);
  });

  it('is refused where it is no table, or tells of what is not there', async () => {
    const file = sourceOfBytes(new Uint8Array(99), '/i.wim');
    const odd = { flags: 2, size: 99, offset: 0, originalSize: 99 };
    await expect(LookupTable.read(file, odd)).rejects.toMatchObject({ code: 'image-structure' });
    const size = 50 * 2 ** 30;
    const huge = { ...file, length: 2 * size };
    await expect(LookupTable.read(huge, { ...odd, size })).rejects.toMatchObject({ code: 'image-structure' });
    const beyond = await table((bytes) => LookupEntry.encode(bytes, 50, { offset: 145n }));
    expect(() => beyond.find(sha1(1))).toThrow(/image-truncated/);
  });
});
