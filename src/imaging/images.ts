import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { DiskEngine } from './disk/engine.ts';
import { openDiskParts } from './disk/open-disk.ts';
import type { FoundImage } from './find-image.ts';
import type { PartEnd, PartRequest, PartWork } from './opened.ts';
import { chooseParts } from './part.ts';
import type { ImagingTools } from './tools.ts';
import type { WimEngine } from './wim/engine.ts';
import { readWimParts, refuseUnwritable } from './wim/open-wim.ts';
import type { Wim } from './wim/wim-file.ts';

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
  const ends =
    image.kind === 'wim'
      ? await onWimParts(tools, image.wim, how, work)
      : await openDiskParts(tools, await diskEngine(tools), image.disk, how, work);
  const isNamed = how.wanted !== undefined && how.wanted.toLowerCase() !== 'all';
  return isNamed || how.isEveryPartTold === true ? ends : withWindows(image.path, ends);
}

async function onWimParts<Result>(
  tools: ImagingTools,
  wim: Wim,
  how: PartRequest,
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  const engine = await wimEngine(tools, wim);
  const parts = chooseParts(wim.path, wim.images, how.wanted);
  if (how.access === 'write' || how.isDryRun === true) await refuseUnwritable(tools, wim);
  if (how.access === 'read') return readWimParts(tools, engine, wim, { parts, reads: how.reads }, work);
  const { changeWimParts } = await import('./wim/change-wim.ts');
  return changeWimParts(tools, engine, wim, { parts, reads: how.reads }, work);
}

async function diskEngine({ files }: ImagingTools): Promise<DiskEngine> {
  return files.flavour === 'windows'
    ? (await import('./disk/windows.ts')).windowsDisks
    : (await import('./disk/linux.ts')).linuxDisks;
}

async function wimEngine(tools: ImagingTools, wim: Wim): Promise<WimEngine> {
  return tools.files.flavour === 'windows'
    ? (await import('./wim/windows.ts')).windowsWims(tools, wim)
    : (await import('./wim/wimlib.ts')).wimlib;
}

function withWindows<Result>(path: FilePath, ends: readonly PartEnd<Result>[]): readonly PartEnd<Result>[] {
  const held = ends.filter((end) => end.ok || !isHiveError(end.thrown, 'windows-missing'));
  if (held.length === 0) throw new HiveError('windows-missing', { path });
  return held;
}
