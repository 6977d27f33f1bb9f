import type { WritableFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { fileChecksum } from './backup.ts';
import { restoreLogs } from './bring-back.ts';
import { firstDifference } from './compare.ts';
import { copyBytes } from './copy.ts';
import type { Installation } from './install.ts';
import type { InstallWarning } from './outcome.ts';
import { makeAlike } from './protection.ts';
import type { Run } from './run.ts';
import { createFile } from './small-files.ts';
import { type InstallTools, type StillOurs, startStep } from './tools.ts';

/**
 * Puts a whole new file in the hive's place: for hives whose logs Windows before 8.1 wrote, and for a file that has a second
 * name, which must not change with it. Stage beside it -> flush -> compare -> rename -> read back.
 */

/** The new contents lie beside the original under this name until they take its place. */
export const stagedPath = (path: FilePath): FilePath => `${path}.hivemend-new`;

/**
 * Puts the new contents beside the hive, flushed and compared.
 * @returns their checksum.
 * @throws HiveError what goes wrong; the original is untouched.
 */
export async function stageReplacement(run: Run, { target }: Installation): Promise<string> {
  const { tools, hiveSet } = run;
  await run.stillOurs();
  const content = target.kind === 'original' ? target.original.primary : target.content;
  const checksum = await stage(tools, hiveSet.primary, content);
  await tools.files.flushFolder(tools.files.parent(hiveSet.primary));
  return checksum;
}

/** Lets the staged file take the hive's place. @throws HiveError what goes wrong */
export async function replaceByStaged(
  run: Run,
  { target }: Installation,
  checksum: string,
): Promise<readonly InstallWarning[]> {
  const { tools, hiveSet } = run;
  const { files } = tools;
  const hive = hiveSet.primary;
  const folder = files.parent(hive);
  tools.tell({ event: 'step', step: 'replace' });
  const lost = await makeAlike(files, hive, stagedPath(hive));
  await run.stillOurs();
  run.reached = 'hive';
  // The hive is clean beside other logs for a moment only where it is clean in both states; else its logs come first.
  if (target.kind === 'original')
    await restoreLogs(files, hiveSet, target.original.logs, () => run.stillOurs());
  await run.stillOurs();
  await files.replace(stagedPath(hive), hive, () => run.stillOurs());
  const isFlushed = await files.flushFolder(folder);
  await refuseOtherFile(tools, hive, checksum);
  return isFlushed ? lost : [...lost, { code: 'volume-not-flushed', path: folder }];
}

/** @returns checksum of the contents, which the staged file was compared with after its flush. */
async function stage(tools: InstallTools, hive: FilePath, content: ByteSource): Promise<string> {
  const { files } = tools;
  const path = stagedPath(hive);
  await removeIfThere(files, path);
  await refuseFullDisk(files, hive, content.length);
  const onProgress = startStep(tools, 'stage', content.length);
  const checksum = await createFile(files, path, { like: hive }, async (file) => {
    const copied = await copyBytes(content, file, onProgress);
    startStep(tools, 'flush', content.length);
    await file.flush();
    return copied;
  });
  const staged = await files.open(path);
  try {
    const difference = await firstDifference(content, staged, startStep(tools, 'verify', content.length));
    if (difference === undefined) return checksum;
    throw new HiveError('verification-failed', { path, differences: [`byte ${difference}`] });
  } finally {
    await staged.close();
  }
}

async function refuseFullDisk(files: WritableFileSystem, hive: FilePath, needed: number): Promise<void> {
  const available = await files.freeSpace(files.parent(hive));
  if (available === undefined || available >= needed) return;
  throw new HiveError('disk-full', { path: stagedPath(hive), needed, available });
}

async function refuseOtherFile(
  { files, tell }: InstallTools,
  path: FilePath,
  checksum: string,
): Promise<void> {
  tell({ event: 'step', step: 'read-back' });
  const actual = await fileChecksum(files, path, checksum);
  if (actual !== checksum)
    throw new HiveError('verification-failed', { path, differences: [`checksum ${actual}`] });
}

/** Replaces `path` by a copy of `from`, staged, flushed and compared. */
export async function replaceByCopy(
  files: WritableFileSystem,
  from: FilePath,
  path: FilePath,
  stillOurs: StillOurs,
): Promise<void> {
  const staged = stagedPath(path);
  await stillOurs('hive');
  await removeIfThere(files, staged);
  const source = await files.open(from);
  try {
    await createFile(files, staged, { like: from }, async (file) => {
      await copyBytes(source, file, () => undefined);
      await file.flush();
      const difference = await firstDifference(source, file);
      if (difference === undefined) return;
      throw new HiveError('verification-failed', { path, differences: [`byte ${difference}`] });
    });
  } finally {
    await source.close();
  }
  const again = () => stillOurs('hive');
  await again();
  await files.replace(staged, path, again);
  await files.flushFolder(files.parent(path));
}

/** A staged file that is there already was left by a run of which nothing else is known. */
export async function removeIfThere(files: WritableFileSystem, path: FilePath): Promise<void> {
  if ((await files.status(path)) !== undefined) await files.remove(path);
}
