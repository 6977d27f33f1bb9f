import { fileTimeText } from '../ground/file-time.ts';
import { CellMap } from '../regf/check/scan-bins.ts';
import { DATA_TYPE_NAMES } from '../regf/data-types.ts';
import { whenRead } from '../regf/hive-pages.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import type { Key } from '../regf/key.ts';
import { decodeWideName } from '../regf/names.ts';
import { fileOffset } from '../regf/structures/cell.ts';
import { KEY_SYM_LINK } from '../regf/structures/key-node.ts';
import {
  REG_DWORD,
  REG_DWORD_BIG_ENDIAN,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_QWORD,
  REG_SZ,
} from '../regf/structures/key-value.ts';
import type { Value } from '../regf/value.ts';
import type { QueriedKey, QueriedValue } from './registry-results.ts';

/** Keys as a query lists them. */
export interface ListOptions {
  /** Levels below the key that are listed with what they hold: 0 for the key alone, whose subkeys are named then. */
  readonly depth: number;
  /** Only values of that name, '' for default values, and only keys that have one. */
  readonly value?: string;
  /** Only keys and values with that text in their name or their own text. */
  readonly find?: string;
  readonly keysOnly: boolean;
}

interface Place {
  readonly key: Key;
  readonly path: string;
  readonly depth: number;
}

/**
 * The key and all below it as deep as it is asked for: each key before its subkeys, these in the order of the hive. All of
 * the hive must be there.
 * @param path of the key, as it is shown.
 * @throws HiveError while iterating, where the hive is damaged; also when a key is met twice.
 */
export function* listKeys(
  reader: HiveReader,
  key: Key,
  path: string,
  options: ListOptions,
): Generator<QueriedKey, void, void> {
  const seen = new CellMap(reader.baseBlock.hiveBinsDataSize);
  const asked = askedFor(options);
  const pending: Place[] = [{ key, path, depth: 0 }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    if (seen.has(place.key.offset))
      reader.image.refuse('key node', fileOffset(place.key.offset), 'a key met once', 'met again');
    seen.add(place.key.offset);
    const listed = asked(place, valuesAsked(place.key, options).map(listedValue));
    if (listed !== undefined) yield listed;
    if (place.depth >= options.depth) continue;
    const below = Array.from(place.key.subkeys(), (subkey) => placeBelow(place, subkey));
    for (const next of below.reverse()) pending.push(next);
  }
}

/**
 * The key alone, and the names of its subkeys where all of it is asked for. Of a hive that is read on demand it is read
 * bit by bit, so that no read has much to begin again.
 * @throws HiveError as HiveReader does.
 */
export async function listOneKey(key: Key, path: string, options: ListOptions): Promise<QueriedKey[]> {
  const place = { key, path, depth: 0 };
  const values: QueriedValue[] = [];
  for (const value of await whenRead(() => valuesAsked(key, options)))
    values.push(await whenRead(() => listedValue(value)));
  const listed = await whenRead(() => askedFor(options)(place, values));
  const keys = listed === undefined ? [] : [listed];
  if (options.value !== undefined || options.find !== undefined) return keys;
  for (const subkey of await whenRead(() => [...key.subkeys()]))
    keys.push(await whenRead(() => listedKey(placeBelow(place, subkey), undefined)));
  return keys;
}

function placeBelow({ path, depth }: Place, key: Key): Place {
  return { key, path: `${path}\\${key.name}`, depth: depth + 1 };
}

function valuesAsked(key: Key, { value: name, keysOnly }: ListOptions): Value[] {
  if (keysOnly) return [];
  if (name === undefined) return [...key.values()];
  const value = key.value(name);
  return value === undefined ? [] : [value];
}

/** What a query says of a key with these values; undefined where it was not asked for. */
function askedFor({ value, find, keysOnly }: ListOptions) {
  const isFound = textFinder(find);
  return (place: Place, values: readonly QueriedValue[]): QueriedKey | undefined => {
    if (keysOnly) return isFound(place.key.name) ? listedKey(place, undefined) : undefined;
    if (find === undefined)
      return value === undefined || values.length > 0 ? listedKey(place, values) : undefined;
    const found = values.filter(
      ({ name, type, value: content }) => isFound(name) || (type !== REG_QWORD && isFound(content)),
    );
    const isNamedSo = value === undefined && isFound(place.key.name);
    return isNamedSo || found.length > 0 ? listedKey(place, found) : undefined;
  };
}

/** Compares without case, and finds everything when nothing is looked for. Numbers are not text. */
function textFinder(find: string | undefined): (content: QueriedValue['value']) => boolean {
  if (find === undefined) return () => true;
  const wanted = find.toUpperCase();
  const has = (text: string): boolean => text.toUpperCase().includes(wanted);
  return (content) => {
    if (content === undefined || typeof content === 'number') return false;
    return typeof content === 'string' ? has(content) : content.some(has);
  };
}

function listedKey({ key, path }: Place, values: readonly QueriedValue[] | undefined): QueriedKey {
  const { className } = key;
  return {
    path,
    lastWritten: fileTimeText(key.lastWritten),
    subkeyCount: key.subkeyCount,
    valueCount: key.valueCount,
    ...(className === undefined ? {} : { className: decodeWideName(className) }),
    ...(key.flags & KEY_SYM_LINK ? { isLink: true as const } : {}),
    ...(values === undefined ? {} : { values }),
  };
}

export function listedValue(value: Value): QueriedValue {
  return describeValue(value.name, value.type, value.data());
}

export function describeValue(name: string, type: number, data: Uint8Array): QueriedValue {
  const typeName = DATA_TYPE_NAMES.get(type);
  const meaning = meaningOf(type, data);
  return {
    name,
    type,
    ...(typeName === undefined ? {} : { typeName }),
    data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('hex'),
    ...(meaning === undefined ? {} : { value: meaning }),
  };
}

function meaningOf(type: number, data: Uint8Array): QueriedValue['value'] {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  switch (type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
    case REG_LINK:
      return decodeWideName(data).split('\0', 1)[0] ?? '';
    case REG_DWORD:
    case REG_DWORD_BIG_ENDIAN:
      return data.length === 4 ? view.getUint32(0, type === REG_DWORD) : undefined;
    case REG_QWORD:
      return data.length === 8 ? view.getBigUint64(0, true).toString() : undefined;
    case REG_MULTI_SZ:
      return stringsOf(decodeWideName(data));
    default:
      return undefined;
  }
}

/** Up to the empty one that ends them. */
function stringsOf(text: string): string[] {
  const strings = text.split('\0');
  const end = strings.indexOf('');
  return end < 0 ? strings : strings.slice(0, end);
}
