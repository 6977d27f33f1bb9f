import { createHash } from 'node:crypto';
import type { FileStatus, ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import { copyBytes } from './hashing.ts';
import { MANIFEST_NAME, PENDING_NAME, readManifest, summaryOf } from './manifest.ts';
import type { BackupFile, BackupSummary } from './outcome.ts';
import { PAGES_NAME } from './page-journal.ts';
import { createFile, firstDifference, type OnProgress } from './small-files.ts';

/** Law 1: the whole hive set has a backup, read back and compared, before anything is replaced. */

/** Beside the hive, unless the user names another place. */
export const BACKUPS_FOLDER = 'hivemend-backups';

/** Where the backups of a hive lie. */
export function backupsFolder(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen: FilePath | undefined,
): FilePath {
  return chosen ?? files.join(files.parent(hive), BACKUPS_FOLDER);
}

/**
 * A folder name for a backup made now that is not taken yet: `20261123-004012`. One run must never take another's
 * backup for its own. Beside a SOFTWARE hive the lock lets in one at a time; hives of other names may lie in one folder,
 * and those of several PCs share the folder that the user chose: there the process and the hive give the name an end,
 * `20261123-004012-x7f2`.
 */
export async function newBackupFolder(
  s: Pick<RepairSurroundings, 'files' | 'process' | 'clock'>,
  hive: FilePath,
  chosen: FilePath | undefined,
): Promise<FilePath> {
  const { files } = s;
  const stamp = s.clock().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const plain = files.join(backupsFolder(files, hive, chosen), stamp);
  const isAlone = chosen === undefined && files.baseName(hive).toUpperCase() === 'SOFTWARE';
  if (isAlone && (await files.status(plain)) === undefined) return plain;
  const run = JSON.stringify([s.process, files.resolve(hive)]);
  let number = createHash('sha256').update(run).digest().readUInt32LE() % SUFFIXES;
  for (; ; number = (number + 1) % SUFFIXES) {
    const folder = `${plain}-${number.toString(36).padStart(4, '0')}`;
    if ((await files.status(folder)) === undefined) return folder;
  }
}

/** Four letters and digits. */
const SUFFIXES = 36 ** 4;

/**
 * Copies the logs; Windows writes into them again, so that they are never linked.
 * @returns sizes and hashes, read back from the copies.
 */
export async function backUpLogs(
  files: WritableFileSystem,
  set: HiveSet,
  folder: FilePath,
): Promise<BackupFile[]> {
  const made: BackupFile[] = [];
  for (const log of set.logs) made.push(await copyIntoBackup(files, log, folder, () => undefined));
  return made;
}

/**
 * Backs up the primary file: as a second name of the same file where the file system can, since the original is
 * replaced by a new file and never written again; as a copy that is read back otherwise.
 * @param original status of the file that was read; another file of that name is refused.
 * @returns what the manifest says of it; its hash may be taken on another core while the caller goes on.
 * @throws HiveError 'file-changed', 'disk-full', 'file-write', 'backup-damaged'
 */
export async function backUpPrimary(
  files: WritableFileSystem,
  hive: FilePath,
  original: FileStatus,
  folder: FilePath,
  onProgress: OnProgress,
): Promise<{ readonly hashed: Promise<BackupFile> }> {
  const name = files.baseName(hive);
  const backup = files.join(folder, name);
  try {
    await files.link(hive, backup);
  } catch (error) {
    if (!isHiveError(error, 'no-hard-links')) throw error;
    const copied = await copyIntoBackup(files, hive, folder, onProgress);
    return { hashed: Promise.resolve(copied) };
  }
  const linked = await files.status(backup);
  if (linked === undefined || !isSameFile(linked, original))
    throw new HiveError('file-changed', { path: hive });
  return { hashed: files.sha256(backup).then((sha256) => ({ name, size: linked.size, sha256 })) };
}

/** Whether two status answers are of one file with the same contents, as far as a status tells. */
export function isSameFile(a: FileStatus, b: FileStatus): boolean {
  const isSameInode = a.device === b.device && a.inode === b.inode;
  return isSameInode && a.size === b.size && a.modifiedMs === b.modifiedMs;
}

/**
 * Whether two names are of one file. Some network drives and FUSE mounts number all files alike (0, or -1 for an
 * identity that does not fit in 64 bits), so the file itself must say that it has a second name.
 */
export function areNamesOfOneFile(a: FileStatus | undefined, b: FileStatus | undefined): boolean {
  return a !== undefined && a.links > 1 && a.inode === b?.inode && a.device === b.device;
}

/** @returns the hash of what was read, after the copy was compared with it. */
async function copyIntoBackup(
  files: WritableFileSystem,
  path: FilePath,
  folder: FilePath,
  onProgress: OnProgress,
): Promise<BackupFile> {
  const name = files.baseName(path);
  const copy = files.join(folder, name);
  const source = await files.open(path);
  try {
    const sha256 = await createFile(files, copy, { like: path }, async (file) => {
      const copied = await copyBytes(source, file, onProgress);
      await file.flush();
      return copied;
    });
    await compareCopy(files, source, copy);
    return { name, size: source.length, sha256 };
  } finally {
    await source.close();
  }
}

async function compareCopy(
  files: ReadOnlyFileSystem,
  source: Parameters<typeof firstDifference>[0],
  path: FilePath,
): Promise<void> {
  const copy = await files.open(path);
  try {
    const difference = await firstDifference(source, copy, () => undefined);
    if (difference === undefined) return;
    throw new HiveError('backup-damaged', {
      path,
      expected: 'the bytes of the original',
      actual: `other at ${difference}`,
    });
  } finally {
    await copy.close();
  }
}

/** Backups of runs that ended, newest first. A folder without a manifest is none. */
export async function listBackupsIn(files: ReadOnlyFileSystem, parent: FilePath): Promise<BackupSummary[]> {
  const found: BackupSummary[] = [];
  if ((await files.status(parent))?.kind !== 'folder') return found;
  for (const entry of await files.list(parent)) {
    if (entry.kind !== 'folder') continue;
    const folder = files.join(parent, entry.name);
    const manifest = await readManifest(files, folder, MANIFEST_NAME);
    if (manifest !== undefined) found.push(summaryOf(files, folder, manifest));
  }
  return found.sort((a, b) => compareTexts(b.createdAt, a.createdAt) || compareTexts(b.id, a.id));
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Compares the files of a backup with its manifest.
 * @param names files to compare, of those that the manifest lists.
 * @throws HiveError 'backup-damaged' naming the first file that is missing or differs.
 */
export async function verifyBackup(files: ReadOnlyFileSystem, backup: BackupSummary): Promise<void> {
  const kept = backup.kind === 'whole' ? backup.files : backup.files.slice(1);
  for (const { name, size, sha256 } of kept) {
    const path = files.join(backup.folder, name);
    const status = await files.status(path);
    const actual = status?.size === size ? await files.sha256(path) : `${status?.size ?? 'no'} bytes`;
    if (actual !== sha256) throw new HiveError('backup-damaged', { path, expected: sha256, actual });
  }
}

/** A folder that `newBackupFolder` named. */
const OWN_FOLDER = /^\d{8}-\d{6}(-[0-9a-z]{4})?$/;

/**
 * Removes what a run for this hive put into its backup folder, and the folders when they are empty then. Whatever
 * else lies there stays: the folder's path may come from a file that somebody else wrote.
 */
export async function removeBackup(
  files: WritableFileSystem,
  hive: FilePath,
  folder: FilePath,
): Promise<void> {
  if (!OWN_FOLDER.test(files.baseName(folder)) || (await files.status(folder))?.kind !== 'folder') return;
  const hiveName = files.baseName(hive).toLowerCase();
  // The manifest goes first: while it is there, it says that the other files are.
  await removeManifests(files, folder);
  for (const { name } of await files.list(folder)) {
    const lower = name.toLowerCase();
    const isHiveFile = lower === hiveName || lower.startsWith(`${hiveName}.log`);
    if (isHiveFile || lower === PAGES_NAME) await files.remove(files.join(folder, name));
  }
  const parent = files.parent(folder);
  if ((await files.list(folder)).length > 0) {
    await files.flushFolder(folder);
    return;
  }
  await files.removeFolder(folder);
  // The lock goes after this: what it tells the next run to remove must not come back after a power loss.
  await files.flushFolder(parent);
  if (files.baseName(parent) !== BACKUPS_FOLDER || (await files.list(parent)).length > 0) return;
  await files.removeFolder(parent);
}

async function removeManifests(files: WritableFileSystem, folder: FilePath): Promise<void> {
  for (const name of [MANIFEST_NAME, PENDING_NAME]) {
    const path = files.join(folder, name);
    if ((await files.status(path)) !== undefined) await files.remove(path);
  }
  await files.flushFolder(folder);
}
