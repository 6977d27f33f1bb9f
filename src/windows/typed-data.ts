import { HiveError } from '../ground/errors.ts';
import { DATA_TYPE_NAMES } from '../regf/data-types.ts';
import {
  REG_DWORD,
  REG_DWORD_BIG_ENDIAN,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_NONE,
  REG_QWORD,
  REG_SZ,
} from '../regf/structures/key-value.ts';

/**
 * Values as people type them on a command line, as reg.exe takes them: `REG_DWORD` and `0x10`, `REG_MULTI_SZ` and `one\0two`. Where
 * reg.exe would guess (an odd number of digits, a number that does not fit) the value is refused.
 */

export interface TypedValue {
  readonly type: number;
  readonly data: Uint8Array;
}

const LITTLE_ENDIAN_NAMES: readonly (readonly [string, number])[] = [
  ['DWORD_LITTLE_ENDIAN', REG_DWORD],
  ['QWORD_LITTLE_ENDIAN', REG_QWORD],
];

const TYPES: ReadonlyMap<string, number> = new Map([
  ...Array.from(DATA_TYPE_NAMES, ([type, name]) => [name.slice('REG_'.length), type] as const),
  ...LITTLE_ENDIAN_NAMES,
]);

/**
 * @param typed the type's name, with `REG_` or without, or its number; REG_SZ when not given.
 * @param given what stands for the data; the empty text when not given.
 * @throws HiveError 'data-type-unknown', 'data-malformed'
 */
export function readTypedValue(typed: string | undefined, given = ''): TypedValue {
  const type = typed === undefined ? REG_SZ : typeOf(typed);
  return { type, data: dataOf(type, given) };
}

function typeOf(typed: string): number {
  const name = typed.toUpperCase().replace(/^REG_/, '');
  const number = /^(?:\d{1,10}|0X[\dA-F]{1,8})$/.test(name) ? Number(name) : Number.NaN;
  const type = TYPES.get(name) ?? (number <= 0xffff_ffff ? number : undefined);
  if (type === undefined) throw new HiveError('data-type-unknown', { given: typed });
  return type;
}

function dataOf(type: number, given: string): Uint8Array {
  switch (type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
      return wide(`${given}\0`);
    case REG_MULTI_SZ:
      return wide(
        `${stringsOf(given)
          .map((text) => `${text}\0`)
          .join('')}\0`,
      );
    // Neither ends with a null: one is no text to Windows, the other names a key.
    case REG_NONE:
    case REG_LINK:
      return wide(given);
    case REG_DWORD:
      return numberOf(type, given, 4);
    case REG_DWORD_BIG_ENDIAN:
      return numberOf(type, given, 4).reverse();
    case REG_QWORD:
      return numberOf(type, given, 8);
    default:
      return bytesOf(type, given);
  }
}

const wide = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

/** Between them stands `\0`, as reg.exe has it. An empty one would end the list. */
function stringsOf(given: string): readonly string[] {
  const strings = given.replace(/\\0$/, '').split('\\0');
  if (given !== '' && strings.includes('')) throw malformed(REG_MULTI_SZ, given, 'empty-string');
  return given === '' ? [] : strings;
}

function numberOf(type: number, given: string, size: 4 | 8): Uint8Array {
  if (!/^(?:\d{1,20}|0x[\da-f]{1,16})$/i.test(given)) throw malformed(type, given, 'no-number');
  const number = BigInt(given);
  if (number >= 1n << BigInt(8 * size)) throw malformed(type, given, 'number-too-large');
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigUint64(0, number, true);
  return data.slice(0, size);
}

/** Two digits each, also with commas or blanks between them, as the registry editor and reg.exe show them. */
function bytesOf(type: number, given: string): Uint8Array {
  const digits = given.replace(/[\s,]/g, '');
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) throw malformed(type, given, 'no-bytes');
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

function malformed(
  type: number,
  given: string,
  problem: 'empty-string' | 'no-number' | 'number-too-large' | 'no-bytes',
): HiveError<'data-malformed'> {
  const name = DATA_TYPE_NAMES.get(type) ?? `0x${type.toString(16)}`;
  return new HiveError('data-malformed', { type: name, given, problem });
}
