import { parseRegFile, type RegFileOptions } from '../../../src/change/reg-file/parse-reg-file.ts';
import type { RegFile, ValueContent } from '../../../src/change/reg-file/reg-file.ts';

/** .reg files in tests: made from text, and what they say in a short form. */

export const V5 = 'Windows Registry Editor Version 5.00\n\n';
export const V4 = 'REGEDIT4\n\n';

/** A file as regedit writes it: UTF-16LE with a byte order mark. */
export const wide = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));

export const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export function parse(text: string, options: RegFileOptions = {}): RegFile {
  return parseRegFile(latin1(text), 'a.reg', options);
}

/** Values by name, such as `sz text`, `4 01000000` or `deleted`, of all keys together. */
export function valuesOf({ sections }: RegFile): Record<string, string> {
  return Object.fromEntries(
    sections.flatMap(({ values }) =>
      values.map(({ name, content }) => [name, content === undefined ? 'deleted' : inShort(content)]),
    ),
  );
}

function inShort({ type, data }: ValueContent): string {
  const bytes = Buffer.from(data);
  if (type !== 1) return `${type.toString(16)} ${bytes.toString('hex')}`;
  const text = bytes.toString('utf16le');
  return text.endsWith('\0') ? `sz ${text.slice(0, -1)}` : `sz without end ${text}`;
}

/** What the lines below a key say. */
export const valuesIn = (lines: string): Record<string, string> =>
  valuesOf(parse(`${V5}[HKLM\\K]\n${lines}`));

/** Problems in short: `line:column problem`, with the lines skipped where they are more than that one. */
export function problemsOf({ skipped }: RegFile): string[] {
  return skipped.map(({ line, column, problem, first, last }) => {
    const lines = first === last ? '' : ` (${first}-${last})`;
    return `${line}:${column} ${problem}${lines}`;
  });
}

/** Of lines below a key, the first of which is line 4. */
export const problemsIn = (lines: string): string[] => problemsOf(parse(`${V5}[HKLM\\K]\n${lines}`));

/** Keys in short, a minus before those that are deleted. */
export function keysOf({ sections }: RegFile): string[] {
  return sections.map(({ action, path }) => `${action === 'delete' ? '-' : ''}${path.join('|')}`);
}
