import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';

/** Where Windows keeps copies of its hives, in the folder of the hives. Every Windows has it; since 1803 it is empty. */
const REGISTRY_BACKUPS = 'RegBack';

/**
 * The folders for what hivemend makes beside a hive, locks and backups; that of first choice first. Where it can be helped,
 * not the hive's own: ntfs-3g has no journal, and when a name is made in a folder whose index block is full, it splits the block
 * in several writes, between which half of the block's names, and the hive's may be one of them, can't be found (tried with
 * 2022.10.3: at 4 moments of a repair, of one Windows in 25). What an earlier version made lies in the hive's own folder, and so
 * does what finds no other place: a link is not followed, and another volume not written to.
 */
export async function ownFolders(
  files: ReadOnlyFileSystem,
  hive: FilePath,
): Promise<readonly [FilePath, ...FilePath[]]> {
  const beside = files.parent(hive);
  const apart = files.join(beside, REGISTRY_BACKUPS);
  const found = await files.nameStatus(apart);
  const isHere = found?.kind === 'folder' && found.device === (await files.status(beside))?.device;
  return isHere ? [apart, beside] : [beside];
}

/** Where a file of that name lies in one of them, or would be made. */
export async function ownPath(files: ReadOnlyFileSystem, hive: FilePath, name: string): Promise<FilePath> {
  const [first, next] = await ownFolders(files, hive);
  const path = files.join(first, name);
  if (next === undefined || (await files.status(path)) !== undefined) return path;
  const beside = files.join(next, name);
  return (await files.status(beside)) === undefined ? path : beside;
}

/** What `body` makes in the first of the folders that takes files. @throws HiveError what it throws in the last one */
export async function inFirstThatTakesFiles<Result>(
  [folder, ...others]: readonly [FilePath, ...FilePath[]],
  body: (folder: FilePath) => Promise<Result>,
): Promise<Result> {
  try {
    return await body(folder);
  } catch (error) {
    const [next, ...more] = others;
    const isRefused = isHiveError(error, 'access-denied') || isHiveError(error, 'read-only');
    if (next === undefined || !isRefused) throw error;
    return await inFirstThatTakesFiles([next, ...more], body);
  }
}

/** Most folders that lie between the hive's and the backup: RegBack, and that of all backups. */
const DEEPEST = 3;

/** From the hive's folder, with `/`: a disk has another letter or path in each system that it is looked at from. */
export function pathBelowHive(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  folder: FilePath,
): string | undefined {
  const top = files.parent(files.resolve(hive));
  const names: string[] = [];
  let at = files.resolve(folder);
  while (at !== top) {
    names.unshift(files.baseName(at));
    if (names.length > DEEPEST || files.parent(at) === at) return undefined;
    at = files.parent(at);
  }
  return names.length < 2 ? undefined : names.join('/');
}
