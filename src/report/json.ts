import { type DiskState, HiveError } from '../errors.ts';
import { describeError } from './error-text.ts';
import type { Messages } from './messages/messages.ts';

/** The JSON face: one document per run, never translated. Its schema is in docs/json.md. */

export const SCHEMA = 'hivemend/1';

export interface EndDocument {
  readonly schema: typeof SCHEMA;
  /** Null where the command line named none. */
  readonly command: string | null;
  readonly ok: boolean;
  readonly disk: DiskState;
  readonly result?: unknown;
  readonly error?: ErrorDocument;
}

export interface ErrorDocument {
  readonly code: string;
  /** English, for a log; programs decide by `code`. */
  readonly message: string;
  readonly details: unknown;
}

/** @param english the English words, whatever language people are spoken to in */
export function errorDocument(error: HiveError, english: Messages): ErrorDocument {
  const { what, next } = describeError(error, english);
  return { code: error.code, message: `${what} ${next}`, details: error.details };
}

/** Text of a document: 64-bit numbers as decimal strings, errors as `{code, message, details}`. */
export function documentText(document: EndDocument, english: Messages): string {
  const text = JSON.stringify(
    document,
    (_key, value: unknown) => {
      if (typeof value === 'bigint') {
        return value.toString();
      }
      return value instanceof HiveError ? errorDocument(value, english) : value;
    },
    2,
  );
  return `${text}\n`;
}
