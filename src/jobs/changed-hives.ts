import { findHiveSet } from '../disk/hive-set.ts';
import { USER_CLASSES_HIVE } from '../disk/registry-hives.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { type FoundBackup, findBackups } from '../install/backup.ts';

/**
 * Which hives of a Windows hivemend has changed, as the backups tell: they lie beside each hive, in the folder of the machine's hives
 * and in the folders of profiles.
 */

export interface HiveBackup extends FoundBackup {
  readonly primary: FilePath;
}

/** Of all its hives, newest first; undos among them. @throws HiveError what reading folders throws */
export async function backupsOfWindows(
  files: ReadOnlyFileSystem,
  target: Target,
  backupFolder: FilePath | undefined,
): Promise<readonly HiveBackup[]> {
  const found =
    backupFolder === undefined
      ? await besideHives(files, target)
      : await inOneFolder(files, target, backupFolder);
  return found.sort((a, b) => compareTexts(b.summary.createdAt, a.summary.createdAt));
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The hive of a Windows that `undo` means: that of the backup that is named, or the one that was changed last; its SOFTWARE hive where
 * no backups are.
 */
export async function hiveToUndo(
  files: ReadOnlyFileSystem,
  target: Target,
  { backupId, backupFolder }: { readonly backupId?: string; readonly backupFolder?: FilePath },
): Promise<HiveSet> {
  if (target.isHiveFile || target.windowsFolder === undefined) return target.hive;
  const backups = await backupsOfWindows(files, target, backupFolder);
  const meant = backups.find(({ summary }) =>
    backupId === undefined ? summary.command !== 'undo' : summary.id.toLowerCase() === backupId.toLowerCase(),
  );
  const isOther = meant !== undefined && meant.primary !== target.hive.primary;
  return isOther ? await findHiveSet(files, meant.primary) : target.hive;
}

async function besideHives(files: ReadOnlyFileSystem, target: Target): Promise<HiveBackup[]> {
  const found: HiveBackup[] = [];
  for (const folder of await foldersOfHives(files, target))
    for (const backup of await findBackups(files, files.join(folder, files.baseName(target.hive.primary)))) {
      const primary = await findBelow(files, folder, [nameOf(backup)], 'file');
      if (primary !== undefined) found.push({ ...backup, primary });
    }
  return found;
}

/** A folder that was chosen says of a profile's hive only where it lay then. */
async function inOneFolder(
  files: ReadOnlyFileSystem,
  target: Target,
  backupFolder: FilePath,
): Promise<HiveBackup[]> {
  const found: HiveBackup[] = [];
  for (const backup of await findBackups(files, target.hive.primary, backupFolder)) {
    const { hive } = backup.summary;
    const ofMachine = await findBelow(files, files.parent(target.hive.primary), [nameOf(backup)], 'file');
    const primary = ofMachine ?? ((await files.status(hive))?.kind === 'file' ? hive : undefined);
    if (primary !== undefined) found.push({ ...backup, primary });
  }
  return found;
}

const nameOf = ({ summary }: FoundBackup): string => summary.files[0]?.name ?? '';

/** The folder of the machine's hives first. A profile that can't be looked into has been changed by nobody. */
async function foldersOfHives(files: ReadOnlyFileSystem, target: Target): Promise<readonly FilePath[]> {
  const { windowsFolder = '' } = target;
  const folders = [files.parent(target.hive.primary)];
  for (const [above, ...names] of [
    [files.parent(windowsFolder), 'Users'],
    [windowsFolder, 'ServiceProfiles'],
  ] as const) {
    const profiles = await findBelow(files, above, names, 'folder');
    for (const { name, kind } of profiles === undefined ? [] : await files.list(profiles)) {
      if (profiles === undefined || kind !== 'folder') continue;
      folders.push(...(await foldersOfProfile(files, files.join(profiles, name))));
    }
  }
  return folders;
}

async function foldersOfProfile(files: ReadOnlyFileSystem, profile: FilePath): Promise<readonly FilePath[]> {
  try {
    const classes = await findBelow(files, profile, USER_CLASSES_HIVE.slice(0, -1), 'folder');
    return classes === undefined ? [profile] : [profile, classes];
  } catch (error) {
    if (isHiveError(error, 'access-denied') || isHiveError(error, 'path-diverted')) return [];
    throw error;
  }
}
