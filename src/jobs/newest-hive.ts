import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { CleanHive, HiveSet } from '../ground/brand.ts';
import { withHiveSet } from '../install/open-set.ts';
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
