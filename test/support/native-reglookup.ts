import type { Key } from '../../src/regf/key.ts';
import * as type from '../../src/regf/structures/key-value.ts';
import type { Value } from '../../src/regf/value.ts';

/** What reglookup prints: comma-separated lines whose odd bytes are escaped as in an address. It knows ASCII only. */

const packageName = 'reglookup';

export { packageName as package };

const TYPES = [
  'NONE',
  'SZ',
  'EXPAND_SZ',
  'BINARY',
  'DWORD',
  'DWORD_BE',
  'LINK',
  'MULTI_SZ',
  'RSRC_LIST',
  'RSRC_DESC',
  'RSRC_REQ_LIST',
  'QWORD',
];

export function rows(output: string): string[] {
  const lines = output.split('\n').slice(1, -1);
  return lines.map((line) => {
    const [path = '', kind, data = '', time = ''] = line.split(',');
    return kind === 'KEY'
      ? row(path === '/' ? '' : path, kind, time)
      : row(path.replace(/^\/\//, '/'), kind, data === '(null)' ? '' : data);
  });
}

export function keyRow(path: readonly string[], key: Key): string {
  const milliseconds = Number(key.lastWritten / 10_000_000n - 11_644_473_600n) * 1000;
  const time = new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
  return row(joined(path), 'KEY', time);
}

export function valueRow(path: readonly string[], value: Value): string {
  const kind = TYPES[value.type] ?? `0x${value.type.toString(16).toUpperCase().padStart(8, '0')}`;
  return row(joined([...path, value.name]), kind, contents(value));
}

const NUMBER_SIZES = new Map([
  [type.REG_DWORD, 4],
  [type.REG_DWORD_BIG_ENDIAN, 4],
  [type.REG_QWORD, 8],
]);

function contents(value: Value): string {
  const data = value.data();
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const hexadecimal = (number: number | bigint, digits: number) =>
    `0x${number.toString(16).toUpperCase().padStart(digits, '0')}`;
  // Numbers of a wrong size are printed as bytes.
  const isNumber = data.length === NUMBER_SIZES.get(value.type);
  switch (isNumber || !NUMBER_SIZES.has(value.type) ? value.type : type.REG_BINARY) {
    case type.REG_SZ:
    case type.REG_EXPAND_SZ:
    case type.REG_LINK:
      return escapeText(value.asString() ?? '');
    case type.REG_MULTI_SZ:
      return (value.asMultiString() ?? []).map(escapeText).join('|');
    case type.REG_DWORD:
      return hexadecimal(view.getUint32(0, true), 8);
    case type.REG_DWORD_BIG_ENDIAN:
      return hexadecimal(view.getUint32(0, false), 8);
    case type.REG_QWORD:
      return hexadecimal(view.getBigUint64(0, true), 16);
    default:
      return percentEscaped(data);
  }
}

function joined(path: readonly string[]): string {
  return path.map((name) => `/${escapeText(name).replaceAll('/', '%2F')}`).join('');
}

function escapeText(text: string): string {
  return percentEscaped(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Quotation mark, percent sign, comma. */
const ESCAPED = new Set([0x22, 0x25, 0x2c]);

function percentEscaped(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text +=
      byte < 0x20 || byte > 0x7e || ESCAPED.has(byte)
        ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte);
  return text;
}

function row(...cells: readonly unknown[]): string {
  return JSON.stringify(cells);
}
