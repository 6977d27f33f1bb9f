import type { FilePath } from '../ground/brand.ts';
import { isSameWindows, type Snapshot } from '../install/snapshot-record.ts';
import { findSnapshots, isCopyWhole, removeSnapshot } from '../install/snapshots.ts';
import type { JobTools } from './tools.ts';

/** Which older snapshots go, where only so many are kept. */

export interface RemovedSnapshots {
  /** IDs of those that were removed. */
  readonly removed: readonly string[];
  /** Older than those that are kept, and still there: a hive of theirs is whole in no newer one. */
  readonly stillNeeded: readonly string[];
}

/**
 * Removes the oldest snapshots of this Windows beyond the number that is kept. What has the only whole copy of a hive stays, and so does
 * what is another Windows' or says not whose it is, in a folder that may be shared.
 * @throws HiveError what reading and removing throws
 */
export async function removeOlder(
  tools: JobTools,
  hive: FilePath,
  { folder, keep }: { readonly folder?: FilePath; readonly keep?: number },
  newest: Snapshot,
): Promise<RemovedSnapshots> {
  if (keep === undefined) return { removed: [], stillNeeded: [] };
  const { files } = tools;
  const all = await findSnapshots(files, hive, folder);
  const own = all.filter(({ windows }) => folder === undefined || isSameWindows(windows, newest.windows));
  // The newest was verified a moment ago, whatever the clock said when the others were made.
  const older = own.filter(({ id }) => id !== newest.id);
  const covered = new Set(newest.hives.map(placeText));
  for (const snapshot of older.slice(0, keep - 1)) await cover(tools, covered, snapshot);
  const removed: string[] = [];
  const stillNeeded: string[] = [];
  for (const snapshot of older.slice(keep - 1)) {
    const isNeeded = !snapshot.hives.map(placeText).every((place) => covered.has(place));
    if (isNeeded && (await cover(tools, covered, snapshot))) stillNeeded.push(snapshot.id);
    else {
      await removeSnapshot(files, snapshot.folder);
      removed.push(snapshot.id);
    }
  }
  return { removed, stillNeeded };
}

/** @returns whether it has a whole copy of a hive that was not covered before. */
async function cover({ files }: JobTools, covered: Set<string>, snapshot: Snapshot): Promise<boolean> {
  let hasMore = false;
  for (const hive of snapshot.hives) {
    const place = placeText(hive);
    if (covered.has(place) || !(await isCopyWhole(files, snapshot, hive))) continue;
    covered.add(place);
    hasMore = true;
  }
  return hasMore;
}

const placeText = ({ place }: Snapshot['hives'][number]): string => place.join('\\').toUpperCase();
