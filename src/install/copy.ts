import type { WritableFile } from '../files/file-system.ts';
import type { ByteSource } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { Checksum } from './checksum.ts';
import { CHUNK_SIZE, chunkAt, type OnProgress } from './small-files.ts';

/** Writes all bytes of `source` into `file`, chunk by chunk. @returns their checksum, taken while the system writes. */
export async function copyBytes(
  source: ByteSource,
  file: WritableFile,
  onProgress: OnProgress,
): Promise<string> {
  const checksum = new Checksum();
  const buffer = bulkMemory(Math.min(CHUNK_SIZE, source.length));
  for (let position = 0; position < source.length; position += CHUNK_SIZE) {
    const chunk = await chunkAt(source, position, buffer);
    const written = file.write(chunk, position);
    checksum.add(chunk);
    await written;
    onProgress(position + chunk.length);
  }
  return checksum.text;
}
