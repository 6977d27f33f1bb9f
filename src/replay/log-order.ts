import type { BaseBlock } from '../regf/structures/base-block.ts';
import type { LogRefusal, RefusedLog } from './account.ts';
import { isBefore } from './sequence-number.ts';
import type { TransactionLog } from './transaction-log.ts';

/** What decides which logs belong to a dirty hive. */
export interface LogTarget {
  /** Of the primary file; undefined when it is invalid. */
  readonly baseBlock: BaseBlock | undefined;
  /** FILETIME in the header of the first hive bin; 0 when there is none. */
  readonly firstHiveBinTimestamp: bigint;
  /** Of the entries in damaged logs, which can't be applied. */
  readonly lostSequenceNumbers: readonly number[];
}

export interface LogOrder {
  /** One format; for the old format at most one log. Each further one may only continue the one before it. */
  readonly apply: readonly TransactionLog[];
  readonly refused: readonly RefusedLog[];
}

/**
 * Decides which logs are applied, and in which order, from their base blocks alone. The order in which they are given
 * does not matter. A hive whose logs are of both formats has new-format logs that are newer.
 */
export function orderLogs(logs: readonly TransactionLog[], target: LogTarget): LogOrder {
  const refused: RefusedLog[] = [];
  const refuse = (log: TransactionLog, reason: LogRefusal) => refused.push({ file: log.file.path, reason });
  const own = logs.filter((log) => {
    const isOther = target.baseBlock !== undefined && isOfOtherHive(log.baseBlock, target.baseBlock);
    if (isOther) refuse(log, 'other-hive');
    return !isOther;
  });
  const newLogs = orderNewLogs(
    own.filter((log) => log.format === 'new'),
    target,
    refuse,
  );
  const oldLogs = own.filter((log) => log.format === 'old');
  if (newLogs.length > 0) for (const log of oldLogs) refuse(log, 'superseded');
  const apply = newLogs.length > 0 ? newLogs : chooseOldLog(oldLogs, target, refuse);
  return { apply, refused };
}

type Refuse = (log: TransactionLog, reason: LogRefusal) => void;

/**
 * Specification: "Log entries", note 7, and "Multiple transaction log files", new format: the log with earlier entries
 * first; with an invalid primary base block, the log with the latest entries and no other.
 */
function orderNewLogs(logs: readonly TransactionLog[], target: LogTarget, refuse: Refuse): TransactionLog[] {
  const inOrder = [...logs].sort(compareBySequenceNumber);
  const { baseBlock } = target;
  const isUsable = (log: TransactionLog) =>
    baseBlock === undefined
      ? log === inOrder.at(-1)
      : !isBefore(log.baseBlock.primarySequenceNumber, baseBlock.secondarySequenceNumber);
  for (const log of inOrder) if (!isUsable(log)) refuse(log, 'superseded');
  const usable = inOrder.filter(isUsable);
  if (!mayContinueDamagedLog(usable[0], target)) return usable;
  for (const log of usable) refuse(log, 'predecessor-damaged');
  return [];
}

/**
 * Whether a damaged log holds entries that come between the hive and the first log. Pages of later entries without those
 * of the earlier ones would make a hive that never was. A log that begins at the hive's own number has none in front.
 */
function mayContinueDamagedLog(first: TransactionLog | undefined, target: LogTarget): boolean {
  const { baseBlock, lostSequenceNumbers } = target;
  if (first === undefined || baseBlock === undefined) return false;
  const start = first.baseBlock.primarySequenceNumber;
  return lostSequenceNumbers.some(
    (lost) => !isBefore(lost, baseBlock.secondarySequenceNumber) && isBefore(lost, start),
  );
}

/** The path settles a tie, so that the order in which logs are given changes nothing. */
function compareBySequenceNumber(a: TransactionLog, b: TransactionLog): number {
  const [first, second] = [a.baseBlock.primarySequenceNumber, b.baseBlock.primarySequenceNumber];
  if (first !== second) return isBefore(first, second) ? -1 : 1;
  return a.file.path < b.file.path ? -1 : 1;
}

/**
 * The most recent log, which holds everything that is missing (the old format writes cumulative logs).
 * Specification: "Old format", base block, note 3, and "Multiple transaction log files", old format: the way of
 * Windows 8, which also takes a log that is more recent than the primary file.
 *
 * With an invalid base block the timestamp of the first hive bin stands in. The format's author takes a log that is not
 * older than it, since Windows does not renew it at each write: his BadBaseBlockHive is a case.
 */
function chooseOldLog(logs: readonly TransactionLog[], target: LogTarget, refuse: Refuse): TransactionLog[] {
  const oldest = target.baseBlock?.lastWritten ?? target.firstHiveBinTimestamp;
  const usable = logs.filter((log) => log.baseBlock.lastWritten >= oldest);
  const chosen = [...usable].sort(compareByTimestamp).at(-1);
  for (const log of logs) {
    if (log === chosen) continue;
    const isOlder = chosen !== undefined && usable.includes(log);
    refuse(log, isOlder ? 'superseded' : 'other-hive');
  }
  return chosen === undefined ? [] : [chosen];
}

function compareByTimestamp(a: TransactionLog, b: TransactionLog): number {
  const [first, second] = [a.baseBlock.lastWritten, b.baseBlock.lastWritten];
  if (first !== second) return first < second ? -1 : 1;
  return compareBySequenceNumber(a, b);
}

/**
 * Whether two base blocks are those of different hives. The specification has no rule for the new format beyond
 * sequence numbers, which a log of another hive may fit by chance; its pages would destroy this one. The resource
 * manager's identifier is made once for a hive, so that two different ones tell hives apart; where a hive has none,
 * name and timestamp have to differ both. Inferred: refusing costs a message, applying could cost the hive.
 */
export function isOfOtherHive(log: BaseBlock, primary: BaseBlock): boolean {
  if (hasResourceManager(log) && hasResourceManager(primary)) return !isEqual(log.rmId, primary.rmId);
  return log.lastWritten !== primary.lastWritten && !isEqual(log.fileName, primary.fileName);
}

const RMTM = 0x6d74_6d72; // "rmtm": the identifiers in front of it are in use

const hasResourceManager = (baseBlock: BaseBlock): boolean =>
  baseBlock.guidSignature === RMTM && baseBlock.rmId.some((byte) => byte !== 0);

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
