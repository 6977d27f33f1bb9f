import { readFileKind } from '../disk/file-kind.ts';
import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { PartEnd, PartRequest, PartWork } from './opened.ts';
import { chooseParts } from './part.ts';
import type { ImagingTools } from './tools.ts';
import type { WimEngine } from './wim/engine.ts';
import { changeWimParts, readWimParts } from './wim/open-wim.ts';
import { readWim, type Wim } from './wim/wim-file.ts';

/** An image file, as far as it is known before another program opens it. */
export type FoundImage = { readonly kind: 'wim'; readonly path: FilePath; readonly wim: Wim };

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
    const kind = await readFileKind(file);
    return kind === 'wim' ? { kind, path, wim: await readWim(file) } : undefined;
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
  const bytes = new Uint8Array(Math.min(4, file.length));
  await file.read(bytes, 0);
  return String.fromCharCode(...bytes) === 'regf';
}

/**
 * Opens the parts that are meant, one after the other, and works on them. Where none was named, those that hold no Windows
 * are passed over.
 * @throws HiveError 'image-part-missing', 'image-not-writable', 'read-only', 'hive-locked'; 'windows-missing' when no part
 *   holds a Windows. What goes wrong with one part is its own end.
 */
export async function onImageParts<Result>(
  tools: ImagingTools,
  image: FoundImage,
  how: PartRequest,
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  const engine = await wimEngine(tools);
  const parts = chooseParts(image.path, image.wim.images, how.wanted);
  const { wim } = image;
  const ends =
    how.access === 'read'
      ? await readWimParts(tools, engine, wim, { parts, reads: how.reads }, work)
      : await changeWimParts(tools, engine, wim, parts, work);
  const isNamed = how.wanted !== undefined && how.wanted.toLowerCase() !== 'all';
  return isNamed || how.isEveryPartTold === true ? ends : withWindows(image.path, ends);
}

async function wimEngine({ files }: ImagingTools): Promise<WimEngine> {
  return files.flavour === 'windows'
    ? (await import('./wim/dism.ts')).dism
    : (await import('./wim/wimlib.ts')).wimlib;
}

function withWindows<Result>(path: FilePath, ends: readonly PartEnd<Result>[]): readonly PartEnd<Result>[] {
  const held = ends.filter((end) => end.ok || !isHiveError(end.thrown, 'windows-missing'));
  if (held.length === 0) throw new HiveError('windows-missing', { path });
  return held;
}
