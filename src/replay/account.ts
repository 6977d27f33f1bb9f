import type { FilePath } from '../ground/brand.ts';

/** What replay did with the transaction logs: enough for a line on the screen and for a report. */

/** Why replay read no further in a log. */
export type LogStop =
  | 'end' // all entries of the log were applied; what follows is left over from earlier rounds, or nothing
  | 'entry-torn' // the next entry is cut off or a hash of it is wrong
  | 'entry-wrong' // the next entry's hashes are right, but a size or a page reference in it makes no sense
  | 'sequence-gap'; // the next entry does not continue the one before it

/** Why a log was not used at all. */
export type LogRefusal =
  | 'empty' // no bytes, or only zeros where the base block would be
  | 'too-small'
  | 'too-large' // larger than any log that Windows writes
  | 'base-block-wrong' // no signature, wrong checksum, unequal sequence numbers, wrong file type or sizes
  | 'other-hive' // its identifiers or timestamp are those of another hive
  | 'superseded' // the hive, or another log, already holds everything in it
  | 'sequence-gap' // it does not continue where the log before it stopped
  | 'predecessor-damaged' // another log is damaged and may have held entries that come before those in it
  | 'no-valid-entry'; // its first entry (old format: its dirty vector or a page) is cut off or wrong

export interface AppliedLog {
  readonly file: FilePath;
  /** 'new': HvLE, Windows 8.1 and later. 'old': DIRT bitmap, Vista to 8. */
  readonly format: 'new' | 'old';
  /** Log entries applied (1 for the old format). */
  readonly entries: number;
  readonly firstSequenceNumber: number;
  readonly lastSequenceNumber: number;
  /** Dirty pages written over the hive. */
  readonly pages: number;
  /** Bytes of those pages. */
  readonly bytes: number;
  readonly stop: LogStop;
}

export interface RefusedLog {
  readonly file: FilePath;
  readonly reason: LogRefusal;
}

export type DirtyReason = 'checksum-wrong' | 'sequence-numbers-differ' | 'base-block-unreadable';

export interface ReplayAccount {
  readonly reasons: readonly DirtyReason[];
  /** In the order in which they were applied. */
  readonly applied: readonly AppliedLog[];
  readonly refused: readonly RefusedLog[];
  /** The primary's base block was invalid and was taken from a log or, where there was none, its checksum was renewed. */
  readonly baseBlockRecovered: boolean;
  /** Sequence number that both fields of the base block carry afterwards. */
  readonly sequenceNumber: number;
  /** The dirty hive was taken as it stands, without its logs, because the caller asked for it. */
  readonly acceptedWithoutLogs: boolean;
}
