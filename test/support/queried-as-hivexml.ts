import { expect } from 'vitest';
import { listKeys } from '../../src/jobs/queried-keys.ts';
import type { QueriedKey, QueriedValue } from '../../src/jobs/registry-results.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import type { XmlKey, XmlValue } from './hivexml.ts';

/** A query of all keys says what hivexml says, which nobody here wrote: paths, times, numbers of subkeys, names and data. */
export function expectQueriedAsHivexml(reader: HiveReader, root: XmlKey): void {
  const options = { depth: Number.POSITIVE_INFINITY, keysOnly: false };
  const theirs = linesOfXml(root);
  const ours = linesOfQuery([...listKeys(reader, reader.root(), 'ROOT', options)]).map((line, index) =>
    line.endsWith(WRONG_SIZE) ? (theirs[index] ?? line) : line,
  );
  // Lists of a hundred thousand lines are only laid side by side when they differ.
  if (ours.join('\n') !== theirs.join('\n')) expect(ours, reader.file).toEqual(theirs);
}

/** hivexml shows names and text up to their first null, and times in seconds. */
const untilNull = (text: string): string => text.split('\0')[0] ?? '';

function linesOfQuery(keys: readonly QueriedKey[]): string[] {
  return keys.flatMap(({ path, lastWritten, subkeyCount, values = [] }) => [
    `${path.split('\\').map(untilNull).slice(1).join('\\')} ${lastWritten.slice(0, 19)}Z ${subkeyCount}`,
    ...values.map((value) => `  ${untilNull(value.name)} ${meaning(value)}`),
  ]);
}

/** A number of the wrong size: hivexml shows it as anything. */
const WRONG_SIZE = 'number of the wrong size';

function meaning(value: QueriedValue): string {
  const base64 = Buffer.from(value.data, 'hex').toString('base64');
  switch (value.type) {
    case 1:
    case 2:
    case 6:
      return `text ${value.value}`;
    case 4:
    case 5:
    case 11:
      return value.value === undefined ? WRONG_SIZE : `number ${value.value}`;
    case 7:
      return `strings ${JSON.stringify(allStrings(value.data))}`;
    default:
      return `bytes ${base64}`;
  }
}

/** Up to the end of the data: a query ends at the first empty one, as Windows does. */
function allStrings(data: string): string[] {
  const bytes = Buffer.from(data, 'hex');
  const strings = bytes.toString('utf16le').split('\0');
  return strings.at(-1) === '' ? strings.slice(0, -1) : strings;
}

function linesOfXml(root: XmlKey): string[] {
  const lines: string[] = [];
  const pending: { readonly key: XmlKey; readonly path: string }[] = [{ key: root, path: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { key, path } = next;
    const time = key.mtime ?? '1601-01-01T00:00:00Z';
    lines.push(`${path} ${time} ${key.subkeys.length}`);
    for (const value of key.values) lines.push(`  ${value.name} ${printedMeaning(value)}`);
    for (const subkey of [...key.subkeys].reverse())
      pending.push({ key: subkey, path: path === '' ? subkey.name : `${path}\\${subkey.name}` });
  }
  return lines;
}

const UNSIGNED: Readonly<Record<string, (number: bigint) => bigint>> = {
  int32: (number) => BigInt.asUintN(32, number),
  int64: (number) => BigInt.asUintN(64, number),
};

function printedMeaning({ type, printed, isBase64, strings }: XmlValue): string {
  const unsigned = UNSIGNED[type];
  if (unsigned !== undefined) return `number ${unsigned(BigInt(printed))}`;
  if (type === 'string-list') return `strings ${JSON.stringify(strings)}`;
  if (['string', 'expand', 'link'].includes(type)) return `text ${printed}`;
  return `bytes ${isBase64 ? printed.replace(/\s/g, '') : Buffer.from(printed).toString('base64')}`;
}
