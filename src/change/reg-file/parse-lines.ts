import type { FilePath } from '../../ground/brand.ts';
import { codePageDecoder, decodeAscii } from './code-page.ts';
import { RegFileContents } from './contents.ts';
import { HexData } from './hex-data.ts';
import { readKeyLine } from './key-line.ts';
import type { Line } from './lines.ts';
import type { ValueContent } from './reg-file.ts';
import { isMistake, isOver, readQuoted, skipBlanks } from './scan.ts';
import { readValueLine, textContent } from './value-line.ts';

/** What the bytes of text types stand for: UTF-16LE, or text in the code page of a Windows (undefined: not known). */
export type BytesOfText = 'unicode' | { readonly codePage: number | undefined };

/** Types that `hex(N):` may have whose bytes are text: REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ. */
const TEXT_TYPES: readonly number[] = [1, 2, 7];

/** A value whose data go on. */
interface OpenValue {
  readonly line: number;
  readonly at: number;
  readonly name: string;
}

interface OpenHex extends OpenValue {
  readonly kind: 'hex';
  readonly type: number;
}

/** Text in quotation marks that goes on; `lines` are those below the first, in case it turns out to be none. */
interface OpenText extends OpenValue {
  readonly kind: 'open-text';
  text: string;
  readonly lines: Line[];
}

/** Text over several lines is looked for so far: letters. */
const OPEN_TEXT_LIMIT = 0x10_0000;

/** Reads the lines behind the first, one after the other. */
export class RegFileLines {
  readonly #contents: RegFileContents;
  readonly #bytesOfText: BytesOfText;
  readonly #hex = new HexData();
  #open: OpenHex | OpenText | undefined;

  constructor(file: FilePath, bytesOfText: BytesOfText) {
    this.#contents = new RegFileContents(file);
    this.#bytesOfText = bytesOfText;
  }

  read(line: Line): void {
    if (this.#open === undefined) this.#readFresh(line);
    else if (this.#open.kind === 'hex') this.#readMoreHex(line, this.#open);
    else this.#readMoreText(line, this.#open);
  }

  /** Data that a comma and a backslash continue may end with the file. */
  end(): RegFileContents {
    while (this.#open !== undefined) {
      if (this.#open.kind === 'hex') this.#finishHex(this.#open, this.#open.line);
      else this.#giveUpText(this.#open);
    }
    return this.#contents;
  }

  #readFresh({ text, number, end }: Line): void {
    const at = skipBlanks(text, 0);
    const first = text[at];
    if (first === '[') this.#readKey(text, at, number);
    else if (first === '"' || first === '@') this.#readValue(text, at, number, end);
    else if (first !== undefined && first !== ';' && first !== '#') this.#contents.skipUnknown(number, at);
  }

  #readKey(text: string, at: number, line: number): void {
    const key = readKeyLine(text, at);
    if (isMistake(key)) this.#contents.skipKey(line, key);
    else this.#contents.addKey(line, at, key);
  }

  #readValue(text: string, at: number, line: number, end: Line['end']): void {
    const value = readValueLine(text, at, this.#hex);
    if (isMistake(value)) {
      this.#contents.skip(line, value);
      return;
    }
    const { name } = value;
    if (value.kind === 'hex') this.#open = { ...value, line, at };
    else if (value.kind === 'open-text')
      this.#open = { kind: value.kind, line, at: value.at, name, text: value.text + end, lines: [] };
    else this.#add({ line, at, name }, value.content, value.isHex, line);
  }

  #readMoreHex({ text, number }: Line, open: OpenHex): void {
    // Empty lines and comments between the bytes are fine.
    if (isOver(text, 0)) return;
    const read = this.#hex.readLine(text, 0, false);
    if (read === 'over') {
      this.#finishHex(open, number);
    } else if (read !== 'more') {
      this.#open = undefined;
      this.#contents.skip(number, read, { first: open.line, last: number });
    }
  }

  #finishHex(open: OpenHex, lastLine: number): void {
    this.#open = undefined;
    this.#add(open, { type: open.type, data: this.#hex.copy() }, true, lastLine);
  }

  /** regedit writes text with line ends as it is. What does not end with a quotation mark and nothing else is no such text. */
  #readMoreText(line: Line, open: OpenText): void {
    open.lines.push(line);
    const quoted = readQuoted(line.text, 0);
    const isTooLong = open.text.length + line.text.length > OPEN_TEXT_LIMIT;
    if (isMistake(quoted) || isTooLong || (quoted.end !== undefined && !isOver(line.text, quoted.end))) {
      this.#giveUpText(open);
    } else if (quoted.end === undefined) {
      open.text += quoted.text + line.end;
    } else {
      this.#open = undefined;
      this.#add(open, textContent(open.text + quoted.text), false, line.number);
    }
  }

  #giveUpText({ line, at, lines }: OpenText): void {
    this.#open = undefined;
    this.#contents.skip(line, { problem: 'text-unclosed', at });
    for (const below of lines) this.read(below);
  }

  #add(
    { line, at, name }: OpenValue,
    content: ValueContent | undefined,
    isHex: boolean,
    lastLine: number,
  ): void {
    const whole = content === undefined || !isHex ? content : this.#fromCodePage(content);
    if (whole === undefined && content !== undefined)
      this.#contents.skip(line, { problem: 'hex-text', at }, { first: line, last: lastLine });
    else this.#contents.addValue({ line, column: at + 1, name, content: whole }, at, lastLine);
  }

  /** Undefined where the bytes are no text in the code page. No terminator is added where none is written. */
  #fromCodePage(content: ValueContent): ValueContent | undefined {
    if (this.#bytesOfText === 'unicode' || !TEXT_TYPES.includes(content.type)) return content;
    const { codePage } = this.#bytesOfText;
    const decode = (codePage === undefined ? undefined : codePageDecoder(codePage)) ?? decodeAscii;
    const text = decode(content.data);
    return text === undefined
      ? undefined
      : { type: content.type, data: new Uint8Array(Buffer.from(text, 'utf16le')) };
  }
}
