import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** In the order of `HiveSet`: Windows 8.1 and later write the first two, older ones (and Windows 2000) the last. */
const LOG_EXTENSIONS = ['.LOG1', '.LOG2', '.LOG'];

/**
 * A hive and the transaction logs beside it, with any spelling of their names: `SOFTWARE` may lie beside
 * `software.log1` where an image was copied by another system.
 *
 * @param primary of the primary file, spelled as on the disk where the file system tells letters apart.
 * @throws HiveError 'file-missing', 'not-a-file', 'access-denied', 'volume-locked', 'file-read'
 */
export async function findHiveSet(files: ReadOnlyFileSystem, primary: FilePath): Promise<HiveSet> {
  const status = await files.status(primary);
  if (status === undefined) throw new HiveError('file-missing', { path: primary });
  if (status.kind !== 'file') throw new HiveError('not-a-file', { path: primary });
  const folder = files.parent(primary);
  const name = files.baseName(primary);
  const entries = await files.list(folder);
  const logs: FilePath[] = [];
  for (const extension of LOG_EXTENSIONS) {
    const wanted = (name + extension).toUpperCase();
    const spellings = entries.map((entry) => entry.name).filter((entry) => entry.toUpperCase() === wanted);
    const spelling = closest(spellings, name + extension);
    if (spelling === undefined) continue;
    const path = files.join(folder, spelling);
    if ((await files.status(path))?.kind === 'file') logs.push(path);
  }
  return { primary, logs };
}

/** Of several spellings on a file system that tells letters apart: the one beside the hive's own spelling. */
function closest(spellings: readonly string[], name: string): string | undefined {
  const agreeing = (spelling: string): number =>
    [...spelling].filter((letter, i) => letter === name[i]).length;
  return [...spellings].sort((a, b) => agreeing(b) - agreeing(a))[0];
}
