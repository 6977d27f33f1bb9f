import type { FilePath } from './brand.ts';

/**
 * Every error that hivemend raises on purpose: its code, what it tells (details), and what is on the disk when it
 * leaves the program. Words for people are in report/messages; exit codes in cli/exit-codes.ts.
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
}

interface FileDetails {
  readonly path: FilePath;
  /** The system's own name of the error, such as 'EACCES', where there is one. */
  readonly cause?: string;
}

/** What was wrong with the command line. Names of options and operands are as they are typed. */
export type UsageProblem =
  | { readonly kind: 'unknown-command'; readonly given: string; readonly nearest?: string }
  | { readonly kind: 'command-missing'; readonly option: string }
  | { readonly kind: 'unknown-option'; readonly given: string; readonly nearest?: string }
  | { readonly kind: 'option-of-other-command'; readonly option: string; readonly command: string }
  | { readonly kind: 'option-repeated'; readonly option: string }
  | { readonly kind: 'option-takes-no-value'; readonly option: string; readonly given: string }
  | { readonly kind: 'option-needs-value'; readonly option: string; readonly argument: string }
  | {
      readonly kind: 'option-value';
      readonly option: string;
      readonly given: string;
      readonly expected: string;
    }
  | { readonly kind: 'options-exclude'; readonly options: readonly [string, string] }
  | { readonly kind: 'drive-expected'; readonly given: string }
  | { readonly kind: 'target-missing'; readonly operand: string }
  | { readonly kind: 'too-many-targets'; readonly given: string; readonly atMost: number }
  /** `"E:\"` on Windows: the backslash keeps the quotation mark from ending the word. */
  | { readonly kind: 'quote-in-target'; readonly given: string }
  | { readonly kind: 'unreadable'; readonly text: string };

/** Details by code. A code's name says what is wrong, in the field's terms. */
export interface ErrorDetails {
  // Wrong usage.
  usage: UsageProblem;
  'ambiguous-target': { readonly candidates: readonly FilePath[] };
  /** `candidates`: backups that may be another PC's, so that one has to be named. */
  'backup-missing': { readonly target: FilePath; readonly id?: string; readonly candidates?: number };
  'terminal-needed': { readonly command: string };

  // Files.
  'file-missing': FileDetails;
  'file-exists': FileDetails;
  'not-a-file': FileDetails;
  'not-a-folder': FileDetails;
  'access-denied': FileDetails;
  'file-in-use': FileDetails;
  'read-only': FileDetails;
  'file-read': FileDetails & { readonly position?: number; readonly wanted?: number };
  'file-write': FileDetails;
  'no-hard-links': FileDetails;
  /** The file has a second name, so that writing into it would change that one too. */
  'shared-file': { readonly path: FilePath; readonly links: number };
  'disk-full': FileDetails & { readonly needed?: number; readonly available?: number };
  'file-changed': { readonly path: FilePath };
  /** Another hivemend works on this hive. */
  'hive-locked': { readonly path: FilePath; readonly processId: number; readonly since: string };
  /** Windows runs from this installation; its registry is loaded. */
  'hive-in-use': FileDetails;

  // Finding Windows.
  'windows-missing': { readonly path: FilePath };
  'hive-missing': { readonly path: FilePath };
  'volume-locked': FileDetails;
  'windows-hibernated': { readonly path: FilePath; readonly signature: string };

  // The hive's format.
  'hive-signature': FormatDetails;
  'hive-version': FormatDetails;
  'hive-checksum': FormatDetails;
  'hive-truncated': FormatDetails;
  'hive-structure': FormatDetails;
  /** hive-check found damage; `count` findings, the first of which is told. */
  'hive-damaged': FormatDetails & { readonly finding: string; readonly count: number };

  // Dirty hives.
  'logs-missing': { readonly path: FilePath };
  'logs-unusable': { readonly path: FilePath; readonly reasons: readonly string[] };

  // The edit.
  'not-a-software-hive': { readonly path: FilePath; readonly kind: string };
  'hive-not-as-left': { readonly path: FilePath; readonly backup: string };
  'backup-damaged': { readonly path: FilePath; readonly expected: string; readonly actual: string };

  /** A file that was handed out with the program, or its copy, lacks the checksum it was handed out with. */
  'media-damaged': { readonly path: FilePath; readonly expected: string; readonly actual: string };

  // hivex.
  'hivex-call': { readonly call: string; readonly errno: number; readonly message: string };
  'hivex-trap': { readonly call: string; readonly message: string };
  'hivex-module': { readonly reason: string };

  // The write.
  'verification-failed': { readonly path: FilePath; readonly differences: readonly string[] };
  /** The original was replaced, reading back failed, and the backup was put back. */
  'write-undone': { readonly path: FilePath; readonly reason: string };
  /** Putting the backup back failed as well. Of a write in place, the backup holds only the pages that it changed. */
  'restore-failed': {
    readonly path: FilePath;
    readonly backup: FilePath;
    readonly holds: 'files' | 'pages';
    readonly reason: string;
  };
  /** An earlier run was interrupted and what is needed to finish or take it back can't be reached. */
  'interrupted-run': { readonly path: FilePath; readonly backup: FilePath; readonly reason: string };

  // Other programs.
  'command-missing': { readonly program: string };
  'command-failed': { readonly program: string; readonly exitCode?: number; readonly cause?: string };
  'recovery-password-malformed': { readonly groups: readonly number[]; readonly problem: string };
  'unlock-refused': { readonly volume: string; readonly exitCode: number };
  'not-administrator': { readonly path: string };

  cancelled: Record<never, never>;
  bug: { readonly message: string };
}

export type ErrorCode = keyof ErrorDetails;

/** The state of the disk where it is not 'unchanged'. */
const DISK_AFTER: Partial<Record<ErrorCode, DiskState>> = {
  'write-undone': 'restored',
  'restore-failed': 'uncertain',
  'interrupted-run': 'uncertain',
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

  get disk(): DiskState {
    return DISK_AFTER[this.code] ?? 'unchanged';
  }
}

/** Whether `error` is a HiveError, of that code if one is given. */
export function isHiveError<Code extends ErrorCode>(error: unknown, code?: Code): error is HiveError<Code> {
  return error instanceof HiveError && (code === undefined || error.code === code);
}
