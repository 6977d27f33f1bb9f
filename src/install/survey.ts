import { HIVE_BINS_START } from '../replay/primary-header.ts';
import type { LiveHive } from './advance.ts';
import { lookAtBoth } from './compare.ts';
import { checksumOfPiece, JoinedChecksum } from './joined-checksum.ts';
import type { OriginalSet } from './original.ts';
import { addDiffering, type Stretch } from './page.ts';

/** What one look at all of a hive and all of its backup tells. */
export interface Survey {
  /** Pages in which they differ: see `differenceFrom`. */
  readonly differing: readonly Stretch[];
  /** Of the hive's primary file, and of the backup's. */
  readonly checksumNow: string;
  readonly checksumThen: string;
}

/**
 * Reads both once, for all that an undo wants to know of them.
 * @returns undefined where the newest state of one is not what lies in its file, or where not all of it was kept.
 * @throws HiveError what reading throws
 */
export async function survey(live: LiveHive, original: OriginalSet): Promise<Survey | undefined> {
  const isWhole = original.kept === undefined;
  if (!isWhole || live.opened.state !== 'clean' || original.opened.state !== 'clean') return undefined;
  const [now, then] = [live.primary, original.primary];
  const [sumNow, sumThen] = [new JoinedChecksum(), new JoinedChecksum()];
  const differing: Stretch[] = [];
  const all = { start: 0, end: Math.max(now.length, then.length) };
  await lookAtBoth(now, then, all, (chunkNow, chunkThen, position) => {
    const piece = checksumOfPiece(chunkThen);
    sumThen.add(piece, chunkThen.length);
    const isSame = Buffer.compare(chunkNow, chunkThen) === 0;
    sumNow.add(isSame ? piece : checksumOfPiece(chunkNow), chunkNow.length);
    if (isSame) return true;
    // The base block is brought back by itself.
    const from = Math.max(0, HIVE_BINS_START - position);
    addDiffering(differing, chunkNow.subarray(from), chunkThen.subarray(from), position + from);
    return true;
  });
  return { differing, checksumNow: sumNow.text, checksumThen: sumThen.text };
}
