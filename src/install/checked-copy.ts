import type { ReadOnlyFile, WritableFile } from '../files/file-system.ts';
import type { ByteSource } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { HiveError } from '../ground/errors.ts';
import { Checksum } from './checksum.ts';
import { firstDifferenceIn } from './compare.ts';
import { chunkAt, type OnProgress } from './small-files.ts';

/**
 * A copy that is read back. Stretch by stretch it is brought to the medium and then compared with what was copied, while the next
 * stretch is on its way: what takes the medium's time is done beside what takes the processor's.
 */

/** Bytes of a chunk. To ask the system for one takes this thread's time, whatever its size. */
const CHUNK = 2 * 1024 * 1024;
const STRETCH = 16 * CHUNK;
const UNDER_WAY = 4;

/**
 * Writes all bytes of `source` into `file`, which is empty, compares what `open` reads with them, and returns when they are on the
 * medium.
 * @param open the same file once more, for reading: drivers in user space read again what is opened anew.
 * @returns the checksum of the source.
 * @throws HiveError 'file-write' when something else is read back, what reading and writing throw, and what `onProgress` throws;
 *   nothing is under way then.
 */
export async function copyAndReadBack(
  source: ByteSource,
  file: WritableFile,
  open: () => Promise<ReadOnlyFile>,
  onProgress: OnProgress,
): Promise<string> {
  const size = Math.min(CHUNK, source.length);
  const copier = new Copier(source, file, size);
  let comparing: Promise<void> = Promise.resolve();
  try {
    for (let start = 0; start < source.length; start += STRETCH) {
      const end = Math.min(source.length, start + STRETCH);
      await copier.copy(end, onProgress);
      await comparing;
      comparing = watched(file.flush().then(() => readBack(source, open, { start, end })));
    }
    await comparing;
    if (source.length === 0) await file.flush();
    return copier.checksum;
  } finally {
    await Promise.allSettled([comparing]);
  }
}

/** Its failure is told when its turn comes, not while nobody waits for it yet. */
function watched<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** A chunk that is being read, and the memory that it takes. */
interface Reading {
  readonly chunk: Promise<Uint8Array>;
  readonly buffer: Uint8Array;
}

/**
 * Copies a source from its start to its end. Several chunks are under way at a time, so that the copy goes on while this thread
 * does something else.
 */
class Copier {
  readonly #source: ByteSource;
  readonly #file: WritableFile;
  readonly #size: number;
  /** Memory for chunks that nothing is under way with. */
  readonly #buffers: Uint8Array[];
  readonly #checksum = new Checksum();
  /** Up to here all was read, and is written or being written. */
  #position = 0;
  #written = 0;

  constructor(source: ByteSource, file: WritableFile, size: number) {
    this.#source = source;
    this.#file = file;
    this.#size = size;
    this.#buffers = Array.from({ length: UNDER_WAY }, () => bulkMemory(size));
  }

  /** Of all that was copied. */
  get checksum(): string {
    return this.#checksum.text;
  }

  /** Goes on up to `end`. */
  async copy(end: number, onProgress: OnProgress): Promise<void> {
    const readings: Reading[] = [];
    const writings: Promise<void>[] = [];
    let next = this.#position;
    const readOn = (): void => {
      const buffer = next < end ? this.#buffers.pop() : undefined;
      if (buffer === undefined) return;
      const chunk = chunkAt(this.#source, next, buffer.subarray(0, end - next));
      readings.push({ chunk: watched(chunk), buffer });
      next += Math.min(this.#size, end - next);
    };
    for (let i = 0; i < UNDER_WAY; i++) readOn();
    try {
      while (this.#position < end) {
        const reading = readings.shift();
        if (reading === undefined) await writings.shift();
        else
          writings.push(watched(this.#write(await reading.chunk, reading.buffer, onProgress).then(readOn)));
      }
      await Promise.all(writings);
    } finally {
      await Promise.allSettled([...readings.map(({ chunk }) => chunk), ...writings]);
    }
  }

  async #write(chunk: Uint8Array, buffer: Uint8Array, onProgress: OnProgress): Promise<void> {
    const writing = watched(this.#file.write(chunk, this.#position));
    this.#position += chunk.length;
    this.#checksum.add(chunk);
    await writing;
    this.#buffers.push(buffer);
    this.#written += chunk.length;
    onProgress(this.#written);
  }
}

/** @throws HiveError 'file-write' */
async function readBack(
  source: ByteSource,
  open: () => Promise<ReadOnlyFile>,
  stretch: { readonly start: number; readonly end: number },
): Promise<void> {
  const copy = await open();
  try {
    const difference = await firstDifferenceIn(source, copy, stretch);
    if (difference === undefined) return;
    const cause = `byte ${difference} is another one when read back`;
    throw new HiveError('file-write', { path: copy.path, cause });
  } finally {
    await copy.close();
  }
}
