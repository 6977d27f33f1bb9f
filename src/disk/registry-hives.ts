import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { findHiveSet } from './hive-set.ts';

/** Where the hives of a Windows lie, besides its SOFTWARE hive. */

/**
 * @param config the folder of the machine's hives.
 * @throws HiveError 'hive-missing', and what reading folders throws.
 */
export async function findMachineHive(
  files: ReadOnlyFileSystem,
  config: FilePath,
  name: string,
): Promise<HiveSet> {
  return hiveAt(files, config, [name]);
}

/** Below a profile's folder. */
const USER_HIVE = ['NTUSER.DAT'];
export const USER_CLASSES_HIVE = ['AppData', 'Local', 'Microsoft', 'Windows', 'UsrClass.dat'];

export interface ProfilePlace {
  readonly windowsFolder: FilePath;
  /** As the registry has it: `%SystemRoot%`, `%SystemDrive%` or a drive in front. */
  readonly profilePath: string;
  /** The drive that this Windows calls its own, such as `C:`. */
  readonly systemDrive: string | undefined;
}

/**
 * A user's hive. Profiles on other drives than the one with the Windows are not looked for.
 * @throws HiveError 'hive-missing', and what reading folders throws.
 */
export async function findProfileHive(
  files: ReadOnlyFileSystem,
  place: ProfilePlace,
  which: 'user' | 'user-classes',
): Promise<HiveSet> {
  const folder = profileFolder(files, place);
  if (folder === undefined) throw new HiveError('hive-missing', { path: place.profilePath });
  const below = which === 'user' ? USER_HIVE : USER_CLASSES_HIVE;
  return hiveAt(files, folder.root, [...folder.names, ...below]);
}

/**
 * A profile that no list has: `Default`, from which new ones are made, or one of a Windows whose list can't be read.
 * @returns undefined when there is no folder of that name.
 */
export async function findUsersFolder(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
  name: string,
): Promise<string | undefined> {
  if (name === '.' || name === '..' || /[/\\]/.test(name)) return undefined;
  const folder = await findBelow(files, driveOf(files, windowsFolder), ['Users', name], 'folder');
  return folder === undefined ? undefined : `%SystemDrive%\\Users\\${name}`;
}

function profileFolder(
  files: ReadOnlyFileSystem,
  { windowsFolder, profilePath, systemDrive }: ProfilePlace,
): { readonly root: FilePath; readonly names: readonly string[] } | undefined {
  const [first = '', ...names] = profilePath.split(/[\\/]+/);
  if (names.some((name) => name === '.' || name === '..')) return undefined;
  if (/^%(?:SystemRoot|windir)%$/i.test(first)) return { root: windowsFolder, names };
  const isDrive =
    /^%SystemDrive%$/i.test(first) ||
    (/^[a-z]:$/i.test(first) && first.toUpperCase() === (systemDrive ?? first).toUpperCase());
  return isDrive ? { root: driveOf(files, windowsFolder), names } : undefined;
}

/** What was the drive's root when this Windows was started last: for an earlier one, the folder of an upgrade. */
function driveOf(files: ReadOnlyFileSystem, windowsFolder: FilePath): FilePath {
  return files.parent(windowsFolder);
}

async function hiveAt(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  names: readonly string[],
): Promise<HiveSet> {
  const path = await findBelow(files, folder, names, 'file');
  if (path === undefined) throw new HiveError('hive-missing', { path: files.join(folder, ...names) });
  return findHiveSet(files, path);
}
