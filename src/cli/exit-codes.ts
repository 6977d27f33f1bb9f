import type { DiskState, ErrorCode } from '../ground/errors.ts';

/** Exit codes are an interface: scripts decide by them. A code that is missing here does not compile. */

export const EXIT_SUCCESS = 0;
export const EXIT_BUG = 1;
export const EXIT_USAGE = 2;
/** Finished with findings: a repair is needed, a choice is open, or some of several targets were skipped. */
export const EXIT_FINDINGS = 3;
export const EXIT_CANCELLED = 130;

const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT_USAGE,
  'backup-missing': EXIT_USAGE,
  'target-list': EXIT_USAGE,
  'not-result-lines': EXIT_USAGE,
  'terminal-needed': EXIT_USAGE,
  'key-on-same-drive': EXIT_USAGE,
  'edits-contradict': EXIT_USAGE,
  'output-folder-missing': EXIT_USAGE,
  'reg-file-header': EXIT_USAGE,
  'reg-file-undecodable': EXIT_USAGE,
  'reg-file-code-page': EXIT_USAGE,
  'reg-file-too-large': EXIT_USAGE,
  'reg-file-unclear': EXIT_USAGE,
  'reg-file-refused': EXIT_USAGE,
  'key-path-malformed': EXIT_USAGE,
  'data-type-unknown': EXIT_USAGE,
  'data-malformed': EXIT_USAGE,
  'key-path-unmapped': EXIT_USAGE,
  'ambiguous-target': EXIT_FINDINGS,
  'recovery-password-lost': EXIT_FINDINGS,
  'protection-uncertain': EXIT_FINDINGS,
  'image-part-unnamed': EXIT_FINDINGS,

  'file-missing': 10,
  'not-a-file': 10,
  'not-a-folder': 10,
  'windows-missing': 10,
  'windows-nowhere': 10,
  'targets-nowhere': 10,
  'image-part-missing': 10,
  'hive-missing': 10,
  'key-path-of-other-hive': 10,
  'profile-missing': 10,
  'control-set-unknown': 10,
  'key-missing': 10,
  'value-missing': 10,
  'nothing-found': 10,
  'reg-file-hive-missing': 10,

  'volume-locked': 11,
  'image-part-locked': 11,
  'still-locked': 11,
  'command-missing': 11,
  'command-failed': 11,
  'unlock-refused': 11,
  'protection-refused': 11,
  'recovery-password-malformed': 11,

  'hive-signature': 12,
  'hive-version': 12,
  'hive-checksum': 12,
  'hive-truncated': 12,
  'hive-structure': 12,
  'hive-damaged': 12,
  'event-log-signature': 12,
  'event-log-version': 12,
  'event-log-truncated': 12,
  'event-log-structure': 12,
  'image-signature': 12,
  'image-truncated': 12,
  'image-structure': 12,
  'image-damaged': 12,
  'hivex-call': 12,
  'hivex-trap': 12,

  'logs-missing': 13,
  'logs-unusable': 13,

  'not-a-software-hive': 14,
  'not-a-hive': 14,
  'key-diverted': 14,
  'edit-refused': 14,
  'hive-too-large': 14,
  'reg-file-unfit': 14,
  'path-diverted': 14,
  'hive-not-as-left': 14,
  'backup-damaged': 14,
  'snapshot-of-other-windows': 14,

  'access-denied': 15,
  'file-in-use': 15,
  'image-not-writable': 15,
  'image-not-readable': 15,
  'program-missing': 15,
  'program-too-old': 15,
  'image-takes-root': 15,
  'program-failed': 15,
  'image-left-mounted': 15,
  'image-not-written': 20,
  'image-uncertain': 22,
  'read-only': 15,
  'file-read': 15,
  'file-exists': 15,
  'file-not-ours': 15,
  'not-a-log': 15,
  'no-hard-links': 15,
  'disk-full': 15,
  'file-changed': 15,
  'hive-locked': 15,
  'lock-name-taken': 15,
  'hive-in-use': 15,
  'not-administrator': 15,

  'windows-hibernated': 16,

  'file-write': 20,
  'verification-failed': 20,
  'write-undone': 21,
  'restore-failed': 22,
  'interrupted-run': 22,

  cancelled: EXIT_CANCELLED,
  bug: EXIT_BUG,
  'hivex-module': EXIT_BUG,
  'media-damaged': EXIT_BUG,
};

export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[code];
}

/**
 * `--exit-codes simple`, for those who give codes a meaning of their own (answer files restart and run a step again at a 2,
 * task sequences take a 3 for a failure): 0 when nothing is left to be done, 1 for everything else.
 */
export function simpleExitCode(code: number): number {
  return code === EXIT_SUCCESS ? EXIT_SUCCESS : EXIT_BUG;
}

/** Every error code, those of one exit code together, in the order of these and of the alphabet. */
export function allErrorCodes(): readonly ErrorCode[] {
  const codes = Object.keys(EXIT_CODES).filter((name): name is ErrorCode => name in EXIT_CODES);
  return codes.sort((a, b) => EXIT_CODES[a] - EXIT_CODES[b] || (a < b ? -1 : 1));
}

/** Every exit code of an error, in no order. */
export function allExitCodes(): readonly number[] {
  return [...new Set(Object.values(EXIT_CODES))];
}

/** The gravest first; of several targets the gravest end decides. */
const GRAVEST_FIRST: readonly number[] = [22, 21, 20, EXIT_BUG, EXIT_CANCELLED];

/**
 * The exit code of a command with several targets: a grave end of one is the end of all; ends that are all alike
 * keep their code; a mixture is 3.
 */
export function exitCodeOfSeveral(codes: readonly number[]): number {
  const grave = GRAVEST_FIRST.find((code) => codes.includes(code));
  if (grave !== undefined) {
    return grave;
  }
  const first = codes[0] ?? EXIT_SUCCESS;
  return codes.every((code) => code === first) ? first : EXIT_FINDINGS;
}

const DISK_WORST_FIRST: readonly DiskState[] = ['uncertain', 'changed', 'restored', 'unchanged'];

/** One word for several disks: the one that asks for most attention. */
export function diskStateOfSeveral(states: readonly DiskState[]): DiskState {
  return DISK_WORST_FIRST.find((state) => states.includes(state)) ?? 'unchanged';
}
