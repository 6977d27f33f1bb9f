import { HiveError } from '../ground/errors.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { Key } from '../regf/key.ts';
import { type KeyPathObstacle, obstacleOf } from '../regf/key-path.ts';
import type { HiveRecord, RecordedKey } from '../regf/key-record.ts';
import { isSameValue, type ValueSnapshot } from '../regf/key-snapshot.ts';
import { upcase } from '../regf/names.ts';
import { KEY_NO_DELETE, KEY_VOLATILE } from '../regf/structures/key-node.ts';
import { type EditedKey, isSameContent } from './edit-tree.ts';
import type { KeyPath, ValueContent } from './edits.ts';
import type { EditRefusal } from './errors.ts';
import { DEEPEST_KEY, LONGEST_DATA, LONGEST_KEY_NAME, LONGEST_VALUE_NAME } from './limits.ts';

/**
 * What is to be done to a key. Only keys to which something is to be done have a plan, and those above them; what is right already
 * has none.
 */
export interface KeyPlan {
  /** Names from the root downwards, as they are spelled afterwards. */
  readonly path: KeyPath;
  /** The key that is there; undefined when there is none. */
  readonly before: RecordedKey | undefined;
  /** It goes, with all below it. */
  readonly isRemoved: boolean;
  /** A new key stands here afterwards. */
  readonly isCreated: boolean;
  readonly values: readonly ValuePlan[];
  readonly subkeys: readonly KeyPlan[];
}

export interface ValuePlan {
  /** The spelling that stays, or the new one. */
  readonly name: string;
  /** Which value it is in the list of those that are there. */
  readonly place: number | undefined;
  readonly before: ValueSnapshot | undefined;
  /** Undefined: it goes. */
  readonly content: ValueContent | undefined;
}

/**
 * @param record of the hive before the change, with `tree` for its scope.
 * @returns undefined when all is right already.
 * @throws HiveError 'key-diverted' where a path does not mean the key that stands there, 'edit-refused'.
 */
export function planChange(reader: HiveReader, record: HiveRecord, tree: EditedKey): KeyPlan | undefined {
  return new Planner(reader).plan(tree, record.root, undefined, []);
}

/** From this minor version on a hive may lie over another one. Specification: "Base block", minor version. */
const LAYERED_MINOR_VERSION = 6;

class Planner {
  readonly #reader: HiveReader;

  constructor(reader: HiveReader) {
    this.#reader = reader;
  }

  plan(
    edited: EditedKey,
    before: RecordedKey | undefined,
    above: RecordedKey | undefined,
    path: KeyPath,
  ): KeyPlan | undefined {
    if (before !== undefined) this.#refuseObstacle(before, path);
    return before === undefined || edited.deletedBy !== undefined
      ? this.#planNew(edited, before, above, path)
      : this.#planKept(edited, before, path);
  }

  #planNew(
    edited: EditedKey,
    before: RecordedKey | undefined,
    above: RecordedKey | undefined,
    path: KeyPath,
  ): KeyPlan | undefined {
    const isCreated = edited.wantedBy !== undefined;
    const isRemoved = before !== undefined;
    if (!isCreated && !isRemoved) return undefined;
    if (isRemoved && isCreated && isAsWanted(before, edited, above)) return undefined;
    if (isRemoved) this.#refuseRemoval(before, edited.deletedBy ?? 0, path);
    if (!isCreated) return { path, before, isRemoved, isCreated, values: [], subkeys: [] };
    this.#refuseName(edited, path);
    const values = newValues(edited);
    for (const { by, ...value } of values) this.#refuseValue(value, by, path);
    const subkeys = [...edited.subkeys.values()].map((subkey) =>
      this.#planNew(subkey, undefined, undefined, [...path, subkey.name]),
    );
    return { path, before, isRemoved, isCreated, values, subkeys: subkeys.filter(isPlanned) };
  }

  #planKept(edited: EditedKey, before: RecordedKey, path: KeyPath): KeyPlan | undefined {
    const isVolatile = (Number(before.snapshot.fields.flags) & KEY_VOLATILE) !== 0;
    if (isVolatile && edited.wantedBy !== undefined)
      throw this.#refusal('key-volatile', edited.wantedBy, path);
    const values = this.#planValues(edited, before, path);
    const named = byName(before.subkeys);
    const subkeys = [...edited.subkeys].map(([capitals, subkey]) => {
      const [first, second] = named.get(capitals) ?? [];
      // Who replaces a key spells it anew.
      const isNew = first === undefined || (subkey.deletedBy !== undefined && subkey.wantedBy !== undefined);
      const name = isNew ? subkey.name : String(first.snapshot.fields.name);
      if (second !== undefined) throw this.#diverted({ key: [...path, name], obstacle: 'name-twice' });
      return this.plan(subkey, first, before, [...path, name]);
    });
    const planned = subkeys.filter(isPlanned);
    if (values.length === 0 && planned.length === 0) return undefined;
    return { path, before, isRemoved: false, isCreated: false, values, subkeys: planned };
  }

  #planValues(edited: EditedKey, { snapshot }: RecordedKey, path: KeyPath): ValuePlan[] {
    if (edited.values.size === 0) return [];
    const plans: ValuePlan[] = [];
    const met = new Set<string>();
    for (const [place, before] of snapshot.values.entries()) {
      const name = upcase(before.name);
      const value = edited.values.get(name);
      // Windows finds the first of a name; that there is another is no reason to leave one that is to go.
      if (value === undefined || (met.has(name) && value.content !== undefined)) continue;
      met.add(name);
      if (value.content === undefined) this.#refuseLayered(value.by, path);
      else this.#refuseData(value.content, value.by, path);
      if (value.content === undefined || !isSameContent(contentOf(before), value.content))
        plans.push({ name: before.name, place, before, content: value.content });
    }
    for (const { by, ...value } of newValues(edited)) {
      if (met.has(upcase(value.name))) continue;
      this.#refuseValue(value, by, path);
      plans.push(value);
    }
    return plans;
  }

  #refuseObstacle({ snapshot }: RecordedKey, path: KeyPath): void {
    const found = obstacleOf(new Key(this.#reader.image, snapshot.offset), path);
    if (found !== undefined) throw this.#diverted(found);
  }

  #refuseRemoval(before: RecordedKey, index: number, path: KeyPath): void {
    this.#refuseLayered(index, path);
    const pending: [RecordedKey, KeyPath][] = [[before, path]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [{ snapshot, subkeys }, at] = next;
      if (Number(snapshot.fields.flags) & KEY_NO_DELETE) throw this.#refusal('key-not-deletable', index, at);
      for (const subkey of subkeys) pending.push([subkey, [...at, String(subkey.snapshot.fields.name)]]);
    }
  }

  #refuseLayered(index: number, path: KeyPath): void {
    if (this.#reader.baseBlock.minorVersion >= LAYERED_MINOR_VERSION)
      throw this.#refusal('layered-hive', index, path);
  }

  #refuseName({ name, wantedBy = 0 }: EditedKey, path: KeyPath): void {
    if (name === '') throw this.#refusal('key-name-empty', wantedBy, path);
    if (name.includes('\\')) throw this.#refusal('key-name-has-backslash', wantedBy, path);
    if (name.length > LONGEST_KEY_NAME) throw this.#refusal('key-name-too-long', wantedBy, path);
    if (path.length > DEEPEST_KEY) throw this.#refusal('too-deep', wantedBy, path);
  }

  #refuseValue({ name, content }: Pick<ValuePlan, 'name' | 'content'>, index: number, path: KeyPath): void {
    if (name.length > LONGEST_VALUE_NAME) throw this.#refusal('value-name-too-long', index, path);
    if (content !== undefined) this.#refuseData(content, index, path);
  }

  #refuseData({ data }: ValueContent, index: number, path: KeyPath): void {
    if (data.length > LONGEST_DATA) throw this.#refusal('data-too-long', index, path);
  }

  #refusal(reason: EditRefusal, index: number, key: KeyPath): HiveError<'edit-refused'> {
    return new HiveError('edit-refused', { path: this.#reader.file, index, key, reason });
  }

  #diverted(obstacle: KeyPathObstacle): HiveError<'key-diverted'> {
    return new HiveError('key-diverted', { path: this.#reader.file, ...obstacle });
  }
}

const isPlanned = (plan: KeyPlan | undefined): plan is KeyPlan => plan !== undefined;

/** Values that an edit sets, as if there were none. */
function newValues({ values }: EditedKey): (ValuePlan & { readonly by: number })[] {
  return [...values.values()].flatMap(({ name, content, by }) =>
    content === undefined ? [] : [{ name, place: undefined, before: undefined, content, by }],
  );
}

function byName(keys: readonly RecordedKey[]): ReadonlyMap<string, readonly RecordedKey[]> {
  const named = new Map<string, RecordedKey[]>();
  for (const key of keys) {
    const name = upcase(String(key.snapshot.fields.name));
    const same = named.get(name);
    if (same === undefined) named.set(name, [key]);
    else same.push(key);
  }
  return named;
}

export function contentOf({ fields }: ValueSnapshot): ValueContent {
  const { type, data } = fields;
  return { type: Number(type), data: data instanceof Uint8Array ? data : new Uint8Array(0) };
}

/** Whether replacing the key, and all below it, would change nothing but times. */
function isAsWanted(before: RecordedKey, edited: EditedKey, above: RecordedKey | undefined): boolean {
  const { fields, values, subkeys } = before.snapshot;
  const wanted = newValues(edited);
  const wantedKeys = [...edited.subkeys].filter(([, { wantedBy }]) => wantedBy !== undefined);
  const named = byName(before.subkeys);
  return (
    fields.name === edited.name &&
    fields.flags === 0 &&
    fields['class-name'] === undefined &&
    isSameValue(fields.security, above?.snapshot.fields.security) &&
    values.length === wanted.length &&
    values.every((value, place) => isValueAsWanted(value, wanted[place])) &&
    subkeys.length === wantedKeys.length &&
    wantedKeys.every(([capitals, subkey]) => {
      const [found] = named.get(capitals) ?? [];
      return found !== undefined && isAsWanted(found, subkey, before);
    })
  );
}

function isValueAsWanted(before: ValueSnapshot, wanted: ValuePlan | undefined): boolean {
  const content = wanted?.content;
  const isPlain = before.fields.flags === 0 && before.name === wanted?.name;
  return isPlain && content !== undefined && isSameContent(contentOf(before), content);
}
