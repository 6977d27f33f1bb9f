import { createHash } from 'node:crypto';
import type { WritableFile } from '../files/file-system.ts';
import type { ByteSource } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { CHUNK_SIZE, chunkAt, type OnProgress } from './small-files.ts';

/** What needs cryptography, which takes Node a while to load: only a run that writes comes here. */

/** Writes all bytes of `source` into `file`, chunk by chunk. @returns their SHA-256: hashed while the system writes. */
export async function copyBytes(
  source: ByteSource,
  file: WritableFile,
  onProgress: OnProgress,
): Promise<string> {
  const hash = createHash('sha256');
  const buffer = bulkMemory(Math.min(CHUNK_SIZE, source.length));
  for (let position = 0; position < source.length; position += CHUNK_SIZE) {
    const chunk = await chunkAt(source, position, buffer);
    const written = file.write(chunk, position);
    hash.update(chunk);
    await written;
    onProgress(position + chunk.length);
  }
  return hash.digest('hex');
}

/** SHA-256 of all bytes, in lower-case hexadecimal. For what lies in no file; a file's is asked of the file system. */
export async function sha256Of(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  const buffer = bulkMemory(CHUNK_SIZE);
  for (let position = 0; position < source.length; position += CHUNK_SIZE) {
    hash.update(await chunkAt(source, position, buffer));
  }
  return hash.digest('hex');
}
