import type { ReadOnlyFileSystem, WritableFile, WritableFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** Reading and writing whole files: manifests, locks, logs. A hive never passes through here in one piece. */

/** Bytes moved in one call: big enough to run at the medium's speed, small enough to stay in the processor's cache. */
export const CHUNK_SIZE = 1024 * 1024;

/**
 * The file's text.
 * @throws HiveError 'file-read' when it is larger than `limit` bytes, and what `open` throws.
 */
export async function readText(files: ReadOnlyFileSystem, path: FilePath, limit: number): Promise<string> {
  return new TextDecoder().decode(await readWhole(files, path, limit));
}

/** The file's bytes. @throws like `readText`. */
export async function readWhole(
  files: ReadOnlyFileSystem,
  path: FilePath,
  limit: number,
): Promise<Uint8Array> {
  const file = await files.open(path);
  try {
    if (file.length > limit)
      throw new HiveError('file-read', { path, cause: 'too large', wanted: file.length });
    const bytes = new Uint8Array(file.length);
    await file.read(bytes, 0);
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Makes a file with these contents, flushes it and reads it back; takes it away again when that fails. The next run
 * goes by what these files say.
 * @throws HiveError 'verification-failed' when the file is not what was written
 */
export async function writeNewFile(
  files: WritableFileSystem,
  path: FilePath,
  bytes: Uint8Array,
): Promise<void> {
  await createFile(files, path, {}, async (file) => {
    await file.write(bytes, 0);
    await file.flush();
    const written = new Uint8Array(file.length);
    await file.read(written, 0);
    if (Buffer.compare(written, bytes) === 0) return;
    throw new HiveError('verification-failed', { path, differences: ['it is not what was written'] });
  });
}

/** Makes a file and lets `fill` write it; when that fails, the file is closed and removed. */
export async function createFile<Result>(
  files: WritableFileSystem,
  path: FilePath,
  options: { readonly like?: FilePath },
  fill: (file: WritableFile) => Promise<Result>,
): Promise<Result> {
  const file = await files.create(path, options);
  try {
    const result = await fill(file);
    await file.close();
    return result;
  } catch (error) {
    await file.close().catch(() => undefined); // The first error is the one that tells.
    await files.remove(path).catch(() => undefined);
    throw error;
  }
}

/**
 * Gives a file its length before what lies behind its end is written. ntfs-3g takes a write there in several steps, and
 * between them the file's record has more bytes than room, which Windows opens no file with; a length by itself it takes in
 * one (tried with 2022.10.3).
 */
export async function growTo(file: WritableFile, length: number): Promise<void> {
  if (file.length < length) await file.truncate(length);
}

/** Called after each chunk with the bytes done so far. May throw to stop. */
export type OnProgress = (done: number) => void;

/** The bytes from `position` on, as many as `buffer` holds or as there are; in `buffer` unless they lie in memory. */
export async function chunkAt(source: ByteSource, position: number, buffer: Uint8Array): Promise<Uint8Array> {
  const length = Math.max(0, Math.min(buffer.length, source.length - position));
  if (source.view !== undefined) return source.view(position, length);
  const chunk = buffer.subarray(0, length);
  if (length > 0) await source.read(chunk, position);
  return chunk;
}
