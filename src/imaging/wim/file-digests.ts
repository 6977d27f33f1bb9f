import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { WritableFileSystem } from '../../files/file-system.ts';
import type { ByteSource, FilePath } from '../../ground/brand.ts';
import { bulkMemory } from '../../ground/bulk-memory.ts';

/** What is known of a file's contents, chunk by chunk. */
export interface Digests {
  readonly length: number;
  /** Of each chunk. What takes over a chunk that only seems the same is found when the whole is verified. */
  readonly checksums: Uint32Array;
}

/** Chunks per read. */
const READ_SIZE = 1024 * 1024;

/** @param onBytes is handed all of the contents, piece by piece. */
export async function digestsOf(
  source: ByteSource,
  chunkSize: number,
  onBytes: (bytes: Uint8Array) => void = () => undefined,
): Promise<Digests> {
  const { length } = source;
  const checksums = new Uint32Array(Math.ceil(length / chunkSize));
  const buffer = bulkMemory(Math.max(chunkSize, Math.floor(READ_SIZE / chunkSize) * chunkSize));
  for (let position = 0; position < length; position += buffer.length) {
    const bytes = buffer.subarray(0, Math.min(buffer.length, length - position));
    await source.read(bytes, position);
    onBytes(bytes);
    for (let at = 0; at < bytes.length; at += chunkSize)
      checksums[(position + at) / chunkSize] = crc32(bytes.subarray(at, at + chunkSize));
  }
  return { length, checksums };
}

export async function sha1AndDigestsOf(
  source: ByteSource,
  chunkSize: number,
): Promise<Digests & { readonly sha1: Uint8Array }> {
  const hash = createHash('sha1');
  const digests = await digestsOf(source, chunkSize, (bytes) => hash.update(bytes));
  return { ...digests, sha1: new Uint8Array(hash.digest()) };
}

/** Every file below a folder, as the names that lead to it. */
export async function filesBelow(
  files: WritableFileSystem,
  folder: FilePath,
  names: readonly string[] = [],
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for (const { name, kind } of await files.list(files.join(folder, ...names))) {
    const path = [...names, name];
    if (kind === 'folder') found.push(...(await filesBelow(files, folder, path)));
    else found.push(path);
  }
  return found;
}
