import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { CleanHive, FilePath, HiveSet } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { withHiveSet } from '../install/open-set.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import type { ReplayAccount } from '../replay/account.ts';
import { openHive } from '../replay/replay.ts';

/** A hive with what its logs have for it, in memory. */
export interface NewestHive {
  readonly hive: CleanHive;
  /** Bytes of the primary file, which may be less than those of the replayed hive. */
  readonly size: number;
  /** Present when the hive is dirty. */
  readonly account: ReplayAccount | undefined;
}

/** @throws HiveError what opening and replaying a hive throw, and `body`. */
export async function withNewestHive<Result>(
  files: ReadOnlyFileSystem,
  hiveSet: HiveSet,
  { acceptDirty }: { readonly acceptDirty: boolean },
  body: (newest: NewestHive) => Promise<Result>,
): Promise<Result> {
  return withHiveSet(files, hiveSet, async (primary, logs) => {
    const opened = await openHive(primary, logs, { acceptDirty });
    const account = opened.state === 'clean' ? undefined : opened.account;
    return body({ hive: opened.hive, size: primary.length, account });
  });
}

/** For what looks at much of a hive: all of it is read at once. @throws HiveError 'file-read', and as HiveReader does. */
export async function readWholeHive(hive: CleanHive, path: FilePath): Promise<HiveReader> {
  const bytes = bulkMemory(hive.length);
  await hive.read(bytes, 0);
  return new HiveReader(bytes, path);
}
