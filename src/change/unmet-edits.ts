import type { HiveRecord, RecordedKey } from '../regf/key-record.ts';
import type { ValueSnapshot } from '../regf/key-snapshot.ts';
import { printKeyPath, upcase } from '../regf/names.ts';
import { type EditedKey, isSameContent } from './edit-tree.ts';
import type { Edit, KeyPath } from './edits.ts';
import { contentOf } from './plan.ts';

/**
 * Asks of each edit, as it was given, whether it holds after a change: the plan, which the change is compared with, was made of these
 * edits and might have lost one.
 * @returns those that don't, for people who look for the reason.
 */
export function unmetEdits(edits: readonly Edit[], tree: EditedKey, after: HiveRecord): readonly string[] {
  const lookup = new Lookup(after.root);
  return edits
    .filter((edit, index) => !holds(edit, index, tree, lookup))
    .map((edit) => `${edit.edit} ${printKeyPath(edit.key)}${'value' in edit ? ` [${edit.value}]` : ''}`);
}

function holds(edit: Edit, index: number, tree: EditedKey, lookup: Lookup): boolean {
  const key = lookup.key(edit.key);
  switch (edit.edit) {
    case 'create-key':
      return key !== undefined;
    case 'delete-key':
      // To delete a key and then to write it is to replace it.
      return key === undefined || isWanted(tree, edit.key);
    case 'delete-value':
      // Nor does a value go against it that was set when the key, or one above it, had been replaced.
      return (
        key === undefined ||
        lookup.value(key, edit.value) === undefined ||
        isDeletedAfter(index, tree, edit.key)
      );
    case 'set-value': {
      const value = key && lookup.value(key, edit.value);
      return value !== undefined && isSameContent(contentOf(value), edit);
    }
  }
}

function isWanted(tree: EditedKey, path: KeyPath): boolean {
  const found = path.reduce<EditedKey | undefined>((key, name) => key?.subkeys.get(upcase(name)), tree);
  return found?.wantedBy !== undefined;
}

function isDeletedAfter(index: number, tree: EditedKey, path: KeyPath): boolean {
  let key: EditedKey | undefined = tree;
  for (const name of path) {
    key = key?.subkeys.get(upcase(name));
    if ((key?.deletedBy ?? -1) > index) return true;
  }
  return false;
}

/** Keys and values by their names, which are gathered once for each key. */
class Lookup {
  readonly #root: RecordedKey;
  #lastPath: KeyPath | undefined;
  #lastKey: RecordedKey | undefined;
  readonly #keys = new Map<RecordedKey, ReadonlyMap<string, RecordedKey>>();
  readonly #values = new Map<RecordedKey, ReadonlyMap<string, ValueSnapshot>>();

  constructor(root: RecordedKey) {
    this.#root = root;
  }

  key(path: KeyPath): RecordedKey | undefined {
    // Edits of one key follow one another, and share its path.
    if (path !== this.#lastPath) {
      this.#lastPath = path;
      this.#lastKey = path.reduce<RecordedKey | undefined>(
        (key, name) => key && this.#below(key).get(upcase(name)),
        this.#root,
      );
    }
    return this.#lastKey;
  }

  /** The first of that name, as the registry looks for it. */
  value(key: RecordedKey, name: string): ValueSnapshot | undefined {
    let values = this.#values.get(key);
    if (values === undefined) {
      values = new Map(key.snapshot.values.toReversed().map((value) => [upcase(value.name), value]));
      this.#values.set(key, values);
    }
    return values.get(upcase(name));
  }

  #below(key: RecordedKey): ReadonlyMap<string, RecordedKey> {
    let keys = this.#keys.get(key);
    if (keys === undefined) {
      keys = new Map(
        key.subkeys.toReversed().map((subkey) => [upcase(String(subkey.snapshot.fields.name)), subkey]),
      );
      this.#keys.set(key, keys);
    }
    return keys;
  }
}
