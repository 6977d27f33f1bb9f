import type { WritableFile } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { bulkMemory } from '../../ground/bulk-memory.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';
import { areSameBytes } from '../../ground/same-bytes.ts';
import { growTo } from '../../install/small-files.ts';
import type { ImagingTools } from '../tools.ts';
import type { NewResource } from './chunks.ts';
import type { Resource } from './resource.ts';
import { WIM_HEADER_SIZE } from './structures.ts';
import { bytesAt } from './wim-file.ts';
import { isSameState, type WimState } from './wim-state.ts';

/**
 * Lets a WIM grow at its end. The new header, which tells of what was written there, is written last, when all of that is on
 * the medium: until then the file is the old one with something behind it that counts for nothing.
 * @param write hands out the header.
 * @throws HiveError 'image-uncertain' when it may not be what it was; else it is: 'image-not-written', and what `write` and opening
 *   it throw.
 */
export async function append(
  { files }: Pick<ImagingTools, 'files'>,
  path: FilePath,
  before: WimState,
  write: (file: WritableFile) => Promise<Uint8Array>,
): Promise<void> {
  await whileOpen(await files.openForWriting(path), async (file) => {
    const now = { length: file.length, header: await bytesAt(file, 0, WIM_HEADER_SIZE) };
    if (!isSameState(before, now)) throw new HiveError('file-in-use', { path, cause: 'changed' });
    try {
      const header = await write(file);
      await file.flush();
      await file.write(header, 0);
      await file.flush();
    } catch (error) {
      await putBackOpen(file, before, error);
      if (!isHiveError(error, 'file-write') && !isHiveError(error, 'file-read')) throw error;
      throw new HiveError(
        'image-not-written',
        { path, program: 'write', said: error.code },
        { cause: error },
      );
    }
  });
}

/**
 * Makes it what it was: first its header, then its end.
 * @throws HiveError 'image-uncertain', and what opening it throws.
 */
export async function putBack(
  { files }: Pick<ImagingTools, 'files'>,
  path: FilePath,
  before: WimState,
  why: HiveError,
): Promise<void> {
  await whileOpen(await files.openForWriting(path), (file) => putBackOpen(file, before, why));
}

async function whileOpen(file: WritableFile, body: (file: WritableFile) => Promise<void>): Promise<void> {
  try {
    await body(file);
  } finally {
    // All that counts was flushed, or is told by an error.
    await file.close().catch(() => undefined);
  }
}

async function putBackOpen(file: WritableFile, { header, length }: WimState, why: unknown): Promise<void> {
  try {
    if (!areSameBytes(await bytesAt(file, 0, WIM_HEADER_SIZE), header)) {
      await file.write(header, 0);
      await file.flush();
    }
    await file.truncate(length);
    await file.flush();
  } catch (error) {
    if (!isHiveError(error)) throw error;
    const said = error.code;
    throw new HiveError('image-uncertain', { path: file.path, program: 'write', said }, { cause: why });
  }
}

/** Bytes per call. */
const CHUNK = 1024 * 1024;

/** @returns where it lies. @throws HiveError what reading and writing throw */
export async function writeResource(
  file: WritableFile,
  { flags, originalSize, pieces }: NewResource,
  offset: number,
): Promise<Resource> {
  await growTo(file, offset + pieces.reduce((sum, { length }) => sum + length, 0));
  let end = offset;
  // Pieces are small and many: they are gathered.
  const gathered = bulkMemory(CHUNK);
  let filled = 0;
  const writeGathered = async (): Promise<void> => {
    if (filled === 0) return;
    await file.write(gathered.subarray(0, filled), end);
    end += filled;
    filled = 0;
  };
  for (const { source, position, length } of pieces) {
    for (let done = 0; done < length; ) {
      const size = Math.min(CHUNK - filled, length - done);
      await source.read(gathered.subarray(filled, filled + size), position + done);
      filled += size;
      done += size;
      if (filled === CHUNK) await writeGathered();
    }
  }
  await writeGathered();
  return { flags, size: end - offset, offset, originalSize };
}
