import { upcaseUnit } from './upcase.ts';

/**
 * Names of keys and values. A compressed name has a byte per character ("extended ASCII", the first 256 codes of
 * Unicode), any other name is UTF-16LE. Names are not normalised and may hold lone surrogates and control characters.
 * Specification: "Key node", key name string; "Fast leaf", extended ASCII.
 */

/** @param bytes of a compressed name. */
export function decodeCompressedName(bytes: Uint8Array): string {
  return decode(bytes, 1);
}

/** @param bytes of a UTF-16LE name; an odd last byte is not part of it. */
export function decodeWideName(bytes: Uint8Array): string {
  return decode(bytes, 2);
}

/** `String.fromCharCode` takes this many at a time without running out of stack. */
const CHUNK = 4096;

function decode(bytes: Uint8Array, width: 1 | 2): string {
  const codes = new Array<number>(Math.min(CHUNK, Math.floor(bytes.length / width)));
  let text = '';
  let count = 0;
  for (let i = 0; i + width <= bytes.length; i += width) {
    codes[count++] = (bytes[i] ?? 0) | (width === 2 ? (bytes[i + 1] ?? 0) << 8 : 0);
    if (count < CHUNK) continue;
    text += String.fromCharCode(...codes);
    count = 0;
  }
  return text + String.fromCharCode(...(count === codes.length ? codes : codes.slice(0, count)));
}

/** Whether every character has a place in a compressed name. */
export function canBeCompressed(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 0xff) return false;
  return true;
}

/** The bytes of a name, a byte per character if `canBeCompressed`, UTF-16LE otherwise. */
export function encodeName(name: string): Uint8Array {
  const width = canBeCompressed(name) ? 1 : 2;
  const bytes = new Uint8Array(name.length * width);
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    bytes[i * width] = code & 0xff;
    if (width === 2) bytes[i * 2 + 1] = code >> 8;
  }
  return bytes;
}

const IS_ASCII = /^\p{ASCII}*$/u;

/** `name` in capitals, for the hash of a hash leaf and the order of subkeys lists. Specification: "Index leaf". */
export function upcase(name: string): string {
  if (IS_ASCII.test(name)) return name.toUpperCase();
  let upcased = '';
  for (let i = 0; i < name.length; i++) upcased += String.fromCharCode(upcaseUnit(name.charCodeAt(i)));
  return upcased;
}

/** Whether the registry takes both for the same name. */
export function isSameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && compareNames(a, b) === 0);
}

/**
 * Whether these bytes of a name in a hive are a spelling of `name`: `isSameName` without making a text of them, since of
 * most keys that are looked at only that is asked.
 */
export function isSpelling(bytes: Uint8Array, isCompressed: boolean, name: string): boolean {
  const width = isCompressed ? 1 : 2;
  if (Math.floor(bytes.length / width) !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const at = i * width;
    const one = (bytes[at] ?? 0) | (isCompressed ? 0 : (bytes[at + 1] ?? 0) << 8);
    const other = name.charCodeAt(i);
    if (one !== other && upcaseUnit(one) !== upcaseUnit(other)) return false;
  }
  return true;
}

/** Below 0, 0 or above 0: the order of a subkeys list, by the codes of the capitals. Specification: "Index leaf". */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one === other) continue;
    const order = upcaseUnit(one) - upcaseUnit(other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Control characters, marks that turn the writing direction, lone surrogates, and the backslash that escapes them. */
const unsafe = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu;

/** `name` safe to print: what could move the cursor, hide or reorder text becomes `\u{...}`, a backslash `\\`. */
export function escapeName(name: string): string {
  // Making the expression takes time that most names need not spend.
  if (/^[ -[\]-~]*$/.test(name)) return name;
  return name.replace(unsafe(), (letter) =>
    letter === '\\' ? '\\\\' : `\\u{${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
}

/** A key path to print: escaped names with backslashes between them. The root is `\`. */
export function printKeyPath(path: readonly string[]): string {
  return path.length === 0 ? '\\' : path.map(escapeName).join('\\');
}
