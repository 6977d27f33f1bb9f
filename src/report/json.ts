import { type DiskState, HiveError } from '../ground/errors.ts';
import type { JobName, Results } from '../jobs/results.ts';
import { describeError } from './error-text.ts';
import type { Messages } from './messages/messages.ts';
import { type Printed, printableJson } from './printed.ts';
import type { RunRecord } from './run-record.ts';

/** The JSON face: one document per run, never translated. Its schema is in docs/json.md. */

export const SCHEMA = 'hivemend/2';

export type EndDocument = {
  readonly schema: typeof SCHEMA;
  readonly disk: DiskState;
} & (
  | SuccessfulEnd
  | {
      /** Null where the command line named none. */
      readonly command: JobName | null;
      readonly ok: false;
      readonly error: HiveError;
    }
);

/** A command that came to an end of its own. `ok` is false when part of what was asked for was not done. */
type SuccessfulEnd = {
  readonly [Name in JobName]: {
    readonly command: Name;
    readonly ok: boolean;
    readonly result: Results[Name];
  };
}[JobName];

export function documentText(document: EndDocument, english: Messages): Printed {
  return jsonText(document, english);
}

export function recordText(record: RunRecord, english: Messages): Printed {
  return jsonText(record, english);
}

/** One of many things of a kind, in a line of its own. */
export function lineText(content: unknown): Printed {
  return printableJson(`${JSON.stringify(content, withDecimals)}\n`);
}

function withDecimals(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** 64-bit numbers as decimal strings, errors as `{code, message, details}` with an English message for a log. */
function jsonText(content: unknown, english: Messages): Printed {
  const replace = (key: string, value: unknown): unknown => {
    if (value instanceof HiveError) {
      const { what, next, commands = [] } = describeError(value, english);
      return { code: value.code, message: [what, next, ...commands].join(' '), details: value.details };
    }
    return withDecimals(key, value);
  };
  return printableJson(`${JSON.stringify(content, replace, 2)}\n`);
}
