import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { removeBackup } from './backup.ts';
import { hiveSetAt } from './bring-back.ts';
import { recoverEarlierRun } from './earlier-run.ts';
import { folderAsMade, folderOf } from './interrupted-run.ts';
import { finishRun, type LeftRun, type LeftState, stateOf, takeBack } from './left-run.ts';
import {
  adoptLock,
  type FoundLock,
  findLock,
  isHeld,
  type LockRecord,
  lockedError,
  removeEmptyLock,
  takeLock,
} from './lock.ts';
import { completeManifest, PENDING_NAME, type RunMember, readAnyManifest, readManifest } from './manifest.ts';
import { hiveOfMember, stateOfMembers } from './members.ts';
import { putMissingHiveBack } from './missing-hive.ts';
import type { Recovery } from './outcome.ts';
import { inFirstThatTakesFiles, ownFolders } from './own-folder.ts';
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
  const { others, place } = await othersOf(tools, hive, lock);
  const there = { ...tools, ...place };
  for (const other of others) await lockAgain(there, other.hive, other.member);
  const recovery = await recoverLocked(tools, hive, lock);
  for (const other of others) {
    const theirs = await findLock(tools.files, other.hive);
    const isTheirs = theirs?.record === undefined || theirs.record.run === other.member.run;
    if (theirs === undefined || !isTheirs) continue;
    if (await isHeld(there, other.hive, theirs)) throw lockedError(other.hive, theirs.record);
    await recoverLocked(there, other.hive, theirs);
  }
  return recovery;
}

async function recoverLocked(tools: InstallTools, hive: FilePath, lock: FoundLock): Promise<Recovery> {
  const { path, earlier } = lock;
  const recovery =
    earlier === undefined
      ? await tidyUp(tools, hive, lock)
      : await recoverEarlierRun(tools, hive, { path, earlier });
  tools.tell({ event: 'recovered', recovery });
  return recovery;
}

interface Others {
  /** Hives that were to change together with one. */
  readonly others: readonly { readonly hive: FilePath; readonly member: RunMember }[];
  /** Where their backups lie, if they went where its own did. */
  readonly place: Pick<InstallTools, 'backupFolder'>;
}

async function othersOf(tools: InstallTools, hive: FilePath, { record }: FoundLock): Promise<Others> {
  const { files } = tools;
  const folder = record === undefined ? undefined : await folderOf(tools, hive, record);
  const manifest = folder === undefined ? undefined : await readAnyManifest(files, folder);
  if (folder === undefined || manifest?.together === undefined) return { others: [], place: {} };
  const others = manifest.together.map((member) => ({ hive: hiveOfMember(files, hive, member), member }));
  return { others, place: { backupFolder: files.parent(folder) } };
}

/**
 * One of them may have been met alone, when its backup was out of reach, and was left as it was. Now that the backup is here it shares the
 * others' fate: its lock comes back.
 */
async function lockAgain(tools: InstallTools, hive: FilePath, { run, backup }: RunMember): Promise<void> {
  const { files } = tools;
  if ((await files.status(hive)) === undefined || (await findLock(files, hive)) !== undefined) return;
  const folder = await folderOf(tools, hive, { run, backup });
  const pending = folder === undefined ? undefined : await readManifest(files, folder, PENDING_NAME);
  if (pending === undefined) return;
  const record = { run, command: pending.command, startedAt: pending.createdAt, backup };
  const lock = await inFirstThatTakesFiles(await ownFolders(files, hive), (own) =>
    takeLock(tools, hive, own, record),
  );
  await files.flushFolder(files.parent(lock.path));
  await lock.leave();
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
    const backup = (await folderOf(tools, hive, record)) ?? '';
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
  const folder = await folderOf(tools, hive, record);
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
    else await removeBackup(files, hive, folderAsMade(files, hive, record), record.run);
    return { kind: 'cleaned-up', hive };
  }
  const left: LeftRun = { hiveSet: await hiveSetAt(files, hive), folder, manifest, run: record.run };
  // A cloned disk has the same lock: what lies elsewhere may still serve the disk that it was cloned from.
  const isOwnFolder = 'below' in record.backup && folder === folderAsMade(files, hive, record);
  return await recoverLeft(tools, left, isOwnFolder, stillOurs);
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
  const members = own === 'new' ? await stateOfMembers(tools, left) : 'none-old';
  if (members === 'out-of-reach') {
    // Neither taken back nor finished by itself: its manifest stays a pending one, which an undo and the others know.
    return { kind: 'out-of-reach', hive, backup: left.folder };
  }
  const state = members === 'one-old' ? 'old' : own;
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
  await run.removeBackup();
  await files.flushFolder(files.parent(hive));
}
