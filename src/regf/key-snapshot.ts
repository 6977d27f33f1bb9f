import type { CellOffset } from '../ground/brand.ts';
import { areSameBytes } from '../ground/same-bytes.ts';
import type { Key } from './key.ts';
import { upcase } from './names.ts';
import { KEY_COMP_NAME } from './structures/key-node.ts';
import { VALUE_COMP_NAME } from './structures/key-value.ts';

/** Everything that a key says, without where in the hive it says it; only the subkeys' own contents are left out. */
export interface KeySnapshot {
  readonly offset: CellOffset;
  readonly fields: Readonly<Record<KeyField, FieldValue>>;
  readonly values: readonly ValueSnapshot[];
  readonly subkeys: readonly SubkeySnapshot[];
}

export interface ValueSnapshot {
  readonly name: string;
  readonly fields: Readonly<Record<ValueField, FieldValue>>;
}

export interface SubkeySnapshot {
  readonly name: string;
  readonly offset: CellOffset;
}

export type KeyField =
  | 'name'
  | 'flags'
  | 'last-written'
  | 'access-bits'
  | 'layered-key-bits'
  | 'user-flags'
  | 'debug'
  | 'class-name'
  | 'security';

export type ValueField = 'name' | 'flags' | 'type' | 'data';

export type FieldValue = string | number | bigint | Uint8Array | undefined;

/**
 * How two hives differ. `path` holds the names as the later hive spells them (for what was removed, the earlier one).
 * Every key and value of an added or removed subtree is listed. How a name is stored, compressed or not, is no difference,
 * nor is the order of values; 'key-moved' comes only from comparing snapshots of one key chain.
 */
export type HiveDifference =
  | { readonly kind: 'key-added' | 'key-removed'; readonly path: readonly string[] }
  | {
      readonly kind: 'key-changed';
      readonly path: readonly string[];
      readonly field: KeyField;
      readonly before: FieldValue;
      readonly after: FieldValue;
    }
  | {
      readonly kind: 'key-moved';
      readonly path: readonly string[];
      readonly before: CellOffset;
      readonly after: CellOffset;
    }
  | {
      readonly kind: 'value-added' | 'value-removed';
      readonly path: readonly string[];
      readonly value: string;
    }
  | {
      readonly kind: 'value-changed';
      readonly path: readonly string[];
      readonly value: string;
      readonly field: ValueField;
      readonly before: FieldValue;
      readonly after: FieldValue;
    };

/**
 * @returns views on the hive's bytes.
 * @throws HiveError where the key's cells are damaged.
 */
export function snapshotKey(key: Key): KeySnapshot {
  return { offset: key.offset, fields: keyFields(key), values: valuesOf(key), subkeys: subkeysOf(key) };
}

export function keyFields(key: Key): Record<KeyField, FieldValue> {
  const { node } = key;
  return {
    name: key.name,
    flags: node.flags & ~KEY_COMP_NAME,
    'last-written': node.lastWritten,
    'access-bits': node.accessBits,
    'layered-key-bits': node.layeredKeyBits,
    'user-flags': node.virtualizationAndUserFlags,
    debug: node.debug,
    'class-name': key.className,
    security: key.security,
  };
}

export function valuesOf(key: Key): ValueSnapshot[] {
  const values = [...key.values()];
  key.expectData(values);
  return values.map((value) => {
    const { name, type } = value;
    return { name, fields: { name, flags: value.flags & ~VALUE_COMP_NAME, type, data: value.data() } };
  });
}

export function subkeysOf(key: Key): SubkeySnapshot[] {
  return Array.from(key.subkeys(), ({ name, offset }) => ({ name, offset }));
}

/** Differences between two states of a key itself and of its values. */
export function compareKeys(
  path: readonly string[],
  before: Pick<KeySnapshot, 'fields' | 'values'>,
  after: Pick<KeySnapshot, 'fields' | 'values'>,
): HiveDifference[] {
  const differences: HiveDifference[] = [];
  for (const { field, ...change } of changedFields(before.fields, after.fields))
    differences.push({ kind: 'key-changed', path, field, ...change });
  for (const [one, other] of pairByName(before.values, after.values)) {
    if (one === undefined) differences.push({ kind: 'value-added', path, value: other?.name ?? '' });
    else if (other === undefined) differences.push({ kind: 'value-removed', path, value: one.name });
    else
      for (const { field, ...change } of changedFields(one.fields, other.fields))
        differences.push({ kind: 'value-changed', path, value: other.name, field, ...change });
  }
  return differences;
}

interface Change<Name extends string> {
  readonly field: Name;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

function changedFields<Name extends string>(
  before: Readonly<Record<Name, FieldValue>>,
  after: Readonly<Record<Name, FieldValue>>,
): Change<Name>[] {
  const changes: Change<Name>[] = [];
  for (const field in before)
    if (!isSameValue(before[field], after[field]))
      changes.push({ field, before: before[field], after: after[field] });
  return changes;
}

export function isSameValue(one: FieldValue, other: FieldValue): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return areSameBytes(one, other);
  return one === other;
}

/**
 * Pairs what has the same name, as the registry compares names; the first of a name that occurs twice with the first, and so
 * on. What has no counterpart is paired with undefined.
 */
export function pairByName<Item extends { readonly name: string }>(
  before: readonly Item[],
  after: readonly Item[],
): [Item | undefined, Item | undefined][] {
  const waiting = new Map<string, Item[]>();
  for (const item of before) {
    const name = upcase(item.name);
    const same = waiting.get(name);
    if (same === undefined) waiting.set(name, [item]);
    else same.push(item);
  }
  const pairs: [Item | undefined, Item | undefined][] = after.map((item) => [
    waiting.get(upcase(item.name))?.shift(),
    item,
  ]);
  for (const items of waiting.values()) for (const item of items) pairs.push([item, undefined]);
  return pairs;
}
