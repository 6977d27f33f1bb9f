import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeHandle } from '../../src/hivex/calls.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { type Hivexml, hivexml } from '../support/hivexml.ts';

/** What both readers see of a key, in one shape. */
export interface Tree {
  readonly name: string;
  /** Of the key's cell, from the start of the file. */
  readonly place: number;
  readonly time: bigint;
  readonly values: readonly string[];
  readonly subkeys: readonly Tree[];
}

const valueLine = (name: string, place: number, type: number, data: Uint8Array): string =>
  `${name}@${place} ${type} ${Buffer.from(data).toString('hex')}`;

export function treeOfHivex(hive: Hive, node: NodeHandle = hive.root()): Tree {
  const values = hive.values(node).map((value) => {
    const { type, data } = hive.valueData(value);
    return valueLine(hive.valueName(value), value, type, data);
  });
  const subkeys = hive.children(node).map((child) => treeOfHivex(hive, child));
  return { name: hive.nodeName(node), place: node, time: hive.timestamp(node), values, subkeys };
}

/** hivex's names are C strings: what stands behind a NUL is not seen. */
const untilNul = (name: string): string => name.replace(/\0.*$/s, '');

export function treeOfReader(bytes: Uint8Array): Tree {
  const treeOf = (key: Key): Tree => ({
    name: untilNul(key.name),
    place: key.offset + 4096,
    time: key.lastWritten,
    values: [...key.values()].map((value) =>
      valueLine(untilNul(value.name), value.offset + 4096, value.type, value.data()),
    ),
    subkeys: [...key.subkeys()].map(treeOf),
  });
  return treeOf(new HiveReader(bytes, 'test').root());
}

/** What native hivex prints of these bytes. */
export function nativeTree(bytes: Uint8Array): Hivexml {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-hivex-'));
  try {
    const path = join(folder, 'hive');
    writeFileSync(path, bytes);
    return hivexml(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
