import { type ExportCount, exportKeys } from '../../src/change/reg-file/export-keys.ts';
import { RegFileParser } from '../../src/change/reg-file/parse-reg-file.ts';
import type { RegFile } from '../../src/change/reg-file/reg-file.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { compareNames } from '../../src/regf/names.ts';

/** Hives and .reg files as lists that can be compared: a line for each key and value, byte for byte. */

export interface ExportedHive {
  readonly bytes: Buffer;
  readonly count: ExportCount;
}

export function exportHive(reader: HiveReader, path: string, key: Key = reader.root()): ExportedHive {
  const pieces: Uint8Array[] = [];
  const export_ = exportKeys(reader, key, path);
  for (;;) {
    const { done, value } = export_.next();
    if (done) return { bytes: Buffer.concat(pieces), count: value };
    pieces.push(value);
  }
}

/** In pieces that fall anywhere. */
export function parsePieces(bytes: Uint8Array, pieceSize = 50_021): RegFile {
  const parser = new RegFileParser('export.reg');
  for (let at = 0; at < bytes.length; at += pieceSize) parser.push(bytes.subarray(at, at + pieceSize));
  return parser.end();
}

/** Keys with their paths, and values with types and data, in the order of the file. */
export function linesOfFile({ sections }: RegFile): string[] {
  return sections.flatMap(({ path, action, values }) => [
    `${action} ${path.join('\\')}`,
    ...values.map(({ name, content }) => valueLine(name, content?.type, content?.data)),
  ]);
}

/** What an export of the key has to say. */
export function linesOfKey(key: Key, path: string): string[] {
  const lines: string[] = [];
  const pending: { readonly key: Key; readonly path: string }[] = [{ key, path }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    lines.push(`write ${next.path}`);
    for (const value of next.key.values()) {
      if (!/[\r\n]/.test(value.name)) lines.push(valueLine(value.name, value.type, value.data()));
    }
    const subkeys = [...next.key.subkeys()].sort((a, b) => compareNames(a.name, b.name)).reverse();
    for (const subkey of subkeys) {
      if (!/[\r\n]|^$/.test(subkey.name)) pending.push({ key: subkey, path: `${next.path}\\${subkey.name}` });
    }
  }
  return lines;
}

function valueLine(name: string, type: number | undefined, data: Uint8Array | undefined): string {
  return data === undefined
    ? `${JSON.stringify(name)} deleted`
    : `${JSON.stringify(name)} ${type} ${Buffer.from(data).toString('hex')}`;
}
