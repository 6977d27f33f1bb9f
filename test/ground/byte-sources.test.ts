import { describe, expect, it } from 'vitest';
import { type BlobLike, sourceOfBlob, sourceOfBytes } from '../../src/ground/byte-sources.ts';

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);

describe.each([
  ['sourceOfBytes', () => sourceOfBytes(BYTES, 'HIVE')],
  ['sourceOfBlob', () => sourceOfBlob(new Blob([BYTES]), 'HIVE')],
])('%s', (_, make) => {
  it('has the length and the name, and gives the bytes of any place', async () => {
    const source = make();
    expect([source.length, source.path]).toEqual([5, 'HIVE']);
    const target = new Uint8Array(2);
    await source.read(target, 3);
    expect([...target]).toEqual([4, 5]);
  });

  it.each([
    [4, 2],
    [6, 0],
    [-1, 1],
  ])('refuses to read from %i on %i bytes, which are not all there', async (position, wanted) => {
    await expect(make().read(new Uint8Array(wanted), position)).rejects.toMatchObject({
      code: 'file-read',
      details: { path: 'HIVE', position, wanted, cause: 'end of file' },
    });
  });
});

describe('sourceOfBytes', () => {
  it('shows the bytes without a copy', () => {
    expect(sourceOfBytes(BYTES, 'HIVE').view?.(1, 2).buffer).toBe(BYTES.buffer);
  });
});

describe('sourceOfBlob', () => {
  it('says why a file that was chosen can no longer be read', async () => {
    const gone: BlobLike = {
      size: 5,
      slice: () => ({
        arrayBuffer: async () => {
          throw new DOMException('gone', 'NotFoundError');
        },
      }),
    };
    await expect(sourceOfBlob(gone, 'HIVE').read(new Uint8Array(1), 2)).rejects.toMatchObject({
      code: 'file-read',
      details: { path: 'HIVE', position: 2, wanted: 1, cause: 'NotFoundError' },
    });
  });

  it('refuses a file that has become shorter', async () => {
    const shorter: BlobLike = { size: 5, slice: () => ({ arrayBuffer: async () => new ArrayBuffer(1) }) };
    await expect(sourceOfBlob(shorter, 'HIVE').read(new Uint8Array(2), 0)).rejects.toMatchObject({
      code: 'file-read',
      details: { cause: 'end of file' },
    });
  });
});
