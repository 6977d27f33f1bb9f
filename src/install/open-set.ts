import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { HiveSet } from '../ground/brand.ts';
import { openHive } from '../replay/replay.ts';
import type { LiveHive } from './advance.ts';

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

/** Opens a hive set in its newest state. @throws HiveError what opening and replaying throw */
export async function withLiveHive<Result>(
  files: ReadOnlyFileSystem,
  hiveSet: HiveSet,
  options: { readonly acceptDirty: boolean },
  body: (live: LiveHive) => Promise<Result>,
): Promise<Result> {
  return await withHiveSet(files, hiveSet, async (primary, logs) =>
    body({ hiveSet, primary, logs, opened: await openHive(primary, logs, options) }),
  );
}
