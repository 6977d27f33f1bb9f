import type { ByteSource, FilePath } from './brand.ts';
import { HiveError } from './errors.ts';

/** Files that no file system holds: bytes in memory, and what a browser hands over. */

/** A source of bytes that has a name. */
export type NamedSource = ByteSource & { readonly path: FilePath };

/** What is asked of a `Blob` or `File` of a browser, which is one by its shape. */
export interface BlobLike {
  /** Bytes. */
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * A whole file in memory.
 * @param bytes are not copied: they stay as they are while the source is in use.
 * @param path is told in errors and results, and leads nowhere.
 */
export function sourceOfBytes(bytes: Uint8Array, path: FilePath): NamedSource {
  const { length } = bytes;
  return {
    path,
    length,
    async read(target, position) {
      refuseBeyond(path, length, target, position);
      target.set(bytes.subarray(position, position + target.length));
    },
    view: (position, wanted) => bytes.subarray(position, position + wanted),
  };
}

/**
 * A file that somebody chose in a browser; only what is asked for is read.
 * @param path is told in errors and results: the file's name.
 */
export function sourceOfBlob(blob: BlobLike, path: FilePath): NamedSource {
  const length = blob.size;
  return {
    path,
    length,
    async read(target, position) {
      refuseBeyond(path, length, target, position);
      target.set(new Uint8Array(await readPart(blob, path, position, position + target.length)));
    },
  };
}

function refuseBeyond(path: FilePath, length: number, target: Uint8Array, position: number): void {
  if (position >= 0 && position + target.length <= length) return;
  throw new HiveError('file-read', { path, position, wanted: target.length, cause: 'end of file' });
}

/** The file may have changed, or gone, since it was chosen. */
async function readPart(blob: BlobLike, path: FilePath, start: number, end: number): Promise<ArrayBuffer> {
  try {
    const part = await blob.slice(start, end).arrayBuffer();
    if (part.byteLength === end - start) return part;
  } catch (error) {
    const cause = error instanceof Error ? error.name : String(error);
    throw new HiveError('file-read', { path, position: start, wanted: end - start, cause }, { cause: error });
  }
  throw new HiveError('file-read', { path, position: start, wanted: end - start, cause: 'end of file' });
}
