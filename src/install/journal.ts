import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import { areNamesOfOneFile, removeBackup } from './backup.ts';
import { sha256Of } from './hashing.ts';
import { writePagesBack } from './in-place.ts';
import type { Installation, Installed } from './install.ts';
import {
  adoptLock,
  type FoundLock,
  findLock,
  isHeld,
  type LockRecord,
  lockedError,
  recordWriting,
  releaseLock,
  takeLock,
} from './lock.ts';
import { completeManifest, MANIFEST_NAME, type Manifest, PENDING_NAME, readManifest } from './manifest.ts';
import type { Recovery, RepairWarning } from './outcome.ts';
import { beforeInPlaceWrite, readPageJournal } from './page-journal.ts';
import { reasonOf, restoreLog } from './replace.ts';

/**
 * What an interrupted run left, and how it is finished or taken back. A run that fails cleans up by the same code as
 * the run after a power loss, so that there is one account of what may lie around.
 */

/** A run of which the lock still lies beside the hive. */
export interface InterruptedRun {
  readonly hive: FilePath;
  /** Undefined when the run was interrupted before it had written anything but its lock. */
  readonly record: LockRecord | undefined;
}

/** For commands that only read: what the next repair or undo will take care of. Undefined also while that run works. */
export async function findInterruptedRun(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  isAtWork: (lock: FoundLock) => boolean,
): Promise<InterruptedRun | undefined> {
  const lock = await findLock(files, hive);
  return lock === undefined || isAtWork(lock) ? undefined : { hive, record: lock.record };
}

/**
 * Finishes or takes back what an earlier run left beside this hive.
 * @throws HiveError 'hive-locked' while that run is at work, 'interrupted-run' when what it needs can't be reached.
 */
export async function recoverInterruptedRun(
  s: RepairSurroundings,
  hive: FilePath,
): Promise<Recovery | undefined> {
  const lock = await findLock(s.files, hive);
  if (lock === undefined) return undefined;
  if (isHeld(lock, s)) throw lockedError(hive, lock.record);
  let recovery: Recovery = { kind: 'cleaned-up', hive };
  if (lock.record === undefined) {
    await removeStaged(s, hive);
  } else {
    recovery = await adoptAndRecover(s, hive, lock.record);
  }
  await releaseLock(s.files, hive);
  s.tell({ event: 'recovered', recovery });
  return recovery;
}

async function adoptAndRecover(s: RepairSurroundings, hive: FilePath, record: LockRecord): Promise<Recovery> {
  try {
    await adoptLock(s.files, hive, { ...record, process: s.process });
    return await recoverRun(s, hive, record);
  } catch (error) {
    const isHalfWritten = record.isWriting === true && isHiveError(error);
    if (!isHalfWritten || error.code === 'hive-locked' || error.code === 'interrupted-run') throw error;
    // Nothing else may be said of the hive: pages of it may be the old ones and others the new ones.
    const details = { path: hive, backup: record.backupFolder, reason: error.code };
    throw new HiveError('interrupted-run', details, { cause: error });
  }
}

/** What the lock says of a run that is about to install something. */
export function recordOf(s: RepairSurroundings, installation: Installation): LockRecord {
  const { command, method, backupFolder } = installation;
  return {
    schema: 1,
    command,
    method,
    process: s.process,
    startedAt: s.clock().toISOString(),
    backupFolder: s.files.resolve(backupFolder),
  };
}

/**
 * Runs `body` while this process holds the lock, and adds what became of the lock to its warnings. When it fails, what
 * it left is taken back; where that fails too, the lock stays, and the next run goes on from there.
 */
export async function underLock(
  s: RepairSurroundings,
  hive: FilePath,
  record: LockRecord,
  body: () => Promise<Installed>,
): Promise<Installed> {
  await takeLock(s.files, hive, record);
  let installed: Installed;
  try {
    await s.files.flushFolder(s.files.parent(hive));
    installed = await body();
  } catch (error) {
    if (!isHiveError(error, 'restore-failed')) await takeBack(s, hive, record);
    throw error;
  }
  try {
    await releaseLock(s.files, hive);
    return installed;
  } catch (error) {
    const warning: RepairWarning = { code: 'lock-left', path: hive, reason: reasonOf(error) };
    return { ...installed, warnings: [...installed.warnings, warning] };
  }
}

async function takeBack(s: RepairSurroundings, hive: FilePath, record: LockRecord): Promise<void> {
  try {
    await recoverRun(s, hive, record, true);
    await releaseLock(s.files, hive);
  } catch (error) {
    // The failure that brought us here is the one to report; the lock stays, so that the next run cleans up.
    s.tell({ event: 'warning', warning: { code: 'lock-left', path: hive, reason: reasonOf(error) } });
  }
}

/** @param hasFailed whether it is this process's own run, which reports a failure. */
async function recoverRun(
  s: RepairSurroundings,
  hive: FilePath,
  record: LockRecord,
  hasFailed = false,
): Promise<Recovery> {
  const { backupFolder } = record;
  await removeStaged(s, hive);
  const complete = await readManifest(s.files, backupFolder, MANIFEST_NAME);
  if (complete !== undefined) return await recoverComplete(s, hive, record, complete, hasFailed);
  const pending = await readManifest(s.files, backupFolder, PENDING_NAME);
  if (pending !== undefined) return await recoverPrepared(s, hive, record, pending, hasFailed);
  refuseWithoutPages(hive, record);
  // Nothing is replaced before the manifest is flushed: the hive is as it was.
  await removeBackup(s.files, hive, backupFolder);
  await s.files.flushFolder(s.files.parent(hive));
  return { kind: 'cleaned-up', hive };
}

/** The run had ended but for its lock; or the manifest's last name could not be flushed, and the run put the backup back. */
async function recoverComplete(
  s: RepairSurroundings,
  hive: FilePath,
  record: LockRecord,
  manifest: Manifest,
  hasFailed: boolean,
): Promise<Recovery> {
  const before = manifest.files[0]?.sha256;
  // An undo that brought nothing but logs back leaves the primary file as it was: that is no sign of a failure.
  const tells = hasFailed || manifest.sha256After !== before;
  if (tells && (await s.files.sha256(hive)) === before) {
    return await takeBackUnchanged(s, hive, record, manifest);
  }
  await s.files.flushFolder(record.backupFolder);
  return { kind: 'finished', hive, backup: record.backupFolder };
}

async function recoverPrepared(
  s: RepairSurroundings,
  hive: FilePath,
  record: LockRecord,
  manifest: Manifest,
  hasFailed: boolean,
): Promise<Recovery> {
  const { backupFolder, method } = record;
  const [sha256, before] = [await s.files.sha256(hive), manifest.files[0]?.sha256];
  if (sha256 === manifest.sha256After && sha256 !== before) {
    await s.files.flushFolder(s.files.parent(hive));
    await completeManifest(s.files, backupFolder);
    return { kind: 'finished', hive, backup: backupFolder };
  }
  if (sha256 === before) return await takeBackUnchanged(s, hive, record, manifest);
  if (method === 'replace') return await leaveChangedHive(s, hive, backupFolder);
  if (hasFailed) {
    // A run that fails rolls its own pages back, or wrote none: what changed the hive is not ours to take back.
    await removeBackup(s.files, hive, backupFolder);
    return { kind: 'cleaned-up', hive };
  }
  return (await rollBackPages(s, hive, backupFolder, before))
    ? await takeBackUnchanged(s, hive, record, manifest)
    : await leaveChangedHive(s, hive, backupFolder);
}

/** The primary file is as it was; brings the logs to it, and removes what the run made. */
async function takeBackUnchanged(
  s: RepairSurroundings,
  hive: FilePath,
  { backupFolder }: LockRecord,
  manifest: Manifest,
): Promise<Recovery> {
  await restoreLogs(s, hive, backupFolder, manifest);
  // Before the pages go: a lock that speaks of them could not be released without them.
  const lock = await findLock(s.files, hive);
  if (lock?.record?.isWriting === true) await recordWriting(s.files, hive, false);
  await removeBackup(s.files, hive, backupFolder);
  await s.files.flushFolder(s.files.parent(hive));
  return { kind: 'taken-back', hive };
}

/**
 * Rolls an interrupted in-place write back, if that gives exactly the hive that was there: a Windows that ran in
 * between would have written pages of its own, and old pages laid over them would damage the hive.
 */
async function rollBackPages(
  s: RepairSurroundings,
  hive: FilePath,
  folder: FilePath,
  sha256Before: string | undefined,
): Promise<boolean> {
  const journal = await readPageJournal(s.files, folder);
  if (journal === undefined || sha256Before === undefined) return false;
  const file = await s.files.open(hive);
  try {
    if ((await sha256Of(beforeInPlaceWrite(file, journal))) !== sha256Before) return false;
  } finally {
    await file.close();
  }
  await writePagesBack(s, hive, journal, sha256Before);
  return true;
}

/** Neither the old hive nor the new one: something else wrote it since. It stays; so does a backup of its own bytes. */
async function leaveChangedHive(
  s: RepairSurroundings,
  hive: FilePath,
  backupFolder: FilePath,
): Promise<Recovery> {
  const live = await s.files.status(hive);
  const kept = await s.files.status(s.files.join(backupFolder, s.files.baseName(hive)));
  if (areNamesOfOneFile(live, kept)) {
    await removeBackup(s.files, hive, backupFolder);
    return { kind: 'cleaned-up', hive };
  }
  await completeManifest(s.files, backupFolder);
  return { kind: 'left-alone', hive, backup: backupFolder };
}

/** Logs that an interrupted undo had brought back already; a repair never touches logs. */
async function restoreLogs(
  s: RepairSurroundings,
  hive: FilePath,
  folder: FilePath,
  manifest: Manifest,
): Promise<void> {
  if (manifest.command !== 'undo') return;
  const kept = new Map(manifest.files.slice(1).map((file) => [file.name.toLowerCase(), file]));
  const hiveFolder = s.files.parent(hive);
  for (const { name } of await logsBeside(s.files, hive)) {
    if (!kept.has(name.toLowerCase())) await s.files.remove(s.files.join(hiveFolder, name));
  }
  for (const { name, sha256 } of kept.values()) {
    const path = s.files.join(hiveFolder, name);
    const isThere = (await s.files.status(path)) !== undefined;
    if (isThere && (await s.files.sha256(path)) === sha256) continue;
    await restoreLog(s, { path, from: s.files.join(folder, name) });
  }
}

async function logsBeside(
  files: ReadOnlyFileSystem,
  hive: FilePath,
): Promise<readonly { readonly name: string }[]> {
  const isLog = new RegExp(`^${escapeForRegExp(files.baseName(hive))}\\.log[12]?$`, 'i');
  return (await files.list(files.parent(hive))).filter((entry) => isLog.test(entry.name));
}

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

async function removeStaged(s: RepairSurroundings, hive: FilePath): Promise<void> {
  const isStaged = new RegExp(
    `^${escapeForRegExp(s.files.baseName(hive))}((\\.log[12]?)?\\.hivemend-new|\\.hivemend-lock-new)$`,
    'i',
  );
  const folder = s.files.parent(hive);
  for (const { name } of await s.files.list(folder)) {
    if (isStaged.test(name)) await s.files.remove(s.files.join(folder, name));
  }
}

/** An in-place write that had begun can only be judged and taken back by its journal. */
function refuseWithoutPages(hive: FilePath, { isWriting, backupFolder }: LockRecord): void {
  if (isWriting !== true) return;
  throw new HiveError('interrupted-run', {
    path: hive,
    backup: backupFolder,
    reason: 'backup-folder-missing',
  });
}
