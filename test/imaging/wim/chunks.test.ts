import { describe, expect, it } from 'vitest';
import { sourceOfBytes } from '../../../src/ground/byte-sources.ts';
import { chunkLength, readChunkOffsets, spliced, stored } from '../../../src/imaging/wim/chunks.ts';
import type { Resource } from '../../../src/imaging/wim/resource.ts';

const CHUNK = 16;
/** Behind 4 other bytes: a table of two entries, and chunks of 3, 16 and 2 bytes for 40. */
const FILE = Uint8Array.of(
  9,
  9,
  9,
  9,
  3,
  0,
  0,
  0,
  19,
  0,
  0,
  0,
  ...Array.from({ length: 21 }, (_, at) => at + 100),
);
const RESOURCE: Resource = { flags: 4, offset: 4, size: 29, originalSize: 40 };

const file = (bytes = FILE) => sourceOfBytes(bytes, '/i.wim');

async function bytesOf(resource: Awaited<ReturnType<typeof spliced>>): Promise<number[]> {
  const bytes: number[] = [];
  for (const { source, position, length } of resource.pieces) {
    const piece = new Uint8Array(length);
    await source.read(piece, position);
    bytes.push(...piece);
  }
  return bytes;
}

describe('the chunks of a resource', () => {
  it('lie where the table tells', async () => {
    expect(await readChunkOffsets(file(), RESOURCE, CHUNK)).toEqual([12, 15, 31, 33]);
    expect(chunkLength(40, CHUNK, 2)).toBe(8);
    expect(chunkLength(40, CHUNK, 3)).toBe(0);
  });

  it.each([
    ['begins before the one before it', 2],
    ['is empty', 3],
    ['is larger than what it holds', 21],
  ])('are refused where one %s', async (_, second) => {
    const bytes = FILE.slice();
    bytes[8] = second;
    await expect(readChunkOffsets(file(bytes), RESOURCE, CHUNK)).rejects.toMatchObject({
      code: 'image-structure',
      details: { structure: 'chunk' },
    });
  });

  it('are refused where the table has no room', async () => {
    const short = { ...RESOURCE, size: 7 };
    await expect(readChunkOffsets(file(), short, CHUNK)).rejects.toMatchObject({
      details: { structure: 'chunk table' },
    });
  });

  it('are taken over where they are the same, and stored where not', async () => {
    const content = sourceOfBytes(new Uint8Array(40).fill(7), '/hive');
    const made = await spliced(file(), RESOURCE, CHUNK, content, (index) => index !== 1);
    expect(made).toMatchObject({ flags: 4, originalSize: 40 });
    const [first, last] = [[...FILE.subarray(12, 15)], [...FILE.subarray(31, 33)]];
    expect(await bytesOf(made)).toEqual([3, 0, 0, 0, 19, 0, 0, 0, ...first, ...Array(16).fill(7), ...last]);
  });

  it('are stored where the contents end elsewhere', async () => {
    const content = sourceOfBytes(new Uint8Array(50).fill(7), '/hive');
    const made = await spliced(file(), RESOURCE, CHUNK, content, () => true);
    const table = [3, 0, 0, 0, 19, 0, 0, 0, 35, 0, 0, 0];
    expect(await bytesOf(made)).toEqual([...table, ...FILE.subarray(12, 31), ...Array(18).fill(7)]);
    const shorter = sourceOfBytes(new Uint8Array(16).fill(7), '/hive');
    expect(await bytesOf(await spliced(file(), RESOURCE, CHUNK, shorter, () => true))).toEqual([
      ...FILE.subarray(12, 15),
    ]);
  });

  it('are none in what is not packed', async () => {
    const made = stored(sourceOfBytes(Uint8Array.of(1, 2), '/hive'));
    expect(made.flags).toBe(0);
    expect(await bytesOf(made)).toEqual([1, 2]);
  });
});
