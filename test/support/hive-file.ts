import type { ByteSource, FilePath } from '../../src/ground/brand.ts';
import { HiveError } from '../../src/ground/errors.ts';

/** A file that is held in memory. */
export function hiveFile(
  bytes: Uint8Array,
  path: FilePath = 'HIVE',
): ByteSource & { readonly path: FilePath } {
  return {
    path,
    length: bytes.length,
    async read(target, position) {
      if (position < 0 || position + target.length > bytes.length)
        throw new HiveError('file-read', { path, position, wanted: target.length });
      target.set(bytes.subarray(position, position + target.length));
    },
  };
}

export async function readAll(source: ByteSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.length);
  await source.read(bytes, 0);
  return bytes;
}
