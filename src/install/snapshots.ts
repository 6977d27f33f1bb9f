import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { verifyBackup } from './backup.ts';
import type { FoundBackup } from './find-backups.ts';
import {
  adoptLock,
  findLock,
  type HeldLock,
  isHeld,
  lockedError,
  removeEmptyLock,
  takeLock,
} from './lock.ts';
import { MANIFEST_NAME, readManifest, summaryOf } from './manifest.ts';
import { inFirstThatTakesFiles, ownFolders } from './own-folder.ts';
import { createFile, writeNewFile } from './small-files.ts';
import {
  encodeRecord,
  RECORD_NAME,
  readSnapshot,
  SNAPSHOT_MARK,
  type Snapshot,
  type SnapshotHive,
  type SnapshotRecord,
} from './snapshot-record.ts';
import type { InstallTools } from './tools.ts';

/** Where snapshots of a Windows lie, how one is made and how it goes. What is in them is the matter of `jobs/`. */

/** In one of `ownFolders` of the SOFTWARE hive, unless the user names another place. */
export const SNAPSHOTS_FOLDER = 'hivemend-snapshots';

/** Folders in which snapshots of the Windows with this hive may lie. */
async function foldersOf(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen: FilePath | undefined,
): Promise<readonly [FilePath, ...FilePath[]]> {
  if (chosen !== undefined) return [chosen];
  const [first, ...others] = await ownFolders(files, hive);
  const within = (folder: FilePath): FilePath => files.join(folder, SNAPSHOTS_FOLDER);
  return [within(first), ...others.map(within)];
}

/** Newest first. A folder without a record is none. @throws HiveError what reading folders throws */
export async function findSnapshots(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen?: FilePath,
): Promise<readonly Snapshot[]> {
  const found: Snapshot[] = [];
  for (const parent of await foldersOf(files, hive, chosen)) {
    for (const folder of await foldersIn(files, parent)) {
      const snapshot = await readSnapshot(files, folder);
      if (snapshot !== undefined) found.push(snapshot);
    }
  }
  return found.sort((a, b) => compareTexts(b.createdAt, a.createdAt) || compareTexts(b.id, a.id));
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function foldersIn(files: ReadOnlyFileSystem, parent: FilePath): Promise<readonly FilePath[]> {
  if ((await files.status(parent))?.kind !== 'folder') return [];
  const entries = await files.list(parent);
  return entries.filter(({ kind }) => kind === 'folder').map(({ name }) => files.join(parent, name));
}

/** The copy of one of its hives, as a backup; undefined where its manifest is not there or torn. */
export async function backupIn(
  files: ReadOnlyFileSystem,
  snapshot: Snapshot,
  hive: SnapshotHive,
): Promise<FoundBackup | undefined> {
  const folder = files.join(snapshot.folder, hive.folder);
  const manifest = await readManifest(files, folder, MANIFEST_NAME);
  return manifest === undefined ? undefined : { manifest, summary: summaryOf(files, folder, manifest) };
}

/** Whether the copy of a hive is there and as it was made. @throws HiveError what reading throws, but for damage */
export async function isCopyWhole(
  files: ReadOnlyFileSystem,
  snapshot: Snapshot,
  hive: SnapshotHive,
): Promise<boolean> {
  const backup = await backupIn(files, snapshot, hive);
  if (backup === undefined) return false;
  try {
    await verifyBackup(files, backup.summary);
    return true;
  } catch (error) {
    if (isHiveError(error, 'backup-damaged')) return false;
    throw error;
  }
}

/** A snapshot that is being made. */
export interface NewSnapshot {
  readonly run: string;
  readonly folder: FilePath;
  readonly createdAt: string;
  /** Folders above it that were made for it. */
  readonly madeFolders: readonly FilePath[];
}

/**
 * Makes a folder for one, in the place that the user chose, or in the first of the hive's own folders that takes files.
 * @throws HiveError what making folders and files throws
 */
export async function beginSnapshot(
  tools: Pick<InstallTools, 'files' | 'clock' | 'newRunId'>,
  hive: FilePath,
  chosen: FilePath | undefined,
): Promise<NewSnapshot> {
  const folders = await foldersOf(tools.files, hive, chosen);
  return await inFirstThatTakesFiles(folders, (folder) => beginIn(tools, folder));
}

async function beginIn(
  { files, clock, newRunId }: Pick<InstallTools, 'files' | 'clock' | 'newRunId'>,
  parent: FilePath,
): Promise<NewSnapshot> {
  const [createdAt, run] = [clock().toISOString(), newRunId()];
  const stamp = createdAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const plain = files.join(parent, stamp);
  const folder = (await files.status(plain)) === undefined ? plain : `${plain}-${run}`;
  const madeFolders = (await files.status(parent)) === undefined ? [parent] : [];
  await files.makeFolder(folder);
  await createFile(files, files.join(folder, SNAPSHOT_MARK), {}, (file) => file.flush());
  for (const above of [folder, parent, files.parent(parent)]) await files.flushFolder(above);
  return { run, folder, createdAt, madeFolders };
}

/** Says that it is whole: nothing of it is written afterwards. @throws HiveError what writing throws */
export async function completeSnapshot(
  files: WritableFileSystem,
  folder: FilePath,
  record: SnapshotRecord,
): Promise<void> {
  await files.flushFolder(folder);
  await writeNewFile(files, files.join(folder, RECORD_NAME), encodeRecord(record));
  await files.flushFolder(folder);
}

/**
 * Removes a folder of ours and the copies that hivemend put there; whatever else lies in it stays, and the folder with it. The record
 * goes first: half of a snapshot is none. The mark goes last.
 * @throws HiveError what removing throws
 */
export async function removeSnapshot(files: WritableFileSystem, folder: FilePath): Promise<void> {
  const mark = files.join(folder, SNAPSHOT_MARK);
  if ((await files.status(mark))?.kind === 'file') {
    await removeNamed(files, folder, (name) => name === RECORD_NAME);
    for (const copy of await foldersIn(files, folder)) await removeCopy(files, copy);
    if ((await files.list(folder)).length > 1) return;
    await files.remove(mark);
  }
  // Of a run that came no further, or of a removal.
  await removeIfEmpty(files, folder);
}

/** A hive and its logs, each step flushed before the next. A link is none of ours: it leads elsewhere. */
async function removeCopy(files: WritableFileSystem, folder: FilePath): Promise<void> {
  if ((await files.nameStatus(folder))?.kind !== 'folder') return;
  await removeNamed(files, folder, (name) => name === MANIFEST_NAME);
  await removeNamed(files, folder, (name) => HIVE_FILE.test(name));
  await removeNamed(files, folder, (name) => RUN_MARK.test(name));
  await removeIfEmpty(files, folder);
}

/** What is copied, and its logs. */
const HIVE_FILE = /^(?:SOFTWARE|SYSTEM|SAM|SECURITY|DEFAULT|NTUSER\.DAT|UsrClass\.dat)(?:\.LOG[12]?)?$/i;
/** See `makeBackupFolder`. */
const RUN_MARK = /^run-/;

async function removeNamed(
  files: WritableFileSystem,
  folder: FilePath,
  isMeant: (name: string) => boolean,
): Promise<void> {
  const meant = (await files.list(folder)).filter(({ name, kind }) => kind === 'file' && isMeant(name));
  for (const { name } of meant) await files.remove(files.join(folder, name));
  if (meant.length > 0) await files.flushFolder(folder);
}

async function removeIfEmpty(files: WritableFileSystem, folder: FilePath): Promise<void> {
  if ((await files.list(folder)).length > 0) return;
  await files.removeFolder(folder);
  await files.flushFolder(files.parent(folder));
}

/**
 * Removes what interrupted runs left in the hive's own folders. To be called under `withSnapshotLock`: then no other run makes one.
 * In a folder that the user chose, those of other PCs may be in the making.
 */
export async function removeUnfinished(files: WritableFileSystem, hive: FilePath): Promise<void> {
  for (const parent of await foldersOf(files, hive, undefined)) {
    for (const folder of await foldersIn(files, parent))
      if ((await readSnapshot(files, folder)) === undefined) await removeSnapshot(files, folder);
  }
}

/** Of the runs that make and remove snapshots of one Windows; in the folder of these, and not among the locks of hives. */
const LOCK_OF = 'snapshots';

/**
 * One run at a time makes and removes snapshots of a Windows.
 * @throws HiveError 'hive-locked' while another run does, and what `body` throws
 */
export async function withSnapshotLock<Result>(
  tools: InstallTools,
  hive: FilePath,
  body: () => Promise<Result>,
): Promise<Result> {
  const { files, tell } = tools;
  const lock = await lockFor(tools, hive);
  let result: Result;
  try {
    result = await body();
  } catch (error) {
    // The first error is the one that tells; a lock that stays is taken over by the next run.
    await lock.release().catch(() => lock.leave());
    throw error;
  }
  const { path } = lock;
  try {
    await lock.release();
    await removeIfEmpty(files, files.parent(path));
  } catch (error) {
    if (!isHiveError(error)) throw error;
    tell({ event: 'warning', warning: { code: 'lock-left', path, reason: error.code } });
  }
  return result;
}

async function lockFor(tools: InstallTools, hive: FilePath): Promise<HeldLock> {
  const { files } = tools;
  const folders = await foldersOf(files, hive, undefined);
  for (const folder of folders) {
    const name = files.join(folder, LOCK_OF);
    const left = await findLock(files, name);
    if (left === undefined) continue;
    if (await isHeld(tools, name, left)) throw lockedError(name, left.record);
    if (left.record !== undefined) return await adoptLock(tools, name, left.record);
    await removeEmptyLock(files, name);
  }
  return await inFirstThatTakesFiles(folders, (folder) => lockIn(tools, folder));
}

async function lockIn(tools: InstallTools, folder: FilePath): Promise<HeldLock> {
  const { files, clock, newRunId } = tools;
  await files.makeFolder(folder);
  const run = newRunId();
  const record = { run, command: 'snapshot', startedAt: clock().toISOString() };
  // It makes no backup of its own.
  return await takeLock(tools, files.join(folder, LOCK_OF), folder, { ...record, backup: { at: folder } });
}
