import type { HexData } from './hex-data.ts';
import { VALUE_NAME_LIMIT, type ValueContent } from './reg-file.ts';
import { isMistake, isOver, type Mistake, readHexDigits, readQuoted, skipBlanks } from './scan.ts';

/** A line `"name"=data` or `@=data`, and the data that go on below it. */

/** What a value's first line said. */
export type ValueStart =
  | {
      readonly kind: 'whole';
      readonly name: string;
      readonly content: ValueContent | undefined;
      readonly isHex: boolean;
    }
  /** The bytes go on on the next line. */
  | { readonly kind: 'hex'; readonly name: string; readonly type: number }
  /** The text in quotation marks does not end here; `text` is the line's part of it, `at` where it begins. */
  | { readonly kind: 'open-text'; readonly name: string; readonly text: string; readonly at: number };

const REG_SZ = 1;
const REG_BINARY = 3;
const REG_DWORD = 4;

/**
 * @param at of the quotation mark or the `@` that the line begins with.
 * @param hex takes the bytes of `hex:`.
 */
export function readValueLine(line: string, at: number, hex: HexData): ValueStart | Mistake {
  const name = readName(line, at);
  if (isMistake(name)) return name;
  if (name.text.length > VALUE_NAME_LIMIT) return { problem: 'value-name-too-long', at };
  const equals = skipBlanks(line, name.end);
  if (line[equals] !== '=') return { problem: 'equals-missing', at: equals };
  return readData(line, skipBlanks(line, equals + 1), name.text, hex);
}

function readName(line: string, at: number): { readonly text: string; readonly end: number } | Mistake {
  if (line[at] === '@') return { text: '', end: at + 1 };
  const quoted = readQuoted(line, at + 1);
  if (isMistake(quoted)) return quoted;
  const { text, end } = quoted;
  return end === undefined ? { problem: 'value-name-unclosed', at } : { text, end };
}

function readData(line: string, at: number, name: string, hex: HexData): ValueStart | Mistake {
  if (line[at] === '-') return whole(line, at + 1, name, undefined);
  if (line[at] === '"') return readText(line, at, name);
  if (line.startsWith('dword:', at)) return readDword(line, skipBlanks(line, at + 6), name);
  if (line.startsWith('hex:', at)) return readHex(line, at + 4, name, REG_BINARY, hex);
  if (!line.startsWith('hex(', at)) return { problem: 'data-unknown', at };
  const type = readHexDigits(line, at + 4);
  const end = at + 4 + type.length;
  if (type === '' || type.length > 8 || !line.startsWith('):', end))
    return { problem: 'hex-type', at: at + 4 };
  return readHex(line, end + 2, name, Number.parseInt(type, 16), hex);
}

function readText(line: string, at: number, name: string): ValueStart | Mistake {
  const quoted = readQuoted(line, at + 1);
  if (isMistake(quoted)) return quoted;
  const { text, end } = quoted;
  if (end === undefined) return { kind: 'open-text', name, text, at };
  return whole(line, end, name, textContent(text));
}

function readDword(line: string, at: number, name: string): ValueStart | Mistake {
  const digits = readHexDigits(line, at);
  const isNumber = digits !== '' && digits.length <= 8 && isOver(line, at + digits.length);
  if (!isNumber) return { problem: 'dword-digits', at };
  const number = Number.parseInt(digits, 16);
  const data = Uint8Array.of(number, number >>> 8, number >>> 16, number >>> 24);
  return whole(line, at + digits.length, name, { type: REG_DWORD, data });
}

function readHex(line: string, at: number, name: string, type: number, hex: HexData): ValueStart | Mistake {
  hex.begin();
  const read = hex.readLine(line, at, true);
  if (read === 'more') return { kind: 'hex', name, type };
  return read === 'over' ? { kind: 'whole', name, content: { type, data: hex.copy() }, isHex: true } : read;
}

function whole(
  line: string,
  end: number,
  name: string,
  content: ValueContent | undefined,
): ValueStart | Mistake {
  if (!isOver(line, end)) return { problem: 'text-behind-data', at: skipBlanks(line, end) };
  return { kind: 'whole', name, content, isHex: false };
}

/** REG_SZ: UTF-16LE with the null that ends it. */
export function textContent(text: string): ValueContent {
  const data = new Uint8Array(text.length * 2 + 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    data[2 * i] = unit;
    data[2 * i + 1] = unit >>> 8;
  }
  return { type: REG_SZ, data };
}
