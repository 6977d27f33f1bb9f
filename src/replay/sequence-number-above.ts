import type { HiveFile } from './dirty-state.ts';
import { sequenceNumbersIn } from './log-entry-reader.ts';
import { later, nextSequenceNumber } from './sequence-number.ts';
import { LARGEST_LOG, openLog } from './transaction-log.ts';

/**
 * A number beyond the hive's own and beyond every one in the logs, also in those that were refused: should the hive be
 * left dirty once more, nothing that lies in the logs now may look like its continuation. Windows, too, goes on with the
 * number behind the last entry.
 * @throws HiveError 'file-read'
 */
export async function sequenceNumberAbove(
  primary: { readonly primarySequenceNumber: number; readonly secondarySequenceNumber: number },
  logs: readonly HiveFile[],
): Promise<number> {
  let highest = later(primary.primarySequenceNumber, primary.secondarySequenceNumber);
  for (const file of logs) {
    if (file.length > LARGEST_LOG) continue;
    const log = await openLog(file);
    if (typeof log !== 'string') highest = later(highest, log.baseBlock.primarySequenceNumber);
    for await (const number of sequenceNumbersIn(file)) highest = later(highest, number);
  }
  return nextSequenceNumber(highest);
}
