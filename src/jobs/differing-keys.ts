import { CellMap } from '../regf/check/scan-bins.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import type { Key } from '../regf/key.ts';
import { type FieldValue, keyFields, pairByName } from '../regf/key-snapshot.ts';
import { fileOffset } from '../regf/structures/cell.ts';
import type { Value } from '../regf/value.ts';
import { listedValue } from './queried-keys.ts';
import type { ComparedField, RegistryDifference } from './registry-results.ts';

/** A key of a hive that is there as a whole; `key` is undefined where the hive has none of that path. */
export interface ComparedKey {
  readonly reader: HiveReader;
  readonly key: Key | undefined;
}

interface Pair {
  readonly before: Key | undefined;
  readonly after: Key | undefined;
  readonly path: string;
}

/** Last-written times and the order of values are no difference: nobody sets them. */
const FIELDS: readonly ComparedField[] = ['flags', 'class-name', 'security'];

/**
 * How two keys with all below them differ, whatever hives they lie in and however these are laid out. Of a key that only the
 * second has, all keys and values are listed; of one that only the first has, the key alone.
 * @param path of both, as it is shown.
 * @throws HiveError while iterating, where either hive is damaged; also when a key is met twice.
 */
export function* diffKeys(
  before: ComparedKey,
  after: ComparedKey,
  path: string,
): Generator<RegistryDifference, void, void> {
  const [meetBefore, meetAfter] = [visitor(before.reader), visitor(after.reader)];
  const pending: Pair[] = [{ before: before.key, after: after.key, path }];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    if (pair.after === undefined) {
      yield { kind: 'key-removed', key: pair.path };
      continue;
    }
    meetAfter(pair.after);
    if (pair.before === undefined) yield { kind: 'key-added', key: pair.path };
    else {
      meetBefore(pair.before);
      yield* changedFields(pair.before, pair.after, pair.path);
    }
    yield* changedValues(pair.before, pair.after, pair.path);
    for (const below of pairsBelow(pair).reverse()) pending.push(below);
  }
}

function visitor(reader: HiveReader): (key: Key) => void {
  const seen = new CellMap(reader.baseBlock.hiveBinsDataSize);
  return ({ offset }) => {
    if (seen.has(offset)) reader.image.refuse('key node', fileOffset(offset), 'a key met once', 'met again');
    seen.add(offset);
  };
}

function* changedFields(before: Key, after: Key, key: string): Generator<RegistryDifference, void, void> {
  const [one, other] = [keyFields(before), keyFields(after)];
  for (const field of FIELDS) {
    const [was, is] = [fieldText(one[field]), fieldText(other[field])];
    if (was === is) continue;
    yield {
      kind: 'key-changed',
      key,
      field,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  }
}

function fieldText(value: FieldValue): string | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value === undefined ? undefined : String(value);
}

function* changedValues(
  before: Key | undefined,
  after: Key,
  key: string,
): Generator<RegistryDifference, void, void> {
  for (const [one, other] of pairByName([...(before?.values() ?? [])], [...after.values()])) {
    if (other === undefined) {
      if (one !== undefined) yield { kind: 'value-removed', key, before: listedValue(one) };
    } else if (one === undefined) {
      yield { kind: 'value-added', key, after: listedValue(other) };
    } else if (!isSame(one, other)) {
      yield { kind: 'value-changed', key, before: listedValue(one), after: listedValue(other) };
    }
  }
}

function isSame(one: Value, other: Value): boolean {
  return one.type === other.type && Buffer.compare(one.data(), other.data()) === 0;
}

function pairsBelow({ before, after, path }: Pair): Pair[] {
  const pairs = pairByName([...(before?.subkeys() ?? [])], [...(after?.subkeys() ?? [])]);
  return pairs.map(([one, other]) => ({
    before: one,
    after: other,
    path: `${path}\\${(other ?? one)?.name ?? ''}`,
  }));
}
