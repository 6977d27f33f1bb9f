import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { DiskImage } from './disk/disk-image.ts';
import type { Wim } from './wim/wim-file.ts';

/** An image file, as far as it is known before another program opens it. */
export type FoundImage =
  | { readonly kind: 'wim'; readonly path: FilePath; readonly wim: Wim }
  | { readonly kind: 'disk'; readonly path: FilePath; readonly disk: DiskImage };

/**
 * What a file is an image of; undefined for everything else: folders, hives, nothing.
 * @throws HiveError 'image-truncated', 'image-structure', 'file-read' for what begins as an image.
 */
export async function findImage(files: ReadOnlyFileSystem, name: FilePath): Promise<FoundImage | undefined> {
  const path = files.resolve(name);
  const file = await openIfFile(files, path);
  if (file === undefined) return undefined;
  try {
    if (await isHive(file)) return undefined;
    // Loaded for images alone: every command asks this of its target.
    const { isWimBeginning, readWim } = await import('./wim/wim-file.ts');
    if (isWimBeginning(await beginningOf(file, 8))) return { kind: 'wim', path, wim: await readWim(file) };
    const { readDiskFormat } = await import('./disk/format.ts');
    const format = await readDiskFormat(file);
    return format === undefined ? undefined : { kind: 'disk', path, disk: { path, ...format } };
  } finally {
    await file.close();
  }
}

/** What can't be opened is told by whoever works on it. */
async function openIfFile(files: ReadOnlyFileSystem, path: FilePath): Promise<ReadOnlyFile | undefined> {
  try {
    return (await files.status(path))?.kind === 'file' ? await files.open(path) : undefined;
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}

/** Asked first, since most targets are: the rest of a file need not be looked at. */
async function isHive(file: ReadOnlyFile): Promise<boolean> {
  return String.fromCharCode(...(await beginningOf(file, 4))) === 'regf';
}

async function beginningOf(file: ReadOnlyFile, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(length, file.length));
  await file.read(bytes, 0);
  return bytes;
}
