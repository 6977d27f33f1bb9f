import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { removeBackup } from './backup.ts';
import { hiveSetAt } from './bring-back.ts';
import { recoverEarlierRun } from './earlier-run.ts';
import { folderOf } from './interrupted-run.ts';
import { finishRun, type LeftRun, type LeftState, stateOf, takeBack } from './left-run.ts';
import {
  adoptLock,
  type FoundLock,
  findLock,
  isHeld,
  type LockRecord,
  lockedError,
  removeEmptyLock,
} from './lock.ts';
import { completeManifest, PENDING_NAME, readAnyManifest } from './manifest.ts';
import { hiveOfMember, isAnyMemberOld } from './members.ts';
import { putMissingHiveBack } from './missing-hive.ts';
import type { Recovery } from './outcome.ts';
import { removeIfThere, replaceByCopy, stagedPath } from './replace.ts';
import type { Run } from './run.ts';
import type { InstallTools, StillOurs } from './tools.ts';
import { markAgain } from './write-through-log.ts';

/**
 * What an interrupted run left, and how it is finished or taken back. A run that fails cleans up by the same code as
 * the run after a power loss, so that there is one account of what may lie around. No hive needs this to be whole: by
 * Windows' rules it is the old or the new one at every instant. What is tidied are its logs, its backup and the lock.
 */

/**
 * Finishes or takes back what an earlier run left beside this hive.
 * @throws HiveError 'hive-locked' while that run is at work, 'interrupted-run' when what it left makes no sense.
 */
export async function recoverInterruptedRun(
  tools: InstallTools,
  hive: FilePath,
): Promise<Recovery | undefined> {
  const lock = await findLock(tools.files, hive);
  if (lock === undefined) {
    if ((await tools.files.status(hive)) === undefined)
      throw new HiveError('interrupted-run', { path: hive, backup: '', reason: 'file-missing' });
    await removeIfThere(tools.files, stagedPath(hive));
    return undefined;
  }
  if (await isHeld(tools, hive, lock)) throw lockedError(hive, lock.record);
  const { path, earlier } = lock;
  const others = await otherHives(tools.files, hive, lock.record);
  const recovery =
    earlier === undefined
      ? await tidyUp(tools, hive, lock)
      : await recoverEarlierRun(tools, hive, { path, earlier });
  tools.tell({ event: 'recovered', recovery });
  for (const other of others)
    if ((await findLock(tools.files, other)) !== undefined) await recoverInterruptedRun(tools, other);
  return recovery;
}

/** Hives that were to change together with this one. */
async function otherHives(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  record: LockRecord | undefined,
): Promise<readonly FilePath[]> {
  const folder = record === undefined ? undefined : await folderOf(files, hive, record);
  const manifest = folder === undefined ? undefined : await readAnyManifest(files, folder);
  return (manifest?.together ?? []).map((member) => hiveOfMember(files, hive, member));
}

async function tidyUp(
  tools: InstallTools,
  hive: FilePath,
  { record, command }: FoundLock,
): Promise<Recovery> {
  const { files } = tools;
  if (record === undefined) {
    await removeIfThere(files, stagedPath(hive));
    await removeEmptyLock(files, hive);
    return { kind: 'cleaned-up', hive, ...(command === undefined ? {} : { command }) };
  }
  const lock = await adoptLock(tools, hive, record);
  try {
    const recovery = await recover(tools, hive, record, () => lock.stillOurs());
    await lock.release();
    return { ...recovery, command: record.command };
  } catch (error) {
    await lock.leave();
    if (!isHiveError(error) || error.code === 'hive-locked' || error.code === 'interrupted-run') throw error;
    const backup = (await folderOf(files, hive, record)) ?? '';
    throw new HiveError('interrupted-run', { path: hive, backup, reason: error.code }, { cause: error });
  }
}

async function recover(
  tools: InstallTools,
  hive: FilePath,
  record: LockRecord,
  stillOurs: StillOurs,
): Promise<Recovery> {
  const { files } = tools;
  const folder = await folderOf(files, hive, record);
  const manifest = folder === undefined ? undefined : await readAnyManifest(files, folder);
  const isMissing = (await files.status(hive)) === undefined;
  await stillOurs('hive');
  if (isMissing) await putMissingHiveBack(tools, hive, folder, manifest, stillOurs);
  await removeIfThere(files, stagedPath(hive));
  if (folder === undefined || manifest === undefined) {
    // The hive is whole without it.
    if (folder === undefined && 'at' in record.backup)
      return { kind: 'out-of-reach', hive, backup: record.backup.at };
    // Nothing is written before the manifest is flushed.
    if (folder !== undefined) await removeBackup(files, hive, folder, record.run);
    else await removeEmpty(tools, hive, record);
    return { kind: 'cleaned-up', hive };
  }
  const left: LeftRun = { hiveSet: await hiveSetAt(files, hive), folder, manifest, run: record.run };
  // A cloned disk has the same lock: what lies elsewhere may still serve the disk that it was cloned from.
  const isOwnFolder = 'below' in record.backup;
  return await recoverLeft(tools, left, isOwnFolder, stillOurs);
}

async function removeEmpty(
  { files }: InstallTools,
  hive: FilePath,
  { backup, run }: LockRecord,
): Promise<void> {
  if ('at' in backup) return;
  await removeBackup(files, hive, files.join(files.parent(hive), ...backup.below.split('/')), run);
}

async function recoverLeft(
  tools: InstallTools,
  left: LeftRun,
  isOwnFolder: boolean,
  stillOurs: StillOurs,
): Promise<Recovery> {
  const { files } = tools;
  const hive = left.hiveSet.primary;
  const own = await stateOf(files, left);
  const state = own === 'new' && (await isAnyMemberOld(tools, hive, left.manifest)) ? 'old' : own;
  if (state === 'old') {
    await takeBackLeft(tools, left, own, stillOurs);
    await stillOurs('hive');
    if (isOwnFolder) await removeBackup(files, hive, left.folder, left.run);
    else await completePending(tools, left);
    return { kind: 'taken-back', hive };
  }
  if (state === 'new') await finishRun(tools, left, stillOurs);
  await stillOurs('hive');
  await completePending(tools, left);
  return { kind: state === 'new' ? 'finished' : 'left-alone', hive, backup: left.folder };
}

async function takeBackLeft(
  tools: InstallTools,
  left: LeftRun,
  state: LeftState,
  stillOurs: StillOurs,
): Promise<void> {
  const { files } = tools;
  const hive = left.hiveSet.primary;
  if (left.manifest.method === 'log') return await takeBack(tools, left, stillOurs);
  if (state !== 'old')
    await replaceByCopy(files, files.join(left.folder, files.baseName(hive)), hive, stillOurs);
  await restoreReplaced(tools, left, stillOurs);
}

async function completePending({ files }: InstallTools, { folder }: LeftRun): Promise<void> {
  const isPending = (await files.status(files.join(folder, PENDING_NAME))) !== undefined;
  if (isPending) await completeManifest(files, folder);
  else await files.flushFolder(folder);
}

/** A replaced hive is whole in either state; an undo may have brought logs back before the rename did not happen. */
async function restoreReplaced({ files }: InstallTools, left: LeftRun, stillOurs: StillOurs): Promise<void> {
  const { restoreLogs } = await import('./bring-back.ts');
  const logs = left.manifest.files
    .slice(1)
    .map(({ name }) => ({ name, copy: files.join(left.folder, name) }));
  await restoreLogs(files, left.hiveSet, logs, stillOurs);
}

/**
 * Takes back what this process's own run did before it failed.
 * @throws HiveError when that fails, too
 */
export async function takeBackRun(tools: InstallTools, run: Run, stillOurs: StillOurs): Promise<void> {
  const { files } = tools;
  const hive = run.hiveSet.primary;
  const manifest = await readAnyManifest(files, run.folder);
  if (manifest === undefined) {
    throw new HiveError('interrupted-run', { path: hive, backup: run.folder, reason: 'manifest missing' });
  }
  if (run.reached === 'hive' && run.transition !== undefined)
    await markAgain(tools, run.transition, stillOurs);
  const left: LeftRun = { hiveSet: await hiveSetAt(files, hive), folder: run.folder, manifest, run: run.id };
  const state = manifest.method === 'log' ? 'new' : await stateOf(files, left);
  await takeBackLeft(tools, left, state, stillOurs);
  await removeBackup(files, hive, run.folder, run.id);
  await files.flushFolder(files.parent(hive));
}
