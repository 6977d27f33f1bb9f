import { BASE_BLOCK_SIZE } from '../regf/structures/base-block.ts';
import { LOG_SECTOR_SIZE } from '../regf/structures/log-entry.ts';
import type { AppliedLog, RefusedLog } from './account.ts';
import { readDirtyPages } from './dirty-vector-reader.ts';
import type { HiveOverlay } from './hive-overlay.ts';
import { type DirtyPage, readLogEntry } from './log-entry-reader.ts';
import { nextSequenceNumber } from './sequence-number.ts';
import type { TransactionLog } from './transaction-log.ts';

/** What the logs did, for the base block and for the account. */
export interface Applied {
  readonly logs: readonly AppliedLog[];
  readonly refused: readonly RefusedLog[];
  /** The log that the first entry came from. Its base block stands in for an invalid one. */
  readonly firstLog: TransactionLog | undefined;
  readonly hiveBinsDataSize: number;
  /** The least that the hive bins data ever was: bytes of the primary file behind it had ceased to be the hive's. */
  readonly leastHiveBinsDataSize: number;
  readonly entryFlags: number | undefined;
}

interface Progress {
  hiveBinsDataSize: number;
  leastHiveBinsDataSize: number;
  entryFlags: number | undefined;
  /** Sequence number that the next entry must have. */
  expected: number | undefined;
  firstLog: TransactionLog | undefined;
}

/**
 * Lays the pages of `logs`, in this order, over the hive. An entry is applied whole or not at all, and none behind one
 * that was not.
 * Specification: "Multiple transaction log files", new format: a log continues at N + 1 where the one before it stopped.
 *
 * @param hiveBinsDataSize of the primary file, undefined when its base block is invalid.
 */
export async function applyLogs(
  overlay: HiveOverlay,
  logs: readonly TransactionLog[],
  hiveBinsDataSize: number | undefined,
): Promise<Applied> {
  const applied: AppliedLog[] = [];
  const refused: RefusedLog[] = [];
  const start = hiveBinsDataSize ?? logs[0]?.baseBlock.hiveBinsDataSize ?? 0;
  const least = hiveBinsDataSize ?? Number.POSITIVE_INFINITY;
  const progress: Progress = {
    hiveBinsDataSize: start,
    leastHiveBinsDataSize: least,
    entryFlags: undefined,
    expected: undefined,
    firstLog: undefined,
  };
  for (const log of logs) {
    const result =
      log.format === 'new'
        ? await applyNewLog(overlay, log, progress)
        : await applyOldLog(overlay, log, progress);
    if ('reason' in result) refused.push(result);
    else applied.push(result);
  }
  return { ...progress, logs: applied, refused };
}

async function applyNewLog(
  overlay: HiveOverlay,
  log: TransactionLog,
  progress: Progress,
): Promise<AppliedLog | RefusedLog> {
  const first = log.baseBlock.primarySequenceNumber;
  progress.expected ??= first;
  if (first !== progress.expected) return { file: log.file.path, reason: 'sequence-gap' };
  const counts = { entries: 0, pages: 0, bytes: 0 };
  let position = LOG_SECTOR_SIZE;
  let last = first;
  for (;;) {
    const entry = await readLogEntry(log, position, progress.expected);
    if (typeof entry === 'string') {
      if (counts.entries === 0) return { file: log.file.path, reason: 'no-valid-entry' };
      const range = { firstSequenceNumber: first, lastSequenceNumber: last };
      return { file: log.file.path, format: 'new', ...counts, ...range, stop: entry };
    }
    counts.bytes += applyPages(overlay, entry.pages);
    counts.pages += entry.pages.length;
    counts.entries++;
    position = entry.end;
    last = entry.sequenceNumber;
    noteSize(progress, log, entry.hiveBinsDataSize);
    progress.entryFlags = entry.flags;
    progress.expected = nextSequenceNumber(last);
  }
}

async function applyOldLog(
  overlay: HiveOverlay,
  log: TransactionLog,
  progress: Progress,
): Promise<AppliedLog | RefusedLog> {
  const pages = await readDirtyPages(log);
  if (pages === undefined) return { file: log.file.path, reason: 'no-valid-entry' };
  const bytes = applyPages(overlay, pages);
  noteSize(progress, log, log.baseBlock.hiveBinsDataSize);
  const number = log.baseBlock.primarySequenceNumber;
  const range = { firstSequenceNumber: number, lastSequenceNumber: number };
  return {
    file: log.file.path,
    format: 'old',
    entries: 1,
    ...range,
    pages: pages.length,
    bytes,
    stop: 'end',
  };
}

/** The hive takes the size that the log says. Specification: "Log entries", note 9. */
function noteSize(progress: Progress, log: TransactionLog, size: number): void {
  progress.firstLog ??= log;
  progress.hiveBinsDataSize = size;
  progress.leastHiveBinsDataSize = Math.min(progress.leastHiveBinsDataSize, size);
}

/** Answers the number of bytes. */
function applyPages(overlay: HiveOverlay, pages: readonly DirtyPage[]): number {
  let bytes = 0;
  for (const page of pages) {
    overlay.write(BASE_BLOCK_SIZE + page.offset, page.bytes);
    bytes += page.bytes.length;
  }
  return bytes;
}
