import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import { type DecodedPiece, RegFileText } from './file-text.ts';
import { type Line, LineCutter } from './lines.ts';
import { RegFileLines } from './parse-lines.ts';
import type { RegFile, RegFileVersion } from './reg-file.ts';

/** A whole SOFTWARE hive of a usual size takes half of it. */
export const FILE_LIMIT = 0x2000_0000;
/** A value of 10 MB on one line. */
export const LINE_LIMIT = 0x200_0000;

const HEADERS: ReadonlyMap<string, RegFileVersion> = new Map([
  ['REGEDIT4', 4],
  ['Windows Registry Editor Version 5.00', 5],
]);

/** Letters of a line that is no header, in its error. */
const TOLD = 60;

export interface RegFileOptions {
  /** Code page of the Windows that the file is for, as far as it is known; only REGEDIT4 files are in one. */
  readonly codePage?: number;
}

/**
 * Reads a .reg file that is handed over in pieces, in memory that grows with what it says and not with its length. What
 * is skipped is what regedit skips, by Wine's tests of it on Windows; these also say how data go over several lines.
 *
 * @throws HiveError 'reg-file-header', 'reg-file-undecodable', 'reg-file-code-page', 'reg-file-too-large', from `push` and
 *   `end`.
 */
export class RegFileParser {
  readonly #file: FilePath;
  readonly #codePage: number | undefined;
  readonly #text: RegFileText;
  readonly #cutter = new LineCutter();
  #lines: RegFileLines | undefined;
  #version: RegFileVersion | undefined;
  #length = 0;

  constructor(file: FilePath, { codePage }: RegFileOptions = {}) {
    this.#file = file;
    this.#codePage = codePage;
    this.#text = new RegFileText(codePage);
  }

  push(bytes: Uint8Array): void {
    this.#length += bytes.length;
    this.#refuseMore('bytes', this.#length, FILE_LIMIT);
    this.#take(this.#text.push(bytes));
    this.#refuseMore('letters-in-a-line', this.#cutter.rest.length + this.#text.waiting, LINE_LIMIT);
  }

  end(): RegFile {
    this.#take(this.#text.end());
    for (const line of this.#cutter.end()) this.#readLine(line);
    if (this.#lines === undefined || this.#version === undefined) throw this.#notAHeader('');
    return this.#lines.end().finished(this.#version);
  }

  #take({ text, trouble }: DecodedPiece): void {
    for (const line of this.#cutter.push(text)) this.#readLine(line);
    if (trouble === undefined) return;
    const { encoding } = this.#text;
    // Where not even the first line could be read, it is something else than a .reg file; UTF-16BE is told as that.
    if (this.#version === undefined && encoding !== 'UTF-16BE') throw this.#notAHeader(this.#cutter.rest);
    const place = { path: this.#file, line: this.#cutter.number, column: this.#cutter.rest.length + 1 };
    if (trouble === 'undecodable')
      throw new HiveError('reg-file-undecodable', { ...place, encoding: this.#encodingName() });
    throw new HiveError('reg-file-code-page', {
      ...place,
      ...(this.#codePage === undefined ? {} : { codePage: this.#codePage }),
    });
  }

  #encodingName(): string {
    const { encoding } = this.#text;
    return encoding === 'code page' ? `code page ${this.#codePage}` : (encoding ?? '');
  }

  #readLine(line: Line): void {
    if (this.#lines === undefined) this.#begin(line.text);
    else this.#lines.read(line);
  }

  #begin(firstLine: string): void {
    this.#version = HEADERS.get(firstLine.replace(/^[ \t]+/, ''));
    if (this.#version === undefined) throw this.#notAHeader(firstLine);
    const isUnicode = this.#version === 5 || this.#text.encoding === 'UTF-16LE';
    this.#lines = new RegFileLines(this.#file, isUnicode ? 'unicode' : { codePage: this.#codePage });
  }

  #notAHeader(found: string): HiveError {
    return new HiveError('reg-file-header', { path: this.#file, found: found.slice(0, TOLD) });
  }

  #refuseMore(counted: 'bytes' | 'letters-in-a-line', number: number, limit: number): void {
    if (number > limit) throw new HiveError('reg-file-too-large', { path: this.#file, counted, limit });
  }
}

/** A .reg file that lies in memory. @throws HiveError as RegFileParser does. */
export function parseRegFile(bytes: Uint8Array, file: FilePath, options: RegFileOptions = {}): RegFile {
  const parser = new RegFileParser(file, options);
  parser.push(bytes);
  return parser.end();
}
