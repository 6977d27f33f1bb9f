import { crc32 } from 'node:zlib';
import type { ByteSource } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { CHUNK_SIZE, chunkAt } from './small-files.ts';

/**
 * The checksums by which a backup's bytes are known again. A CRC-32 finds what a medium does to them, at memory speed; who
 * changes a backup on purpose can change its manifest, too.
 */
export class Checksum {
  #value = 0;

  add(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }

  get text(): string {
    return `crc32:${this.#value.toString(16).padStart(8, '0')}`;
  }
}

export function checksumOfBytes(bytes: Uint8Array): string {
  const checksum = new Checksum();
  checksum.add(bytes);
  return checksum.text;
}

/** Of all bytes of a source, which is read on ahead. @throws HiveError what the source throws */
export async function checksumOf(source: ByteSource): Promise<string> {
  const checksum = new Checksum();
  await forEachChunk(source, 0, source.length, (chunk) => checksum.add(chunk));
  return checksum.text;
}

/** As hivemend 0.1.0 noted it. @throws HiveError what the source throws */
export async function sha256Of(source: ByteSource): Promise<string> {
  // It takes longer to load than most hives to be repaired.
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  const buffer = bulkMemory(Math.min(CHUNK_SIZE, source.length));
  for (let position = 0; position < source.length; position += CHUNK_SIZE)
    hash.update(await chunkAt(source, position, buffer));
  return `sha256:${hash.digest('hex')}`;
}
