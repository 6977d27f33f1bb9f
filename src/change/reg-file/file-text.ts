import { codePageDecoder, decodeAscii, decodeUtf8, type TextBytesDecoder } from './code-page.ts';

/**
 * The bytes of a .reg file as text, piece by piece. regedit writes UTF-16LE with a byte order mark, and UTF-16 it may only
 * be so; files of other tools are UTF-8, with or without one. A REGEDIT4 file is in the code page of the Windows that it
 * is for. Which it is, the first bytes and the first line tell.
 */

/** What was read of a piece: text, and what is wrong behind it. */
export interface DecodedPiece {
  readonly text: string;
  readonly trouble?: 'undecodable' | 'code-page';
}

export type RegFileEncoding = 'UTF-16LE' | 'UTF-16BE' | 'UTF-8' | 'code page';

const LF = 0x0a;
const CR = 0x0d;

/** The first line is not longer than this, wherever it can be understood. */
const HEAD_LIMIT = 1024;

export class RegFileText {
  readonly #codePage: number | undefined;
  /** Bytes that were handed in and are not text yet: up to the end of a line, or the half of a UTF-16 unit. */
  #waiting: Uint8Array = new Uint8Array(0);
  #encoding: RegFileEncoding | undefined;
  #decode: TextBytesDecoder = decodeUtf8;

  /** @param codePage of the Windows that the file is for, as far as it is known. */
  constructor(codePage: number | undefined) {
    this.#codePage = codePage;
  }

  /** Undefined until the first line is there. */
  get encoding(): RegFileEncoding | undefined {
    return this.#encoding;
  }

  /** Bytes of a line whose end is not there yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  push(bytes: Uint8Array): DecodedPiece {
    const all = joined(this.#waiting, bytes);
    if (this.#encoding === undefined && all.length < HEAD_LIMIT && !all.includes(LF)) {
      this.#waiting = all.slice();
      return { text: '' };
    }
    return this.#decodePiece(this.#withoutMark(all), false);
  }

  end(): DecodedPiece {
    return this.#decodePiece(this.#withoutMark(this.#waiting), true);
  }

  /** Settles the encoding when it is not settled yet. */
  #withoutMark(bytes: Uint8Array): Uint8Array {
    if (this.#encoding !== undefined) return bytes;
    const [first, second, third] = bytes;
    if (first === 0xff && second === 0xfe) return this.#begin('UTF-16LE', bytes.subarray(2));
    if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
      return this.#begin('UTF-16BE', bytes);
    // Without a mark: a letter of the first line, which is all ASCII.
    if (first !== 0 && second === 0) return this.#begin('UTF-16LE', bytes);
    if (first === 0xef && second === 0xbb && third === 0xbf) return this.#begin('UTF-8', bytes.subarray(3));
    const firstLine = Buffer.from(bytes.subarray(0, HEAD_LIMIT)).toString('latin1');
    return this.#begin(/^[ \t]*REGEDIT/.test(firstLine) ? 'code page' : 'UTF-8', bytes);
  }

  #begin(encoding: RegFileEncoding, rest: Uint8Array): Uint8Array {
    this.#encoding = encoding;
    if (encoding === 'code page')
      this.#decode =
        (this.#codePage === undefined ? undefined : codePageDecoder(this.#codePage)) ?? decodeAscii;
    return rest;
  }

  #decodePiece(bytes: Uint8Array, isLast: boolean): DecodedPiece {
    if (this.#encoding === 'UTF-16BE') return { text: '', trouble: 'undecodable' };
    const isWide = this.#encoding === 'UTF-16LE';
    const whole = isWide ? bytes.length & ~1 : isLast ? bytes.length : endOfLastLine(bytes);
    this.#waiting = bytes.slice(whole);
    const piece = bytes.subarray(0, whole);
    if (isWide) {
      const isCut = isLast && whole < bytes.length;
      return { text: wideText(piece), ...(isCut ? { trouble: 'undecodable' as const } : {}) };
    }
    const text = this.#decode(piece);
    return text === undefined ? this.#upToTrouble(piece) : { text };
  }

  /** Decodes what is text before the first letter that is none. */
  #upToTrouble(bytes: Uint8Array): DecodedPiece {
    let text = '';
    let start = 0;
    for (let end = nextLine(bytes, start); start < bytes.length; end = nextLine(bytes, start)) {
      const line = this.#decode(bytes.subarray(start, end));
      if (line === undefined) break;
      text += line;
      start = end;
    }
    for (let length = 1; length <= LONGEST_LETTER; length++) {
      const letter = this.#decode(bytes.subarray(start, start + length));
      if (letter === undefined) continue;
      text += letter;
      start += length;
      length = 0;
    }
    return { text, trouble: this.#decode === decodeAscii ? 'code-page' : 'undecodable' };
  }
}

/** Bytes: in UTF-8 and in code page 936. */
const LONGEST_LETTER = 4;

function nextLine(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end + 1;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** In no code page is a line's end the second byte of a letter. */
function endOfLastLine(bytes: Uint8Array): number {
  return Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR)) + 1;
}

/** Halves of surrogate pairs stay what they are, which TextDecoder would not let them. */
function wideText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf16le');
}
