import type { Key } from '../../src/regf/key.ts';
import * as type from '../../src/regf/structures/key-value.ts';
import type { Value } from '../../src/regf/value.ts';

/** What hivexml prints: keys nested, with modification times; values with their type and all of their data. */

const packageName = 'libhivex-bin';

export { packageName as package };

const TOKEN =
  /<node name="([^"]*)"|<\/node>|<mtime>([^<]*)<\/mtime>|<value type="([^"]*)"([^>]*?)(\/?)>|<\/value>|<string>([^<]*)<\/string>|<string\/>/g;

export function rows(output: string): string[] {
  const found: string[] = [];
  const path: string[] = [];
  let time = '';
  let keyPending = false;
  let value:
    | { readonly start: readonly unknown[]; readonly strings: string[]; readonly data: string }
    | undefined;
  const endKey = () => {
    if (keyPending) found.push(row(path.slice(1), time));
    keyPending = false;
  };
  for (const [token, name, mtime, kind, attributes = '', slash, text] of output.matchAll(TOKEN)) {
    if (name !== undefined) {
      endKey();
      path.push(decodeEntities(name));
      time = '';
      keyPending = true;
    } else if (mtime !== undefined) time = mtime;
    else if (kind !== undefined) {
      endKey();
      const valueName = decodeEntities(/ key="([^"]*)"/.exec(attributes)?.[1] ?? '');
      const plain = decodeEntities(/ value="([^"]*)"/.exec(attributes)?.[1] ?? '');
      const data = attributes.includes('encoding="base64"') ? plain.replace(/\s/g, '') : plain;
      value = { start: [path.slice(1), valueName, kind], strings: [], data };
      if (slash) found.push(row(...value.start, data));
    } else if (token === '</value>' && value !== undefined) {
      const data = value.start[2] === 'string-list' ? value.strings : value.data;
      found.push(row(...value.start, data));
    } else if (token === '</node>') {
      endKey();
      path.pop();
    } else value?.strings.push(decodeEntities(text ?? ''));
  }
  return found;
}

export function keyRow(path: readonly string[], key: Key): string {
  return row(path, key.lastWritten === 0n ? '' : seconds(key.lastWritten));
}

export function valueRow(path: readonly string[], value: Value): string {
  return row(path, value.name, ...contents(value));
}

const NUMBER_SIZES = new Map([
  [type.REG_DWORD, 4],
  [type.REG_DWORD_BIG_ENDIAN, 4],
  [type.REG_QWORD, 8],
]);

function contents(value: Value): readonly [string, unknown] {
  const data = value.data();
  const base64 = Buffer.from(data).toString('base64');
  if (value.dataSize !== (NUMBER_SIZES.get(value.type) ?? value.dataSize))
    return ['number of a wrong size', base64];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  switch (value.type) {
    case type.REG_NONE:
      return ['none', base64];
    case type.REG_SZ:
      return ['string', value.asString()];
    case type.REG_EXPAND_SZ:
      return ['expand', value.asString()];
    case type.REG_LINK:
      return ['link', value.asString()];
    case type.REG_BINARY:
      return ['binary', base64];
    case type.REG_DWORD:
      return ['int32', String(view.getInt32(0, true))];
    case type.REG_DWORD_BIG_ENDIAN:
      return ['int32', String(view.getInt32(0, false))];
    case type.REG_QWORD:
      return ['int64', String(view.getBigInt64(0, true))];
    case type.REG_MULTI_SZ:
      // hivexml lists the empty string at the end, too.
      return ['string-list', new TextDecoder('utf-16le').decode(data).split('\0').slice(0, -1)];
    default:
      return [OTHER_TYPES.get(value.type) ?? 'unknown', base64];
  }
}

const OTHER_TYPES = new Map([
  [8, 'resource-list'],
  [9, 'resource-description'],
  [10, 'resource-requirements'],
]);

/** FILETIME as hivexml prints it. */
function seconds(filetime: bigint): string {
  const milliseconds = Number(filetime / 10_000_000n - 11_644_473_600n) * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(#\d+|\w+);/g, (whole, entity: string) =>
    entity.startsWith('#') ? String.fromCodePoint(Number(entity.slice(1))) : (ENTITIES[entity] ?? whole),
  );
}

function row(...cells: readonly unknown[]): string {
  return JSON.stringify(cells);
}
