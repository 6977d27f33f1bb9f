import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { findLock } from './lock.ts';
import { MANIFEST_NAME, type Manifest, PENDING_NAME, readManifest, summaryOf } from './manifest.ts';
import type { BackupSummary } from './outcome.ts';
import { ownFolders } from './own-folder.ts';

/** Where backups lie, and what is known of them without opening one. */

/** In one of `ownFolders`, unless the user names another place. */
export const BACKUPS_FOLDER = 'hivemend-backups';

/** The name of an empty file that says whose run made a folder: nobody else may remove what lies in it. */
export const runMark = (run: string): string => `run-${run}`;

/** A backup and all that its manifest says. */
export interface FoundBackup {
  readonly summary: BackupSummary;
  readonly manifest: Manifest;
}

/**
 * Backups of runs that ended, newest first, in the folder that the user chose or wherever hivemend puts them. A folder
 * without a manifest is none. Those of other hives that lie there are among them, and those of runs that did not end, of which beside the
 * hive no lock takes care.
 */
export async function findBackups(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen?: FilePath,
): Promise<FoundBackup[]> {
  const found: FoundBackup[] = [];
  const folders = chosen === undefined ? await ownBackupFolders(files, hive) : [chosen];
  for (const folder of folders)
    for (const backup of await listBackupsIn(files, folder))
      if (chosen !== undefined || !(await isLocked(files, hive, backup))) found.push(backup);
  return found.sort(
    ({ summary: a }, { summary: b }) => compareTexts(b.createdAt, a.createdAt) || compareTexts(b.id, a.id),
  );
}

/** The folders in which hivemend puts backups, unless the user names another place. */
export async function ownBackupFolders(files: ReadOnlyFileSystem, hive: FilePath): Promise<FilePath[]> {
  return (await ownFolders(files, hive)).map((folder) => files.join(folder, BACKUPS_FOLDER));
}

async function listBackupsIn(files: ReadOnlyFileSystem, parent: FilePath): Promise<FoundBackup[]> {
  const found: FoundBackup[] = [];
  if ((await files.status(parent))?.kind !== 'folder') return found;
  for (const entry of await files.list(parent)) {
    if (entry.kind !== 'folder') continue;
    const folder = files.join(parent, entry.name);
    const manifest = await readManifest(files, folder, MANIFEST_NAME);
    const pending = manifest ?? (await readManifest(files, folder, PENDING_NAME));
    if (pending === undefined) continue;
    const isUnfinished = manifest === undefined;
    const summary = { ...summaryOf(files, folder, pending), ...(isUnfinished && { isUnfinished }) };
    found.push({ summary, manifest: pending });
  }
  return found;
}

/** Whether the next run takes care of one that a run left unfinished for a hive in the folder of this one. */
async function isLocked(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  { summary, manifest }: FoundBackup,
): Promise<boolean> {
  const name = summary.files[0]?.name;
  if (summary.isUnfinished !== true || name === undefined) return false;
  const lock = await findLock(files, files.join(files.parent(hive), name));
  return lock !== undefined && (lock.record === undefined || lock.record.run === manifest.run);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Backups of this hive, newest first. */
export async function backupsOf(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen?: FilePath,
): Promise<FoundBackup[]> {
  const name = files.baseName(hive).toLowerCase();
  const all = await findBackups(files, hive, chosen);
  return all.filter(({ summary }) => summary.files[0]?.name.toLowerCase() === name);
}
