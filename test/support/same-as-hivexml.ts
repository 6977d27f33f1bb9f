import type { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { decodeWideName } from '../../src/regf/names.ts';
import { fileOffset } from '../../src/regf/structures/cell.ts';
import type { Value } from '../../src/regf/value.ts';
import type { XmlKey, XmlValue } from './hivexml.ts';

/**
 * Compares every key and value, by name, place, type, data and time, with what native hivex printed.
 * hivexml shows text up to its first null, in names too, times in seconds, a number of the wrong size as anything, the
 * strings of a list up to the end of the data, base64 in lines, and no place for values without data.
 */
export interface Agreement {
  readonly keys: number;
  readonly values: number;
  /** Empty when both agree. */
  readonly disagreements: readonly string[];
}

export function compareWithHivexml(reader: HiveReader, root: XmlKey): Agreement {
  const disagreements: string[] = [];
  let [keys, values] = [0, 0];
  const expectSame = (where: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs && disagreements.length < 20)
      disagreements.push(`${where}: ${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} in hivexml`);
  };
  const pending: [Key, XmlKey][] = [[reader.root(), root]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [key, xml] = pair;
    const where = `key at ${xml.offset}`;
    keys++;
    expectSame(`${where}, name`, untilNull(key.name), xml.name);
    expectSame(`${where}, place`, fileOffset(key.offset), xml.offset);
    expectSame(`${where}, time`, seconds(key.lastWritten), xml.mtime);
    const [ours, subkeys] = [[...key.values()], [...key.subkeys()]];
    expectSame(`${where}, number of values`, ours.length, xml.values.length);
    expectSame(`${where}, number of subkeys`, subkeys.length, xml.subkeys.length);
    for (const [i, value] of ours.entries()) {
      const theirs = xml.values[i];
      if (theirs === undefined) continue;
      values++;
      const at = `${where}, value ${i}`;
      expectSame(`${at}, name`, untilNull(value.name), theirs.name);
      if (theirs.offset !== 0) expectSame(`${at}, place`, fileOffset(value.offset), theirs.offset);
      expectSame(`${at}, type and data`, printed(value, theirs), `${theirs.type} ${printedBy(theirs)}`);
    }
    for (const [i, subkey] of subkeys.entries()) {
      const theirs = xml.subkeys[i];
      if (theirs !== undefined) pending.push([subkey, theirs]);
    }
  }
  return { keys, values, disagreements };
}

function printedBy({ type, strings, printed, isBase64 }: XmlValue): string {
  if (type === 'string-list') return JSON.stringify(strings);
  return isBase64 ? printed.replace(/\s/g, '') : printed;
}

/** hivexml's words by the number of the type; others are 'unknown'. */
const TYPES = new Map([
  [0, 'none'],
  [1, 'string'],
  [2, 'expand'],
  [3, 'binary'],
  [4, 'int32'],
  [5, 'int32'],
  [6, 'link'],
  [7, 'string-list'],
  [8, 'resource-list'],
  [9, 'resource-description'],
  [10, 'resource-requirements'],
  [11, 'int64'],
]);

function printed(value: Value, theirs: XmlValue): string {
  const type = TYPES.get(value.type) ?? 'unknown';
  const data = Buffer.from(value.data());
  const base64 = data.toString('base64');
  if (theirs.type.startsWith('bad-')) return `bad-${type} ${base64}`;
  switch (value.type) {
    case 1:
    case 2:
    case 6:
      return `${type} ${value.asString()}`;
    case 4:
      return `${type} ${data.length === 4 ? data.readInt32LE() : theirs.printed}`;
    case 5:
      return `${type} ${data.length === 4 ? data.readInt32BE() : theirs.printed}`;
    case 7:
      return `${type} ${JSON.stringify(allStrings(decodeWideName(data)))}`;
    case 11:
      return `${type} ${data.length === 8 ? data.readBigInt64LE() : theirs.printed}`;
    default:
      return `${type} ${base64}`;
  }
}

/** asMultiString ends at the first empty string, as Windows does; hivexml shows what is behind it too. */
function allStrings(text: string): string[] {
  const strings = text.split('\0');
  return strings.at(-1) === '' ? strings.slice(0, -1) : strings;
}

const untilNull = (name: string): string => name.split('\0')[0] ?? '';

function seconds(filetime: bigint): string | undefined {
  if (filetime === 0n) return undefined;
  const milliseconds = (filetime / 10_000_000n - 11_644_473_600n) * 1000n;
  return `${new Date(Number(milliseconds)).toISOString().slice(0, 19)}Z`;
}
