import { type DiskState, HiveError } from '../ground/errors.ts';
import { LazyList } from '../ground/lazy-list.ts';
import type { JobName, Results } from '../jobs/results.ts';
import { describeError } from './error-text.ts';
import type { HelpDocument } from './help-document.ts';
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
  | { readonly command: 'help'; readonly ok: true; readonly result: HelpDocument }
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

/** The document in pieces: a LazyList in its result is written item by item, and never held as a whole. */
export function* documentPieces(document: EndDocument, english: Messages): Generator<Printed, void, void> {
  yield* jsonPieces(document, replacer(english), '');
  yield printableJson('\n');
}

/**
 * The document as JSON Lines: every item of a LazyList in its result on a line of its own as `{"event":"item","item":...}`;
 * at the end the document itself without the lists, as `{"event":"end",...}`.
 */
export function* documentLines(document: EndDocument, english: Messages): Generator<Printed, void, void> {
  const replace = replacer(english);
  const line = (content: object): Printed => printableJson(`${JSON.stringify(content, replace)}\n`);
  for (const value of Object.values('result' in document ? document.result : {}))
    if (value instanceof LazyList) for (const item of value) yield line({ event: 'item', item });
  yield line({ event: 'end', ...document });
}

export function recordText(record: RunRecord, english: Messages): Printed {
  return printableJson(`${JSON.stringify(record, replacer(english), 2)}\n`);
}

/** One of many things of a kind, in a line of its own. */
export function lineText(content: unknown): Printed {
  return printableJson(`${JSON.stringify(content, withDecimals)}\n`);
}

/** The same of what may hold errors. */
export function errorLineText(content: unknown, english: Messages): Printed {
  return printableJson(`${JSON.stringify(content, replacer(english))}\n`);
}

function withDecimals(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

type Replacer = (key: string, value: unknown) => unknown;

/** 64-bit numbers as decimal strings, errors as `{code, message, details}` with an English message for a log. */
function replacer(english: Messages): Replacer {
  return (key, value) => {
    if (value instanceof HiveError) {
      const { what, next, commands = [] } = describeError(value, english);
      return { code: value.code, message: [what, next, ...commands].join(' '), details: value.details };
    }
    return withDecimals(key, value);
  };
}

const INDENT = '  ';

/** As `JSON.stringify(content, replace, 2)` writes it. @param indent of the line on which the content begins. */
function* jsonPieces(content: unknown, replace: Replacer, indent: string): Generator<Printed, void, void> {
  const deeper = indent + INDENT;
  if (content instanceof LazyList) {
    let isEmpty = true;
    for (const item of content) {
      yield printableJson(`${isEmpty ? '[' : ','}\n${deeper}`);
      yield wholeText(item, replace, deeper);
      isEmpty = false;
    }
    yield printableJson(isEmpty ? '[]' : `\n${indent}]`);
  } else if (holdsList(content)) {
    let isEmpty = true;
    for (const [name, value] of Object.entries(content)) {
      if (value === undefined) continue;
      yield printableJson(`${isEmpty ? '{' : ','}\n${deeper}${JSON.stringify(name)}: `);
      yield* jsonPieces(value, replace, deeper);
      isEmpty = false;
    }
    yield printableJson(`\n${indent}}`);
  } else {
    yield wholeText(content, replace, indent);
  }
}

function wholeText(content: unknown, replace: Replacer, indent: string): Printed {
  return printableJson(JSON.stringify(content, replace, 2).replaceAll('\n', `\n${indent}`));
}

/** Lists stand in a document's result, nowhere deeper. */
function holdsList(content: unknown): content is Readonly<Record<string, unknown>> {
  if (!isRecord(content)) return false;
  return Object.values(content).some(
    (value) => value instanceof LazyList || (isRecord(value) && Object.values(value).some(isList)),
  );
}

const isList = (value: unknown): boolean => value instanceof LazyList;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof HiveError)
  );
}
