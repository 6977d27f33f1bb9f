import { textOfGuid } from '../../ground/guid.ts';
import { textOfSid } from '../../ground/sid.ts';
import type { ChunkBytes } from '../chunk-bytes.ts';
import type { ExpansionBudget } from '../expansion-budget.ts';
import { ARRAY, type EventValue, type ValueContent, type ValueType, valueType } from './value-types.ts';

/** Where a value lies, and its type with the flag of arrays. */
export interface ValuePlace {
  readonly type: number;
  /** From the chunk's start. */
  readonly at: number;
  readonly size: number;
}

/**
 * Decodes a value. One whose size does not fit its type, as real logs have them, is read by its size where that is a
 * number's, and given as bytes where not.
 * @throws HiveError 'event-log-structure' where the event becomes too large
 */
export function decodeValue(chunk: ChunkBytes, place: ValuePlace, budget: ExpansionBudget): EventValue {
  const type = valueType(place.type & ~ARRAY);
  if ((place.type & ARRAY) === 0) return decodeOne(chunk, type, place, budget);
  return { type: type.name, content: decodeArray(chunk, type, place, budget) };
}

function decodeOne(
  chunk: ChunkBytes,
  type: ValueType,
  place: ValuePlace,
  budget: ExpansionBudget,
): EventValue {
  const { at, size } = place;
  budget.spend(1, size, at);
  const content = contentOf(chunk, type, at, size);
  if (content !== undefined || type.name === 'null' || size === 0) return { type: type.name, content };
  return { type: 'unknown', content: copy(chunk, at, size) };
}

/** What the bytes say; undefined where they are not of that type. */
function contentOf(chunk: ChunkBytes, { name }: ValueType, at: number, size: number): ValueContent {
  const { view } = chunk;
  switch (name) {
    case 'null':
      return undefined;
    case 'string':
    case 'xml':
      return withoutEnd(chunk.utf16(at, size >> 1));
    case 'ansi-string':
      return withoutEnd(ansi(chunk, at, size));
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return signed(view, at, size);
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
    case 'size':
    case 'hex32':
    case 'hex64':
      return unsigned(view, at, size);
    case 'real32':
    case 'real64':
      return size === 4 ? view.getFloat32(at, true) : size === 8 ? view.getFloat64(at, true) : undefined;
    case 'bool':
      return chunk.bytes.subarray(at, at + size).some((byte) => byte !== 0);
    case 'guid':
      return size === 16 ? textOfGuid(chunk.bytes.subarray(at, at + size)) : undefined;
    case 'filetime':
      return size === 8 ? view.getBigUint64(at, true) : undefined;
    case 'systemtime':
      return size === 16 ? systemTime(view, at) : undefined;
    case 'sid':
      return textOfSid(chunk.bytes.subarray(at, at + size));
    default:
      return copy(chunk, at, size);
  }
}

function decodeArray(
  chunk: ChunkBytes,
  type: ValueType,
  { at, size }: ValuePlace,
  budget: ExpansionBudget,
): readonly ValueContent[] {
  if (type.name === 'string' || type.name === 'ansi-string') {
    budget.spend(0, size, at);
    const strings = stringsOf(type.name === 'string' ? chunk.utf16(at, size >> 1) : ansi(chunk, at, size));
    budget.spend(strings.length, 0, at);
    return strings;
  }
  const items: ValueContent[] = [];
  const end = at + size;
  for (let next = at; next < end; ) {
    const width = Math.min(type.width ?? sidSize(chunk, type, next) ?? end - next, end - next);
    items.push(decodeOne(chunk, type, { type: 0, at: next, size: width }, budget).content as ValueContent);
    next += width;
  }
  return items;
}

function sidSize(chunk: ChunkBytes, { name }: ValueType, at: number): number | undefined {
  return name === 'sid' ? 8 + 4 * (chunk.bytes[at + 1] ?? 0) : undefined;
}

/** Each is ended by a zero. */
function stringsOf(text: string): readonly string[] {
  const strings = text.split('\0');
  return strings.at(-1) === '' ? strings.slice(0, -1) : strings;
}

/**
 * Text of the PC's own code page, which no log tells: 1252 is right for what programs log in English. Node's decoder of that
 * name reads 0x80 to 0x9f as Latin-1 in some versions.
 */
function ansi(chunk: ChunkBytes, at: number, size: number): string {
  return chunk.bytes
    .toString('latin1', at, at + size)
    .replace(CODE_PAGE_RANGE, (letter) => CODE_PAGE_1252[letter.charCodeAt(0) - 0x80] ?? letter);
}

const CODE_PAGE_RANGE = /[\x80-\x9f]/g;
const CODE_PAGE_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some writers count the zero at a string's end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return end === text.length ? text : text.slice(0, end);
}

function signed(view: DataView, at: number, size: number): ValueContent {
  if (size === 8) return view.getBigInt64(at, true);
  if (size === 4) return view.getInt32(at, true);
  if (size === 2) return view.getInt16(at, true);
  return size === 1 ? view.getInt8(at) : undefined;
}

function unsigned(view: DataView, at: number, size: number): ValueContent {
  if (size === 8) return view.getBigUint64(at, true);
  if (size === 4) return view.getUint32(at, true);
  if (size === 2) return view.getUint16(at, true);
  return size === 1 ? view.getUint8(at) : undefined;
}

/** SYSTEMTIME: eight numbers of two bytes; the third is the day of the week. ISO 8601 text, in milliseconds. */
function systemTime(view: DataView, at: number): string {
  const part = (index: number, digits: number): string =>
    String(view.getUint16(at + 2 * index, true)).padStart(digits, '0');
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

/** The chunk's memory is used for the next one. */
function copy(chunk: ChunkBytes, at: number, size: number): Uint8Array {
  return Uint8Array.from(chunk.bytes.subarray(at, at + size));
}
