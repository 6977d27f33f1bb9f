import type { ByteSource } from './brand.ts';
import { bulkMemory } from './bulk-memory.ts';

/** Bytes read at a time. To ask the system for them takes this thread's time, however many they are. */
const CHUNK_SIZE = 2 * 1024 * 1024;
/** One is looked at while the next is read, on another core. */
const BUFFERS = 2;

/**
 * Shows the bytes from `start` to `end`, chunk after chunk, of 2 MiB each but for the last.
 * @param visit a chunk is valid until it returns.
 * @throws HiveError 'file-read', and what `visit` throws; no read is under way then.
 */
export async function forEachChunk(
  source: ByteSource,
  start: number,
  end: number,
  visit: (chunk: Uint8Array, position: number) => void,
): Promise<void> {
  const size = Math.min(CHUNK_SIZE, Math.max(0, end - start));
  const buffers = Array.from({ length: BUFFERS }, () => bulkMemory(size));
  const underWay: Promise<Uint8Array>[] = [];
  let next = start;
  const readOn = (): void => {
    const buffer = buffers.shift();
    if (buffer === undefined || next >= end) return;
    const chunk = buffer.subarray(0, Math.min(size, end - next));
    const read = source.read(chunk, next).then(() => chunk);
    // Its failure is told when its turn comes, not while nobody waits for it yet.
    read.catch(() => undefined);
    underWay.push(read);
    next += chunk.length;
  };
  for (let i = 0; i < BUFFERS; i++) readOn();
  try {
    for (let position = start; position < end; ) {
      const chunk = await underWay.shift();
      if (chunk === undefined) return;
      visit(chunk, position);
      position += chunk.length;
      buffers.push(chunk);
      readOn();
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
