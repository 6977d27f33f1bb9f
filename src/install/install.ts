import type { FileStatus, ReadOnlyFile } from '../files/file-system.ts';
import type { ByteSource, FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import { isSameFile } from './backup.ts';
import type { Method } from './lock.ts';
import { type Manifest, summaryOf, writePending } from './manifest.ts';
import type { BackupFile, BackupSummary, RepairWarning, Step, ValueChange } from './outcome.ts';
import { firstDifference } from './small-files.ts';

/** New contents for a hive, and all that is needed to put them in its place and to take them back. */
export interface Installation {
  readonly command: 'repair' | 'undo';
  readonly method: Method;
  readonly hiveSet: HiveSet;
  /** The primary file as it was read, and its status then. Closed before the original is replaced. */
  readonly original: ReadOnlyFile;
  readonly originalStatus: FileStatus;
  readonly content: ByteSource;
  readonly change: ValueChange;
  readonly backupFolder: FilePath;
  /** Logs that come back with the primary file (undo). */
  readonly logs: readonly RestoredLog[];
  /** Proves the contents: the staged file or, for an in-place write, what is about to be written. */
  readonly verify: (content: ByteSource) => Promise<void>;
}

/** A log as it was: its copy in a backup, or undefined when there was no such log. */
export interface RestoredLog {
  readonly path: FilePath;
  readonly from: FilePath | undefined;
}

export interface Installed {
  readonly backup: BackupSummary;
  readonly warnings: readonly RepairWarning[];
}

/** The new contents lie beside the original under this name until they take its place. */
export const stagedPath = (path: FilePath): FilePath => `${path}.hivemend-new`;

/** Tells the step and returns what reports its progress; both stop the run when the user asked for it. */
export function startStep(s: RepairSurroundings, step: Step, total: number): (done: number) => void {
  stopIfCancelled(s);
  s.tell({ event: 'step', step });
  return (done) => {
    stopIfCancelled(s);
    s.tell({ event: 'progress', step, done, total });
  };
}

export function stopIfCancelled(s: RepairSurroundings): void {
  if (s.isCancelled()) throw new HiveError('cancelled', {});
}

/** Writes and flushes the manifest with everything that the next run needs if this one is interrupted. */
export async function prepareManifest(
  s: RepairSurroundings,
  installation: Installation,
  files: readonly BackupFile[],
  sha256After: string,
): Promise<BackupSummary> {
  const { backupFolder, command, change, method } = installation;
  const manifest: Manifest = {
    schema: 1,
    createdAt: s.clock().toISOString(),
    command,
    kind: method === 'replace' ? 'whole' : 'pages',
    toolVersion: s.toolVersion,
    hive: installation.hiveSet.primary,
    files,
    change,
    sha256After,
  };
  await writePending(s.files, backupFolder, manifest);
  const parent = s.files.parent(backupFolder);
  for (const folder of [backupFolder, parent, s.files.parent(parent)]) await s.files.flushFolder(folder);
  return summaryOf(s.files, backupFolder, manifest);
}

/** Law 4: only while the original is still the file that was read. @throws HiveError 'file-changed' */
export async function refuseChangedOriginal(
  s: RepairSurroundings,
  installation: Installation,
): Promise<void> {
  const path = installation.hiveSet.primary;
  const now = await s.files.status(path);
  if (now === undefined || !isSameFile(now, installation.originalStatus))
    throw new HiveError('file-changed', { path });
}

/**
 * Windows replaces no file that carries the read-only attribute (MoveFileEx: ERROR_ACCESS_DENIED), which looks as if
 * rights were missing; elsewhere the folder's permissions decide, not the file's.
 * @throws HiveError 'read-only'
 */
export function refuseReadOnly(s: RepairSurroundings, installation: Installation): void {
  const { hiveSet, originalStatus } = installation;
  if (s.files.flavour !== 'windows' || originalStatus.writable) return;
  throw new HiveError('read-only', { path: hiveSet.primary, cause: 'read-only attribute' });
}

/**
 * Reads the file that now stands there.
 * @param content what was meant, if it can still be read: contents in memory are compared, which is faster.
 * @throws HiveError 'verification-failed' when it has other contents.
 */
export async function readBack(
  s: RepairSurroundings,
  path: FilePath,
  sha256: string,
  content?: ByteSource,
): Promise<void> {
  s.tell({ event: 'step', step: 'read-back' });
  if (content?.view === undefined) {
    const actual = await s.files.sha256(path);
    if (actual !== sha256) throw otherContents(path, `SHA-256 ${actual}`);
    return;
  }
  const file = await s.files.open(path);
  try {
    const difference = await firstDifference(content, file, () => undefined);
    if (difference !== undefined) throw otherContents(path, `byte ${difference}`);
  } finally {
    await file.close();
  }
}

function otherContents(path: FilePath, difference: string): HiveError<'verification-failed'> {
  return new HiveError('verification-failed', { path, differences: [difference] });
}

/** Flushes the folder; a system that offers no such call gives a warning. */
export async function flushNames(s: RepairSurroundings, folder: FilePath): Promise<RepairWarning[]> {
  if (await s.files.flushFolder(folder)) return [];
  return [{ code: 'volume-not-flushed', path: folder }];
}
