import type { ErrorCode, ErrorDetails } from '../../../src/ground/errors.ts';
import type { ToldEvent } from '../../../src/jobs/events.ts';
import type { EndDocument } from '../../../src/report/json.ts';
import type { EndLine, ItemLine, OutputLine } from '../../../src/report/json-lines.ts';
import type { RunRecord } from '../../../src/report/run-record.ts';

/** What hivemend writes for programs. The schemas of docs/schema are made of these types. */

/** Standard output with `--json`. */
export type Document = EndDocument;

/** A line of standard output with `--json-lines`. */
export type Line = OutputLine | ItemLine | ToldEvent | EndLine;

/** What `--report FILE.json` writes. */
export type Report = RunRecord;

/** What a HiveError is in JSON. */
export type WrittenError = {
  readonly [Code in ErrorCode]: {
    readonly code: Code;
    /** English, for a log. */
    readonly message: string;
    readonly details: ErrorDetails[Code];
  };
}[ErrorCode];
