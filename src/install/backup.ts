import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { type Plan, stretchesWritten } from './advance.ts';
import { copyAndReadBack } from './checked-copy.ts';
import { checksumOf } from './checksum.ts';
import { BACKUPS_FOLDER, ownBackupFolders, runMark } from './find-backups.ts';
import { KEPT_PAGES_NAME, writeKeptPages } from './kept-pages.ts';
import { MANIFEST_NAME, PENDING_NAME } from './manifest.ts';
import type { BackupFile, BackupSummary } from './outcome.ts';
import { readPages, type Stretch } from './page.ts';
import { createFile, type OnProgress } from './small-files.ts';
import type { InstallTools } from './tools.ts';

/** Law 1: the whole hive set has a backup, read back and compared, before anything is written. */

/** The folder that the user chose for backups, or the one of `ownFolders` in which they get a folder. */
export type BackupPlace = { readonly chosen: FilePath } | { readonly ownFolder: FilePath };

/**
 * A folder name for a backup made now that is not taken yet: `20261123-004012`. One run must never take another's
 * backup for its own. Beside a SOFTWARE hive the lock lets in one at a time; hives of other names may lie in one folder,
 * and those of several PCs share the folder that the user chose: there the run's ID gives the name an end.
 */
export async function newBackupFolder(
  { files, clock }: Pick<InstallTools, 'files' | 'clock'>,
  hive: FilePath,
  place: BackupPlace,
  run: string,
): Promise<FilePath> {
  const stamp = clock().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const plain =
    'chosen' in place ? files.join(place.chosen, stamp) : files.join(place.ownFolder, BACKUPS_FOLDER, stamp);
  const isAlone = 'ownFolder' in place && files.baseName(hive).toUpperCase() === 'SOFTWARE';
  return isAlone && (await files.status(plain)) === undefined ? plain : `${plain}-${run}`;
}

/** Makes the folder of a backup, with the mark of its run, and flushes all that leads to it. */
export async function makeBackupFolder(
  files: WritableFileSystem,
  folder: FilePath,
  run: string,
): Promise<void> {
  await files.makeFolder(folder);
  await createFile(files, files.join(folder, runMark(run)), {}, (file) => file.flush());
  const parent = files.parent(folder);
  for (const above of [folder, parent, files.parent(parent)]) await files.flushFolder(above);
}

/**
 * Copies the primary file and its logs, each read back and compared.
 * @returns what the manifest says of them, the primary file first.
 * @throws HiveError 'disk-full', 'file-write'
 */
export async function backUpWhole(
  files: WritableFileSystem,
  { primary, logs }: HiveSet,
  folder: FilePath,
  onProgress: OnProgress,
): Promise<BackupFile[]> {
  const made = [await copyIntoBackup(files, primary, folder, onProgress)];
  for (const log of logs) made.push(await copyIntoBackup(files, log, folder, () => undefined));
  return made;
}

/**
 * Keeps the logs and, of the primary file, the pages that the plan will write, and those that are settled behind it.
 * @param known checksum of the primary file, where it was taken.
 * @throws HiveError 'backup-damaged', 'disk-full', 'file-write'
 */
export async function backUpPages(
  files: WritableFileSystem,
  plan: Plan,
  settled: readonly Stretch[],
  folder: FilePath,
  known?: string,
): Promise<BackupFile[]> {
  const { hiveSet, primary } = plan.live;
  const pages = await readPages(primary, stretchesWritten(plan, settled));
  const lengths = { lengthBefore: primary.length, lengthAfter: plan.transition.after.length };
  await writeKeptPages(files, folder, { ...lengths, pages });
  const checksum = known ?? (await checksumOf(primary));
  const made = [{ name: files.baseName(hiveSet.primary), size: primary.length, checksum }];
  for (const log of hiveSet.logs) made.push(await copyIntoBackup(files, log, folder, () => undefined));
  return made;
}

/** @returns what the manifest says of it, after the copy was compared with it. */
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
    const checksum = await createFile(files, copy, { like: path }, (file) =>
      copyAndReadBack(source, file, () => files.open(copy), onProgress),
    );
    return { name, size: source.length, checksum };
  } finally {
    await source.close();
  }
}

/**
 * Compares the files of a backup with its manifest; kept pages carry a checksum of their own.
 * @throws HiveError 'backup-damaged' naming the first file that is missing or differs.
 */
export async function verifyBackup(
  files: ReadOnlyFileSystem,
  backup: Pick<BackupSummary, 'folder' | 'kind' | 'files'>,
): Promise<void> {
  const kept = backup.kind === 'whole' ? backup.files : backup.files.slice(1);
  for (const { name, size, checksum } of kept) {
    const path = files.join(backup.folder, name);
    const status = await files.status(path);
    const actual =
      status?.size === size ? await fileChecksum(files, path, checksum) : `${status?.size ?? 'no'} bytes`;
    if (actual !== checksum) throw new HiveError('backup-damaged', { path, expected: checksum, actual });
  }
}

/** Of a whole file, in the form that `like` has. @throws HiveError what reading throws */
export async function fileChecksum(files: ReadOnlyFileSystem, path: FilePath, like: string): Promise<string> {
  if (like.startsWith('sha256:')) return `sha256:${await files.sha256(path)}`;
  const file = await files.open(path);
  try {
    return await checksumOf(file);
  } finally {
    await file.close();
  }
}

/**
 * Removes what a run for this hive put into its backup folder, and the folders when they are empty then. A folder without
 * the run's mark is left as it is, and so is whatever else lies in it: its path may come from a file that somebody else wrote.
 */
export async function removeBackup(
  files: WritableFileSystem,
  hive: FilePath,
  folder: FilePath,
  run: string,
): Promise<void> {
  const mark = files.join(folder, runMark(run));
  if ((await files.status(mark))?.kind !== 'file') {
    await removeEmptyFolders(files, hive, folder);
    return;
  }
  const hiveName = files.baseName(hive).toLowerCase();
  // The manifest goes first: while it is there, it says that the other files are. The mark goes last.
  await removeManifests(files, folder);
  for (const { name } of await files.list(folder)) {
    const lower = name.toLowerCase();
    const isHiveFile = lower === hiveName || lower.startsWith(`${hiveName}.log`);
    if (isHiveFile || lower === KEPT_PAGES_NAME) await files.remove(files.join(folder, name));
  }
  await files.remove(mark);
  await files.flushFolder(folder);
  await removeEmptyFolders(files, hive, folder);
}

/** A folder that a run made beside the hive, and of which it had removed all but the folder itself. */
async function removeEmptyFolders(
  files: WritableFileSystem,
  hive: FilePath,
  folder: FilePath,
): Promise<void> {
  const parent = files.parent(folder);
  const isBesideHive = (await ownBackupFolders(files, hive)).includes(parent);
  const isThere = (await files.status(folder))?.kind === 'folder';
  if (isThere && (await files.list(folder)).length > 0) return;
  if (isThere) {
    await files.removeFolder(folder);
    // The lock goes after this: what it tells the next run to remove must not come back after a power loss.
    await files.flushFolder(parent);
  }
  if (!isBesideHive || (await files.status(parent))?.kind !== 'folder') return;
  if ((await files.list(parent)).length === 0) await files.removeFolder(parent);
}

async function removeManifests(files: WritableFileSystem, folder: FilePath): Promise<void> {
  for (const name of [MANIFEST_NAME, PENDING_NAME]) {
    const path = files.join(folder, name);
    if ((await files.status(path)) !== undefined) await files.remove(path);
  }
  await files.flushFolder(folder);
}
