import { findHiveSet } from '../disk/hive-set.ts';
import { USER_CLASSES_HIVE } from '../disk/registry-hives.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { type FoundBackup, findBackups } from '../install/find-backups.ts';
import { LOCK_ENDING } from '../install/lock.ts';
import { hiveOfMember } from '../install/members.ts';
import { ownFolders } from '../install/own-folder.ts';
import { recoverInterruptedRun } from '../install/recovery.ts';
import type { InstallTools } from '../install/tools.ts';

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

/** A hive, and the backup that is to be put back where it is known which. */
export interface HiveToUndo {
  readonly hiveSet: HiveSet;
  readonly backupId?: string;
}

/**
 * The hives of a target that `undo` means: for a Windows that of the backup that is named, or the one that was changed last, and those
 * that were changed together with it; its SOFTWARE hive where no backups are. A hive file means itself alone.
 */
export async function hivesToUndo(
  files: ReadOnlyFileSystem,
  target: Target,
  { backupId, backupFolder }: { readonly backupId?: string; readonly backupFolder?: FilePath },
): Promise<readonly [HiveToUndo, ...HiveToUndo[]]> {
  const named = backupId === undefined ? {} : { backupId };
  if (target.isHiveFile || target.windowsFolder === undefined) return [{ hiveSet: target.hive, ...named }];
  const backups = await backupsOfWindows(files, target, backupFolder);
  const meant = backups.find(({ summary }) =>
    backupId === undefined ? summary.command !== 'undo' : summary.id.toLowerCase() === backupId.toLowerCase(),
  );
  if (meant === undefined) return [{ hiveSet: target.hive, ...named }];
  const hiveOf = async (primary: FilePath) =>
    primary === target.hive.primary ? target.hive : await findHiveSet(files, primary);
  const others: HiveToUndo[] = [];
  for (const member of meant.manifest.together ?? []) {
    const other = backups.find(({ manifest }) => manifest.run === member.run);
    if (other === undefined)
      throw new HiveError('backup-missing', {
        target: hiveOfMember(files, meant.primary, member),
        id: member.run,
      });
    others.push({ hiveSet: await hiveOf(other.primary), backupId: other.summary.id });
  }
  // Alone, the one that fits is chosen by what it holds.
  const own = others.length === 0 ? named : { backupId: meant.summary.id };
  return [{ hiveSet: await hiveOf(meant.primary), ...own }, ...others];
}

/**
 * Takes care of runs that were interrupted, whichever hives of a Windows they were about; but for its SOFTWARE hive, of which that is told
 * where it is worked on.
 * @throws HiveError as recoverInterruptedRun does
 */
export async function recoverOtherHives(tools: InstallTools, target: Target): Promise<void> {
  const { files } = tools;
  if (target.isHiveFile || target.windowsFolder === undefined) return;
  for (const folder of await foldersOfHives(files, target))
    for (const hive of await unlessClosed(() => lockedHives(files, folder)))
      if (hive !== target.hive.primary) await recoverInterruptedRun(tools, hive);
}

async function lockedHives(files: ReadOnlyFileSystem, folder: FilePath): Promise<readonly FilePath[]> {
  const hives: FilePath[] = [];
  for (const own of await ownFolders(files, files.join(folder, LOCK_ENDING)))
    for (const { name } of await files.list(own))
      if (name.endsWith(LOCK_ENDING)) hives.push(files.join(folder, name.slice(0, -LOCK_ENDING.length)));
  return hives;
}

async function besideHives(files: ReadOnlyFileSystem, target: Target): Promise<HiveBackup[]> {
  const ofFolder = (folder: FilePath) => backupsIn(files, folder, files.baseName(target.hive.primary));
  const [own, ...ofProfiles] = await foldersOfHives(files, target);
  // A way that leads off is told of the machine's hives; a profile's hides no other backup.
  const found = own === undefined ? [] : [...(await ofFolder(own))];
  for (const folder of ofProfiles) found.push(...(await unlessClosed(() => ofFolder(folder))));
  return found;
}

async function backupsIn(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  anyHive: string,
): Promise<readonly HiveBackup[]> {
  const found: HiveBackup[] = [];
  for (const backup of await findBackups(files, files.join(folder, anyHive))) {
    const primary = await findBelow(files, folder, [nameOf(backup)], 'file');
    if (primary !== undefined) found.push({ ...backup, primary });
  }
  return found;
}

/**
 * A folder that was chosen says where a hive lay then, perhaps by another letter: of this Windows are those that lay in folders of the
 * same names. A manifest may come from anybody's stick, and leads to no other place.
 */
async function inOneFolder(
  files: ReadOnlyFileSystem,
  target: Target,
  backupFolder: FilePath,
): Promise<HiveBackup[]> {
  const found: HiveBackup[] = [];
  const folders = await foldersOfHives(files, target);
  const drive = plainPath(files.parent(target.windowsFolder ?? ''));
  for (const backup of await findBackups(files, target.hive.primary, backupFolder)) {
    const lay = plainPath(backup.summary.hive);
    const name = nameOf(backup);
    const meant = folders.find((folder) => {
      const below = plainPath(files.join(folder, name)).slice(drive.length).replace(/^\//, '');
      return lay.endsWith(`/${below}`);
    });
    const primary = await findBelow(files, meant ?? files.parent(target.hive.primary), [name], 'file');
    if (primary !== undefined) found.push({ ...backup, primary });
  }
  return found;
}

const plainPath = (path: FilePath): string => path.replaceAll('\\', '/').toLowerCase();

const nameOf = ({ summary }: FoundBackup): string => summary.files[0]?.name ?? '';

/** The folder of the machine's hives first. */
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
  return await unlessClosed(async () => {
    const classes = await findBelow(files, profile, USER_CLASSES_HIVE.slice(0, -1), 'folder');
    return classes === undefined ? [profile] : [profile, classes];
  });
}

/** A folder that nobody may look into has been written into by nobody. */
async function unlessClosed<Item>(body: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  try {
    return await body();
  } catch (error) {
    if (isHiveError(error, 'access-denied') || isHiveError(error, 'path-diverted')) return [];
    throw error;
  }
}
