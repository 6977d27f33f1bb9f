import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** Keeps a mistaken path from filling the memory; a WebAssembly module is below 1 MB. */
const LARGEST = 64 * 1024 * 1024;

/** @throws HiveError what open and read throw; 'file-read' for a file that is too large to be meant. */
export async function readSmallFile(files: ReadOnlyFileSystem, path: FilePath): Promise<Uint8Array> {
  const file = await files.open(path);
  try {
    if (file.length > LARGEST) {
      throw new HiveError('file-read', { path, cause: 'too large' });
    }
    const bytes = new Uint8Array(file.length);
    await file.read(bytes, 0);
    return bytes;
  } finally {
    await file.close();
  }
}
