import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { WritableFileSystem } from '../../files/file-system.ts';
import type { ByteSource, FilePath } from '../../ground/brand.ts';
import { forEachChunk } from '../../ground/chunks.ts';

/** What is known of a file's contents, chunk by chunk. */
export interface Digests {
  readonly length: number;
  /** Of each chunk. What takes over a chunk that only seems the same is found when the whole is verified. */
  readonly checksums: Uint32Array;
}

/** @param onBytes is handed all of the contents, piece by piece. */
export async function digestsOf(
  source: ByteSource,
  chunkSize: number,
  onBytes: (bytes: Uint8Array) => void = () => undefined,
): Promise<Digests> {
  const { length } = source;
  const checksums = new Uint32Array(Math.ceil(length / chunkSize));
  await forEachChunk(source, 0, length, (bytes, position) => {
    onBytes(bytes);
    for (let at = 0; at < bytes.length; ) {
      const index = Math.floor((position + at) / chunkSize);
      const end = Math.min(bytes.length, (index + 1) * chunkSize - position);
      checksums[index] = crc32(bytes.subarray(at, end), checksums[index]);
      at = end;
    }
  });
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
