import type { ErrorCode, ErrorDetails } from '../../ground/errors.ts';

/** Errors about .reg files. */
export type RegFileErrorCode = Extract<ErrorCode, `reg-file-${string}`>;

/** What can be wrong on a line of one. */
export type RegFileProblem = ErrorDetails['reg-file-unclear']['problem'];
