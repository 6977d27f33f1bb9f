import type { ByteSource } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { chunkAt } from './small-files.ts';

/** Two sources are read beside each other, and on ahead of who looks at them: to ask the system costs this thread's time. */

/** Bytes asked for at a time, of each. */
const CHUNK = 1024 * 1024;

/** What two sources hold from `position` on: as many bytes as there are of each, up to a chunk. */
export type LookAtBoth = (a: Uint8Array, b: Uint8Array, position: number) => boolean;

/**
 * Shows both chunk by chunk, from `start` to `end`, both multiples of a page or the end of the longer one.
 * @param look what it is shown is valid until it returns. False ends it.
 * @throws HiveError what reading throws, and what `look` throws; nothing is under way then.
 */
export async function lookAtBoth(
  a: ByteSource,
  b: ByteSource,
  { start, end }: { readonly start: number; readonly end: number },
  look: LookAtBoth,
): Promise<void> {
  const size = Math.max(0, Math.min(CHUNK, end - start));
  const memory = () => [bulkMemory(size), bulkMemory(size)] as const;
  const buffers = [memory(), memory()] as const;
  const read = (position: number, turn: number) => {
    const [first, second] = buffers[turn % 2] ?? buffers[0];
    const length = Math.max(0, Math.min(size, end - position));
    const both = Promise.all([
      chunkAt(a, position, first.subarray(0, length)),
      chunkAt(b, position, second.subarray(0, length)),
    ]);
    both.catch(() => undefined);
    return both;
  };
  let reading = read(start, 0);
  try {
    for (let position = start, turn = 1; position < end; position += size, turn += 1) {
      const [chunkA, chunkB] = await reading;
      reading = read(position + size, turn);
      if (!look(chunkA, chunkB, position)) return;
    }
  } finally {
    await Promise.allSettled([reading]);
  }
}

/** Offset of the first byte from `start` to `end` that differs, or undefined when both hold the same bytes there. */
export async function firstDifferenceIn(
  a: ByteSource,
  b: ByteSource,
  stretch: { readonly start: number; readonly end: number },
  onProgress: (done: number) => void = () => undefined,
): Promise<number | undefined> {
  let found: number | undefined;
  await lookAtBoth(a, b, stretch, (chunkA, chunkB, position) => {
    if (Buffer.compare(chunkA, chunkB) !== 0)
      found = position + chunkA.findIndex((byte, index) => byte !== chunkB[index]);
    else onProgress(position + chunkA.length);
    return found === undefined;
  });
  return found;
}

/** Of all their bytes. @param onProgress called after each chunk with the bytes done so far. May throw to stop. */
export async function firstDifference(
  a: ByteSource,
  b: ByteSource,
  onProgress?: (done: number) => void,
): Promise<number | undefined> {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return await firstDifferenceIn(a, b, { start: 0, end: a.length }, onProgress);
}
