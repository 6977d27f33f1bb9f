import { beforeEach, describe, expect, it } from 'vitest';
import type { ReadOnlyFile } from '../../src/files/file-system.ts';
import { copyAndReadBack } from '../../src/install/checked-copy.ts';
import { checksumOfBytes } from '../../src/install/checksum.ts';
import { sourceOf } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const MIB = 1024 * 1024;
const COPY = '/copy';

/** No two pages of it are alike. */
function numbered(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= length; at += 4096) view.setUint32(at, at + 1, true);
  return bytes;
}

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
});

const ignore = () => undefined;

/** @param open in the place of the copy itself. */
async function copy(
  bytes: Uint8Array,
  open = (): Promise<ReadOnlyFile> => files.open(COPY),
  onProgress: (done: number) => void = ignore,
): Promise<string> {
  const file = await files.create(COPY);
  try {
    return await copyAndReadBack(sourceOf(bytes), file, open, onProgress);
  } finally {
    await file.close();
  }
}

describe('a copy that is read back', () => {
  it.each([
    ['of nothing', 0],
    ['of less than a page', 100],
    ['of a chunk and a page', 2 * MIB + 4096],
    ['of more than a stretch', 33 * MIB + 512],
  ])('%s has the same bytes, on the medium, and their checksum', async (_, length) => {
    const bytes = numbered(length);
    const done: number[] = [];
    expect(await copy(bytes, undefined, (now) => done.push(now))).toBe(checksumOfBytes(bytes));
    expect(Buffer.compare(files.bytes(COPY) ?? new Uint8Array(1), bytes)).toBe(0);
    expect(done.at(-1) ?? 0).toBe(length);
    files.flushAll();
    files.losePower(1);
    expect(files.bytes(COPY)?.length).toBe(length);
  });

  it.each([0, 2 * MIB, 32 * MIB, 33 * MIB - 1])('is told from another by a byte at %i', async (place) => {
    const bytes = numbered(33 * MIB);
    const other = bytes.slice();
    other[place] = (other[place] ?? 0) ^ 0x80;
    const open = async (): Promise<ReadOnlyFile> =>
      Object.assign(await files.open(COPY), {
        read: async (target: Uint8Array, position: number) =>
          target.set(other.subarray(position, position + target.length)),
      });
    await expect(copy(bytes, open)).rejects.toMatchObject({
      code: 'file-write',
      details: { path: COPY, cause: `byte ${place} is another one when read back` },
    });
  });

  it('ends when it is stopped, with nothing under way', async () => {
    const stop = (done: number) => {
      if (done > 4 * MIB) throw new Error('stopped');
    };
    await expect(copy(numbered(40 * MIB), undefined, stop)).rejects.toThrow('stopped');
    // Closing a file that is in use would have failed.
    await files.remove(COPY);
  });
});
