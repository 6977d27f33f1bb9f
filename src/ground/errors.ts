import type { FilePath } from './brand.ts';

/**
 * An error that hivemend raises on purpose: its code, what it tells (details), and what is on the disk when it leaves
 * the program. Words for people are in report/messages; exit codes in cli/exit-codes.ts.
 */

/** What a finished command left on the disk (law 5). */
export type DiskState = 'unchanged' | 'changed' | 'restored' | 'uncertain';

/** Where a damaged structure lies and what was there. Offsets count from the start of `file`. */
export interface FormatDetails {
  readonly file: FilePath;
  readonly offset: number;
  /** The specification's name of the structure, such as 'base block' or 'key node'. */
  readonly structure: string;
  readonly expected: string | number;
  readonly actual: string | number;
  /** Where somebody looked for whole copies of the file: those that were found, newest first. */
  readonly copies?: readonly WholeCopy[];
}

/** A copy of a hive that can be put in its place. */
export interface WholeCopy {
  readonly path: FilePath;
  /** ISO 8601, UTC: the state that it holds. */
  readonly writtenAt: string;
  /** Of a backup of hivemend's. */
  readonly backupId?: string;
  /** Of a snapshot of hivemend's, which has it. */
  readonly snapshotId?: string;
}

/** Of what the system refused. */
export interface FileDetails {
  readonly path: FilePath;
  /** The system's own name of the error, such as 'EACCES', where there is one. */
  readonly cause?: string;
}

/**
 * Details by code. A code's name says what is wrong, in the field's terms.
 *
 * Here is what every room may raise. A room declares the codes of its own in its `errors.ts`, which adds them to this
 * interface (TypeScript: "Declaration merging", module augmentation); a code without words in `report/messages` or
 * without an exit code in `cli/exit-codes.ts` does not compile.
 */
export interface ErrorDetails {
  /** Any source of bytes may fail: a file, a log, a hive with its logs applied. */
  'file-read': FileDetails & { readonly position?: number; readonly wanted?: number };
  /** No Windows where one was looked for: on a disk, in an image, or running. */
  'windows-missing': { readonly path: FilePath };
  /** What was written is not what was meant to be there (law 3). */
  'verification-failed': { readonly path: FilePath; readonly differences: readonly string[] };
  cancelled: Record<never, never>;
  bug: { readonly message: string };
}

export type ErrorCode = keyof ErrorDetails;

/** The state of the disk where it is not 'unchanged'. */
const DISK_AFTER: Partial<Record<ErrorCode, DiskState>> = {
  'write-undone': 'restored',
  'restore-failed': 'uncertain',
  'interrupted-run': 'uncertain',
  'recovery-password-lost': 'changed',
  'protection-uncertain': 'uncertain',
  'image-uncertain': 'uncertain',
};

/** An outcome that the caller can't continue from. `message` is for developers; people read report/messages. */
export class HiveError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'HiveError';
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(code: Code, details: ErrorDetails[Code], options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.code = code;
    this.details = details;
  }

  /** The same, with more to tell. */
  withDetails(more: Partial<ErrorDetails[Code]>): HiveError<Code> {
    return new HiveError(this.code, { ...this.details, ...more }, { cause: this.cause ?? this });
  }

  get disk(): DiskState {
    return DISK_AFTER[this.code] ?? 'unchanged';
  }
}

/** Whether `error` is a HiveError, of that code if one is given. */
export function isHiveError<Code extends ErrorCode>(error: unknown, code?: Code): error is HiveError<Code> {
  return error instanceof HiveError && (code === undefined || error.code === code);
}
