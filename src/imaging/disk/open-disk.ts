import { resolveTarget } from '../../disk/target.ts';
import { HiveError } from '../../ground/errors.ts';
import { eachPart, withoutSuccess } from '../each-part.ts';
import { underImageLock } from '../image-lock.ts';
import { closeWhatIsLeft } from '../left-open.ts';
import type { PartEnd, PartRequest, PartWork } from '../opened.ts';
import { chooseParts } from '../part.ts';
import { removeLeftFolders, withPrivateFolder } from '../private-folder.ts';
import type { ImagingTools } from '../tools.ts';
import type { DiskImage } from './disk-image.ts';
import type { DiskEngine, DiskPart, OpenVolume } from './engine.ts';

/**
 * Opens volumes of a disk image, one after the other. What is written goes through the hive's own log, as on any disk: there is nothing
 * to be let go of when it fails. The image's own structures are checked before and after.
 * @throws HiveError 'image-not-writable', 'image-not-readable', 'read-only', 'hive-locked', 'image-part-missing', 'image-damaged',
 *   'file-in-use', 'program-missing', 'program-too-old', 'program-failed': nothing was begun. What goes wrong with one partition is its own end.
 */
export async function openDiskParts<Result>(
  tools: ImagingTools,
  engine: DiskEngine,
  disk: DiskImage,
  request: PartRequest,
  work: PartWork<Result>,
): Promise<readonly PartEnd<Result>[]> {
  // Nothing is written by mounting: a dry run finds what the real one would.
  const isWritten = request.access === 'write' || request.isDryRun === true;
  await refuseFormat(tools, disk, isWritten);
  await engine.require(tools, disk);
  await removeLeftFolders(tools, closeWhatIsLeft);
  const open = () =>
    withPrivateFolder(tools, disk.path, closeWhatIsLeft, async (folder) => {
      const parts = chooseParts(disk.path, await engine.readParts(tools, disk, folder), request.wanted);
      // One that was cut off may look empty.
      if (isWritten || parts.length === 0) await refuseDamaged(tools, engine, disk);
      let isChanged = false;
      const ends = await eachPart(tools, parts, async (part) => {
        const done = await inVolume(tools, engine, disk, part, { folder, isWritten }, work);
        isChanged ||= done.isChanged;
        return done.result;
      });
      return isChanged ? checked(tools, engine, disk, ends) : ends;
    });
  return request.access === 'write' ? underImageLock(tools, disk.path, open) : open();
}

/** @throws HiveError 'image-part-locked', 'windows-missing', 'image-not-writable', and what mounting and `work` throw. */
async function inVolume<Result>(
  tools: ImagingTools,
  engine: DiskEngine,
  disk: DiskImage,
  part: DiskPart,
  open: OpenVolume,
  work: PartWork<Result>,
) {
  const { path } = disk;
  const { index, volume } = part;
  const { files } = tools;
  if (volume?.kind === 'bitlocker') throw new HiveError('image-part-locked', { path, part: String(index) });
  if (volume?.kind === 'other')
    throw new HiveError('windows-missing', { path: files.join(path, String(index)) });
  if (volume?.wantsCheck === true && open.isWritten) {
    // One that holds no Windows is nobody's business.
    const { mount } = open.folder;
    await engine.withVolume(tools, disk, part, { ...open, isWritten: false }, async () => {
      await resolveTarget(files, mount);
      return { isChanged: false };
    });
    throw new HiveError('image-not-writable', { path, because: 'wants-check' });
  }
  return engine.withVolume(tools, disk, part, open, () => work(part, open.folder.mount));
}

/** @throws HiveError 'image-not-readable', 'image-not-writable', 'read-only' */
async function refuseFormat({ files }: ImagingTools, disk: DiskImage, isWritten: boolean): Promise<void> {
  const { path, limit, extents = [] } = disk;
  if (limit === 'differencing') throw new HiveError('image-not-readable', { path, because: limit });
  for (const name of extents) {
    // A link may lead to a device.
    const found = await files.nameStatus(files.join(files.parent(path), name));
    const isMissing = found === undefined && name !== files.baseName(path);
    if (isMissing || found?.kind === 'link' || found?.kind === 'other')
      throw new HiveError('image-not-readable', { path, because: 'external-data' });
  }
  if (limit === 'external-data') throw new HiveError('image-not-readable', { path, because: limit });
  if (!isWritten) return;
  if (limit !== undefined) throw new HiveError('image-not-writable', { path, because: limit });
  const status = await files.status(path);
  if ((await files.isReadOnly(path)) || status?.writable === false)
    throw new HiveError('read-only', { path });
}

/** @throws HiveError 'image-damaged' */
async function refuseDamaged(tools: ImagingTools, engine: DiskEngine, disk: DiskImage): Promise<void> {
  const wrong = await engine.check(tools, disk);
  if (wrong !== undefined) throw new HiveError('image-damaged', { path: disk.path, ...wrong });
}

/** What was written counts when the image is whole. */
async function checked<Result>(
  tools: ImagingTools,
  engine: DiskEngine,
  disk: DiskImage,
  ends: readonly PartEnd<Result>[],
): Promise<readonly PartEnd<Result>[]> {
  const wrong = await engine.check(tools, disk);
  if (wrong === undefined) return ends;
  return withoutSuccess(
    ends,
    new HiveError('image-uncertain', { path: disk.path, program: 'check', ...wrong }),
  );
}
