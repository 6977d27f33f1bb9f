import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { makeBackupFolder, newBackupFolder, removeBackup } from './backup.ts';
import { type HeldLock, type LockRecord, takeLock } from './lock.ts';
import { completeManifest, PENDING_NAME, readManifest, rewritePending } from './manifest.ts';
import type { Installed, InstallWarning } from './outcome.ts';
import { inFirstThatTakesFiles, ownFolders, pathBelowHive } from './own-folder.ts';
import { takeBackRun } from './recovery.ts';
import { removeIfThere, stagedPath } from './replace.ts';
import { type InstallTools, reasonOf } from './tools.ts';
import type { Transition } from './write-through-log.ts';

/** Who is about to write a hive. */
export interface RunRequest {
  readonly hiveSet: HiveSet;
  /** The job's name. */
  readonly command: string;
  /** Where backups go; into one of the hive's `ownFolders` when not given. */
  readonly backupFolder?: FilePath;
}

/** Where a run stands that is one of several: each waits at every stage for the others (together.ts). */
export type Stage =
  /** The lock is taken, and there is a folder for the backup. */
  | { readonly stage: 'locked'; readonly run: Run }
  /** Backed up, and the manifest is flushed: the hive is about to be written. */
  | { readonly stage: 'prepared' }
  /** The hive is what it was to become, and was read back. */
  | { readonly stage: 'written'; readonly installed: Installed };

/** A run that holds the hive's lock and has a folder for its backup. */
export interface Run extends RunRequest {
  readonly tools: InstallTools;
  readonly id: string;
  /** Of this run's backup. */
  readonly folder: FilePath;
  /** Folders above it that this run made. */
  readonly madeFolders: readonly FilePath[];
  /** @throws HiveError 'hive-locked' when another run took over. */
  stillOurs(): Promise<void>;
  /**
   * Of a run that is taken back. One that was sent elsewhere, where it may be out of reach for the next run, stays until all that it
   * changes together with are taken back: without it nobody can tell what its hive is.
   */
  removeBackup(): Promise<void>;
  hasBackupToRemove?: true;
  /** What is written through the log, once it is about to be. */
  transition?: Transition;
  /** Runs for other hives, with which this one succeeds or fails. */
  others: readonly Run[];
  /** What the run has done to the hive set so far: decides what becomes of a failure. After 'done' it stays. */
  reached: 'nothing' | 'log' | 'hive' | 'done';
}

/**
 * Runs `body` while this process holds the lock, and adds what became of the lock to its warnings. When it fails, what
 * it did is taken back; where that fails too, the lock stays, and the next run goes on from there.
 * @throws HiveError the body's own, when the hive was not written; 'write-undone' when it was and is the old one again;
 *   'restore-failed' when that failed, too; 'hive-locked'
 */
export async function* underLock<Result extends { readonly warnings: readonly InstallWarning[] }>(
  tools: InstallTools,
  request: RunRequest,
  body: (run: Run) => AsyncGenerator<Stage, Result, void>,
): AsyncGenerator<Stage, Result, void> {
  const { files } = tools;
  const hive = request.hiveSet.primary;
  const id = tools.newRunId();
  const { lock, folder, madeFolders } = await takePlace(tools, request, id);
  const run: Run = {
    ...request,
    tools,
    id,
    folder,
    madeFolders,
    others: [],
    reached: 'nothing',
    stillOurs: () => lock.stillOurs(),
    removeBackup: async () => {
      if (run.others.length > 0 && run.backupFolder !== undefined) run.hasBackupToRemove = true;
      else await removeBackup(files, hive, folder, id);
    },
  };
  let result: Result;
  try {
    await files.flushFolder(files.parent(lock.path));
    await makeBackupFolder(files, folder, id);
    yield { stage: 'locked', run };
    result = yield* body(run);
  } catch (error) {
    throw await afterFailure(run, lock, error);
  }
  try {
    await lock.release();
    return result;
  } catch (error) {
    const warning: InstallWarning = { code: 'lock-left', path: hive, reason: reasonOf(error) };
    return { ...result, warnings: [...result.warnings, warning] };
  }
}

/** What a run writes apart from the hive. */
interface Place extends Pick<Run, 'folder' | 'madeFolders'> {
  readonly lock: HeldLock;
}

/**
 * Takes the lock, and chooses the folder of the backup, in the first of the hive's folders for both that takes files.
 * @throws HiveError 'hive-locked', and what `create` throws in the last one.
 */
async function takePlace(tools: InstallTools, request: RunRequest, id: string): Promise<Place> {
  const folders = await ownFolders(tools.files, request.hiveSet.primary);
  return await inFirstThatTakesFiles(folders, (own) => takePlaceIn(own, tools, request, id));
}

async function takePlaceIn(
  own: FilePath,
  tools: InstallTools,
  { hiveSet, command, backupFolder }: RunRequest,
  id: string,
): Promise<Place> {
  const { files, clock } = tools;
  const hive = hiveSet.primary;
  const place = backupFolder === undefined ? { ownFolder: own } : { chosen: backupFolder };
  const folder = await newBackupFolder(tools, hive, place, id);
  const parent = files.parent(folder);
  const madeFolders = (await files.status(parent)) === undefined ? [parent] : [];
  const record = { run: id, command, startedAt: clock().toISOString(), backup: placeOf(tools, hive, folder) };
  return { folder, madeFolders, lock: await takeLock(tools, hive, own, record) };
}

export function placeOf(
  { files }: Pick<InstallTools, 'files'>,
  hive: FilePath,
  folder: FilePath,
): LockRecord['backup'] {
  const below = pathBelowHive(files, hive, folder);
  return below === undefined ? { at: files.resolve(folder) } : { below };
}

async function afterFailure(run: Run, lock: HeldLock, failed: unknown): Promise<unknown> {
  const { tools, hiveSet } = run;
  const path = hiveSet.primary;
  // What another run took away or wrote over looks like failures of many kinds.
  const error = (await lossOf(lock)) ?? failed;
  try {
    // The next run completes what was decided.
    if (run.reached === 'done') {
      await lock.leave();
      return error;
    }
    // A run that was taken over leaves everything to the one that took it over.
    if (isHiveError(error, 'hive-locked')) {
      await lock.leave();
      return run.reached === 'hive' ? restoreFailed(run, reasonOf(error), error) : error;
    }
    await removeIfThere(tools.files, stagedPath(path));
    // What somebody else wrote over the hive is in no other place than here.
    if (isHiveError(error, 'file-changed') && run.reached === 'nothing') await keepBackup(run);
    else if (run.reached === 'nothing') await run.removeBackup();
    else await takeBackRun(tools, run, () => lock.stillOurs());
    await lock.release();
  } catch (second) {
    await lock.leave();
    if (run.reached === 'hive') {
      return restoreFailed(run, `${reasonOf(error)}; ${reasonOf(second)}`, error);
    }
    // The failure that brought us here is the one to report; the lock stays, so that the next run cleans up.
    tools.tell({ event: 'warning', warning: { code: 'lock-left', path, reason: reasonOf(second) } });
    return error;
  }
  if (run.reached !== 'hive') return error;
  return new HiveError('write-undone', { path, reason: reasonOf(error) }, { cause: error });
}

/** Undefined while the lock is this run's, or where that can't be told. */
async function lossOf(lock: HeldLock): Promise<HiveError | undefined> {
  try {
    await lock.stillOurs();
    return undefined;
  } catch (error) {
    return isHiveError(error, 'hive-locked') ? error : undefined;
  }
}

function restoreFailed(
  { hiveSet, folder }: Run,
  reason: string,
  cause: unknown,
): HiveError<'restore-failed'> {
  return new HiveError('restore-failed', { path: hiveSet.primary, backup: folder, reason }, { cause });
}

/** Of a run that found the hive to be another one than it had read, once its backup was there. */
async function keepBackup({ tools, folder, hiveSet, id }: Run): Promise<void> {
  const { files } = tools;
  const manifest = await readManifest(files, folder, PENDING_NAME);
  if (manifest === undefined) return await removeBackup(files, hiveSet.primary, folder, id);
  // The others change nothing either, and keep no backup.
  const { together = [], ...alone } = manifest;
  if (together.length > 0) await rewritePending(files, folder, alone);
  await completeManifest(files, folder);
}
