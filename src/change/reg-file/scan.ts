import type { RegFileProblem } from './reg-file.ts';

/** Looking at a line of a .reg file from left to right. Places are indexes into the line, from 0. */

/** What is wrong, and where. */
export interface Mistake {
  readonly problem: RegFileProblem;
  readonly at: number;
}

export function isMistake(found: object): found is Mistake {
  return 'problem' in found;
}

/** Behind spaces and tabs. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (isBlank(text.charCodeAt(next))) next++;
  return next;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Whether nothing follows but blanks and a comment. */
export function isOver(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return next >= text.length || text[next] === ';';
}

/** Text in quotation marks. `end`: behind the closing one; undefined where there is none. */
export interface Quoted {
  readonly text: string;
  readonly end: number | undefined;
}

/**
 * @param at behind the opening quotation mark.
 * @returns a mistake where a backslash stands in front of another letter than `\` and `"`: what regedit makes of these
 *   differs (`\0` voids the value), and nobody means what it makes of `"C:\new"`.
 */
export function readQuoted(line: string, at: number): Quoted | Mistake {
  const quote = line.indexOf('"', at);
  const plain = line.slice(at, quote < 0 ? line.length : quote);
  if (!plain.includes('\\')) return { text: plain, end: quote < 0 ? undefined : quote + 1 };
  let text = '';
  let start = at;
  for (let i = at; i < line.length; i++) {
    const letter = line[i];
    if (letter === '"') return { text: text + line.slice(start, i), end: i + 1 };
    if (letter !== '\\') continue;
    const escaped = line[i + 1];
    if (escaped !== '\\' && escaped !== '"') return { problem: 'escape-unknown', at: i };
    text += line.slice(start, i);
    start = i + 1;
    i++;
  }
  return { text: text + line.slice(start), end: undefined };
}

const HEX_DIGIT = /[0-9a-f]/i;

/** As many hexadecimal digits as stand there. */
export function readHexDigits(line: string, at: number): string {
  let end = at;
  while (HEX_DIGIT.test(line.charAt(end))) end++;
  return line.slice(at, end);
}
