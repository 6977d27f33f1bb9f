import { type ByteRange, byteRange, compareBytes } from '../../src/regf/byte-ranges.ts';
import { type Provable, unexplainedBytes } from '../../src/regf/change-proof.ts';
import type { HiveDifference } from '../../src/regf/hive-diff.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import {
  cellsOfKeys,
  type HiveRecord,
  type RecordScope,
  recordKeys,
  withAllBelow,
} from '../../src/regf/key-record.ts';
import { upcase } from '../../src/regf/names.ts';
import { compareRecords } from '../../src/regf/record-diff.ts';
import { hiveBinsOf } from './hive-bins.ts';

interface Scope extends RecordScope {
  readonly subkeys: Map<string, Scope>;
}

/** The keys on these paths, nothing beside them; of whole keys, all below them. */
export function scopeOf(
  paths: readonly (readonly string[])[],
  whole: readonly (readonly string[])[] = [],
): RecordScope {
  const root: Scope = { isWhole: false, subkeys: new Map() };
  for (const path of paths) open(root, path);
  for (const path of whole) {
    const above = open(root, path.slice(0, -1));
    above.subkeys.set(upcase(path.at(-1) ?? ''), { isWhole: true, subkeys: new Map() });
  }
  return root;
}

function open(root: Scope, path: readonly string[]): Scope {
  return path.reduce((scope, name) => {
    const known = scope.subkeys.get(upcase(name)) ?? { isWhole: false, subkeys: new Map() };
    scope.subkeys.set(upcase(name), known);
    return known;
  }, root);
}

/** Of the keys on these paths, all of which may change. */
export async function provableOf(reader: HiveReader, scope: RecordScope): Promise<Provable & HiveRecord> {
  const record = await recordKeys(reader, scope);
  return { ...record, cells: cellsOfKeys(reader.image, withAllBelow(record.root)) };
}

export interface Proven {
  readonly unexplained: readonly ByteRange[];
  readonly differences: readonly HiveDifference[];
}

/** What the proof says of two hives in memory, of which the keys of the scope are recorded. */
export async function prove(before: HiveReader, after: HiveReader, scope: RecordScope): Promise<Proven> {
  const [one, other] = [await provableOf(before, scope), await provableOf(after, scope)];
  const end = Math.min(before.image.end, after.image.end);
  const changed = compareBytes(before.bytes.subarray(0, end), after.bytes.subarray(0, end), 0);
  const hives = { before: before.image, after: after.image };
  return {
    unexplained: unexplainedBytes(one, other, changed, hives, hiveBinsOf(after.bytes)),
    differences: compareRecords(one, other),
  };
}

/** The words that a byte range touches. */
export const wordsOf = (start: number, end: number): ByteRange =>
  byteRange(start - (start % 4), end + ((4 - (end % 4)) % 4));
