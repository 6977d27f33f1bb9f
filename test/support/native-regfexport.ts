import type { Key } from '../../src/regf/key.ts';
import { REG_DWORD, REG_DWORD_BIG_ENDIAN, REG_QWORD } from '../../src/regf/structures/key-value.ts';
import type { Value } from '../../src/regf/value.ts';

/** What regfexport prints: a paragraph for each key and value; compared are names, types, sizes, and numbers. */

const packageName = 'libregf-utils';

export { packageName as package };

/** Its names by data type, without the prefix. */
const TYPES = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD_LITTLE_ENDIAN',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD_LITTLE_ENDIAN',
];

const KEY = /^Key path: (.*)\n/;
/** A name may hold line feeds. */
const VALUE = /Value: \d+ ((?:.|\n)*?)\n(?:Is corrupted\n)?Type: (.*)\nData size: (\d+)(?:\nData: (.*))?/g;

export function rows(output: string): string[] {
  const found: string[] = [];
  for (const paragraph of output.split(/\n\n(?=Key path: )/)) {
    const keyPath = KEY.exec(paragraph)?.[1];
    if (keyPath === undefined) continue;
    const path = keyPath.split('\\').slice(1).join('\\');
    found.push(row(path));
    for (const [, name = '', typeText = '', size, data] of paragraph.matchAll(VALUE)) {
      const type = /\((\w+)\)$/.exec(typeText)?.[1] ?? String(Number(typeText.replace('unknown: ', '')));
      const number = /integer/.test(typeText) ? data : undefined;
      found.push(row(path, name === '(default)' ? '' : name, type, Number(size), number));
    }
  }
  return found;
}

export function keyRow(path: readonly string[], _key: Key): string {
  return row(path.join('\\'));
}

export function valueRow(path: readonly string[], value: Value): string {
  const type = TYPES[value.type] ?? String(value.type);
  return row(path.join('\\'), value.name, type, value.dataSize, numberOf(value));
}

function numberOf(value: Value): string | undefined {
  const data = value.data();
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data.length < 4) return undefined;
  if (value.type === REG_DWORD) return String(view.getUint32(0, true));
  if (value.type === REG_DWORD_BIG_ENDIAN) return String(view.getUint32(0, false));
  return value.type === REG_QWORD && data.length >= 8 ? String(view.getBigUint64(0, true)) : undefined;
}

function row(...cells: readonly unknown[]): string {
  return JSON.stringify(cells);
}
