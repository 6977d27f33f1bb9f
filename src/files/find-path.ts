import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { ReadOnlyFileSystem } from './file-system.ts';
import { isNotThere } from './not-there.ts';

/** Windows' paths on file systems that tell small letters from capitals, where `SYSTEM32` may be `System32`. */

/**
 * The path below `folder` with these names, if that is what it is. Windows compares names without case itself; elsewhere
 * the names are looked for as they are spelled on the disk. Where several spellings exist, all are tried, so that a
 * stray empty `windows` does not hide `Windows`.
 *
 * @throws HiveError 'volume-locked', 'access-denied', 'file-read'
 */
export async function findBelow(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  names: readonly string[],
  kind: 'file' | 'folder',
): Promise<FilePath | undefined> {
  // The usual spelling first: it saves listing System32 and its thousands of files.
  const usual = files.join(folder, ...names);
  if ((await kindOf(files, usual)) === kind) return usual;
  return files.flavour === 'windows' ? undefined : findSpelledBelow(files, folder, names, kind);
}

async function findSpelledBelow(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  names: readonly string[],
  kind: 'file' | 'folder',
): Promise<FilePath | undefined> {
  const [name, ...rest] = names;
  if (name === undefined) return (await kindOf(files, folder)) === kind ? folder : undefined;
  for (const path of await namesakes(files, folder, name)) {
    const found = await findSpelledBelow(files, path, rest, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function kindOf(files: ReadOnlyFileSystem, path: FilePath) {
  try {
    return (await files.status(path))?.kind;
  } catch (error) {
    // A link that leads in a circle.
    if (isHiveError(error, 'file-read') && error.details.cause === 'ELOOP') return undefined;
    throw error;
  }
}

/**
 * The paths in `folder` that have this name, compared without case; the very spelling first. None when the folder is
 * missing or no folder.
 */
async function namesakes(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  name: string,
): Promise<readonly FilePath[]> {
  const wanted = name.toUpperCase();
  const entries = await listOrNothing(files, folder);
  // 'other' are devices, and links that lead nowhere or in a circle.
  const found = entries.filter((entry) => entry.kind !== 'other' && entry.name.toUpperCase() === wanted);
  found.sort((a, b) => Number(b.name === name) - Number(a.name === name));
  return found.map((entry) => files.join(folder, entry.name));
}

async function listOrNothing(files: ReadOnlyFileSystem, folder: FilePath) {
  try {
    return await files.list(folder);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

/**
 * `path` as it is spelled on the disk; if no such path exists, the one that differs in case only.
 *
 * @param path absolute.
 * @throws HiveError 'volume-locked', 'access-denied', 'file-read'
 */
export async function findSpelled(files: ReadOnlyFileSystem, path: FilePath): Promise<FilePath | undefined> {
  if ((await files.status(path)) !== undefined) return path;
  const missing: string[] = [];
  let folder = path;
  while ((await files.status(folder)) === undefined) {
    missing.unshift(files.baseName(folder));
    const parent = files.parent(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return (
    (await findBelow(files, folder, missing, 'file')) ?? (await findBelow(files, folder, missing, 'folder'))
  );
}
