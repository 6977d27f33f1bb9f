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

/** Copies a source from its start to its end: a chunk is read while the one before it is written. */
class Copier {
  readonly #source: ByteSource;
  readonly #file: WritableFile;
  /** One is written while the other is read. */
  readonly #buffers: readonly [Uint8Array, Uint8Array];
  readonly #checksum = new Checksum();
  #position = 0;

  constructor(source: ByteSource, file: WritableFile, size: number) {
    this.#source = source;
    this.#file = file;
    this.#buffers = [bulkMemory(size), bulkMemory(size)];
  }

  /** Of all that was copied. */
  get checksum(): string {
    return this.#checksum.text;
  }

  /** Goes on up to `end`. */
  async copy(end: number, onProgress: OnProgress): Promise<void> {
    let reading = this.#read(0, this.#position, end);
    let writing: Promise<void> = Promise.resolve();
    try {
      for (let turn = 1; this.#position < end; turn += 1) {
        const chunk = await reading;
        const next = this.#position + chunk.length;
        await writing;
        reading = this.#read(turn, next, end);
        writing = watched(this.#file.write(chunk, this.#position).then(() => onProgress(next)));
        this.#checksum.add(chunk);
        this.#position = next;
      }
      await writing;
    } finally {
      await Promise.allSettled([reading, writing]);
    }
  }

  #read(turn: number, position: number, end: number): Promise<Uint8Array> {
    const buffer = this.#buffers[turn % 2] ?? this.#buffers[0];
    return watched(chunkAt(this.#source, position, buffer.subarray(0, end - position)));
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
