import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { HiveSet } from '../ground/brand.ts';

/** Opens the primary file and its logs for `body`, and closes them however it ends. */
export async function withHiveSet<Result>(
  files: ReadOnlyFileSystem,
  hiveSet: HiveSet,
  body: (primary: ReadOnlyFile, logs: readonly ReadOnlyFile[]) => Promise<Result>,
): Promise<Result> {
  const opened: ReadOnlyFile[] = [];
  try {
    const primary = await files.open(hiveSet.primary);
    opened.push(primary);
    for (const log of hiveSet.logs) opened.push(await files.open(log));
    return await body(primary, opened.slice(1));
  } finally {
    for (const file of opened) await file.close();
  }
}
