import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { InstallWarning } from './outcome.ts';

/** Law 5: what hivemend puts beside a hive is no more open than it, and a file that takes the hive's place is like it. */

/**
 * Gives a backup's folder and all that lies in it the access rights of the hive. To be called when the files are there
 * and before the hive is written.
 * @param own folders that this run made above that one.
 * @returns who can open it, or that this could not be found out, as warnings.
 */
export async function protectBackup(
  files: WritableFileSystem,
  hive: FilePath,
  folder: FilePath,
  own: readonly FilePath[] = [],
): Promise<InstallWarning[]> {
  const names = (await files.list(folder)).map(({ name }) => files.join(folder, name));
  const protection = await files.protectLike(hive, [...own, folder, ...names]);
  if (protection === 'same') return [];
  if (protection === 'unknown') return [{ code: 'backup-protection-unknown', path: folder }];
  return [{ code: 'backup-open-to-others', path: folder, openTo: protection.openTo }];
}

/**
 * Gives a staged file the hive's descriptor, attributes and creation time, before it takes the hive's place.
 * @returns what it lacks, as a warning.
 */
export async function makeAlike(
  files: WritableFileSystem,
  hive: FilePath,
  staged: FilePath,
): Promise<InstallWarning[]> {
  const lost = await files.carryTraits(hive, staged);
  return lost.length === 0 ? [] : [{ code: 'traits-lost', path: hive, traits: lost }];
}
