import type { ErrorCode, ErrorDetails } from '../../ground/errors.ts';

/** Errors about .reg files. */
export type RegFileErrorCode = Exclude<Extract<ErrorCode, `reg-file-${string}`>, RefusedRegFileCode>;

/** Errors about what one asks for. */
export type RefusedRegFileCode = 'reg-file-refused' | 'reg-file-unfit' | 'reg-file-hive-missing';

/** What can be wrong on a line of one. */
export type RegFileProblem = ErrorDetails['reg-file-unclear']['problem'];
