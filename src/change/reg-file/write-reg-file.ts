import type { ValueContent } from './reg-file.ts';

/**
 * Writes a .reg file as regedit does: UTF-16LE with a byte order mark, CR LF, `dword:` for four bytes of a REG_DWORD, text in
 * quotation marks for REG_SZ, bytes for all else, over several lines behind column 76. Unlike regedit it loses nothing: text
 * that has no terminator, or a null or a line's end in it, goes as `hex(1):`, which regedit, Wine and hivexregedit read.
 */
export class RegFileWriter {
  #buffer = Buffer.alloc(CHUNK_SIZE);
  #length = 0;
  readonly #full: Uint8Array[] = [];
  #isInKey = false;
  readonly #isForEyes: boolean;

  /** @param isForEyes whether text with control characters goes as bytes, too: a terminal would obey them. */
  constructor(isForEyes = false) {
    this.#isForEyes = isForEyes;
    this.#text('\ufeffWindows Registry Editor Version 5.00\r\n\r\n');
  }

  /** @param path its names with backslashes between them, the root key's first. */
  key(path: string): void {
    this.#beginKey(`[${path}]\r\n`);
  }

  deletedKey(path: string): void {
    this.#beginKey(`[-${path}]\r\n`);
  }

  /** @param name '' for the default value */
  value(name: string, content: ValueContent): void {
    const start = valueStart(name);
    const { type, data } = content;
    if (type === REG_DWORD && data.length === 4) {
      const digits = new DataView(data.buffer, data.byteOffset).getUint32(0, true).toString(16);
      this.#text(`${start}dword:${digits.padStart(8, '0')}\r\n`);
    } else if (type === REG_SZ && isPlainText(data) && !(this.#isForEyes && hasControls(data))) {
      this.#quoted(start, data);
    } else {
      this.#bytes(`${start}${type === REG_BINARY ? 'hex:' : `hex(${type.toString(16)}):`}`, data);
    }
  }

  deletedValue(name: string): void {
    this.#text(`${valueStart(name)}-\r\n`);
  }

  /** Bytes in memory that `take` would hand out. */
  get pending(): number {
    return this.#full.reduce((sum, { length }) => sum + length, this.#length);
  }

  /** What was written since the last call, in pieces. */
  take(): readonly Uint8Array[] {
    this.#makeRoom(this.#buffer.length);
    return this.#full.splice(0);
  }

  /** @returns the rest of the file. */
  end(): readonly Uint8Array[] {
    if (this.#isInKey) this.#text('\r\n');
    return this.take();
  }

  #beginKey(line: string): void {
    if (this.#isInKey) this.#text('\r\n');
    this.#isInKey = true;
    this.#text(line);
  }

  #text(text: string): void {
    this.#makeRoom(text.length * 2);
    this.#length += this.#buffer.write(text, this.#length, 'utf16le');
  }

  #quoted(start: string, data: Uint8Array): void {
    this.#text(`${start}"`);
    // Every letter may need a backslash.
    this.#makeRoom(data.length * 2);
    for (let i = 0; i < data.length - 2; i += 2) {
      const low = data[i] ?? 0;
      const high = data[i + 1] ?? 0;
      if (high === 0 && (low === QUOTATION_MARK || low === BACKSLASH)) this.#letter(BACKSLASH);
      this.#buffer[this.#length] = low;
      this.#buffer[this.#length + 1] = high;
      this.#length += 2;
    }
    this.#text('"\r\n');
  }

  #bytes(start: string, data: Uint8Array): void {
    this.#text(start);
    const lines = 1 + Math.ceil(data.length / FEWEST_ON_A_LINE);
    this.#makeRoom((data.length * 3 + lines * 5) * 2);
    let column = start.length;
    const last = data.length - 1;
    for (let i = 0; i <= last; i++) {
      const byte = data[i] ?? 0;
      this.#letter(DIGITS.charCodeAt(byte >> 4));
      this.#letter(DIGITS.charCodeAt(byte & 15));
      if (i === last) break;
      this.#letter(COMMA);
      column += 3;
      if (column <= LAST_COLUMN) continue;
      for (const letter of CONTINUED) this.#letter(letter);
      column = 2;
    }
    this.#text('\r\n');
  }

  /** There must be room for it. The buffer is all zeros behind what was written. */
  #letter(code: number): void {
    this.#buffer[this.#length] = code;
    this.#length += 2;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    if (this.#length > 0) this.#full.push(this.#buffer.subarray(0, this.#length));
    this.#buffer = Buffer.alloc(Math.max(CHUNK_SIZE, bytes));
    this.#length = 0;
  }
}

const CHUNK_SIZE = 0x10_0000;

const REG_SZ = 1;
const REG_BINARY = 3;
const REG_DWORD = 4;

const DIGITS = '0123456789abcdef';
const QUOTATION_MARK = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** `\`, CR LF and two spaces. */
const CONTINUED = [BACKSLASH, 0x0d, 0x0a, 0x20, 0x20];

/** A line that has come further is continued on the next one. */
const LAST_COLUMN = 76;
/** Behind a name that takes the whole line there is one byte; on lines without a name there are 25. */
const FEWEST_ON_A_LINE = 25;

function valueStart(name: string): string {
  return name === '' ? '@=' : `"${name.replace(/["\\]/g, '\\$&')}"=`;
}

/** Whether the data are text that a quoted line gives back as they are: one null, at the end, and no line's end. */
function isPlainText(data: Uint8Array): boolean {
  const end = data.length - 2;
  if (end < 0 || data.length % 2 !== 0 || data[end] !== 0 || data[end + 1] !== 0) return false;
  for (let i = 0; i < end; i += 2) {
    const low = data[i];
    if (data[i + 1] === 0 && (low === 0 || low === 0x0a || low === 0x0d)) return false;
  }
  return true;
}

/** What moves the cursor, starts an escape sequence, turns the direction of writing, or is half a letter. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Behind the terminator is nothing to see. */
function hasControls(text: Uint8Array): boolean {
  return CONTROLS.test(Buffer.from(text.buffer, text.byteOffset, text.length - 2).toString('utf16le'));
}

/** Whether a key or value of that name can stand in a .reg file: on one line. */
export function isWritableName(name: string): boolean {
  return !/[\r\n]/.test(name);
}
