import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { areSameBytes } from '../ground/same-bytes.ts';
import type { RecordScope } from '../regf/key-record.ts';
import { upcase } from '../regf/names.ts';
import type { DeleteKey, DeleteValue, Edit, KeyPath, SetValue, ValueContent } from './edits.ts';
import { DEEPEST_KEY } from './limits.ts';

/**
 * A list of edits by the keys that they name. Edits hold one after the other, as a .reg file is read; one that would take
 * back what an earlier one made is refused. To delete a key and then write below it is how a key is replaced.
 */
export interface EditedKey extends RecordScope {
  /** As the first edit spells it that wants it; the root's is empty. */
  readonly name: string;
  /** The edit because of which the key that is there goes with all below it, counted from 0. */
  readonly deletedBy: number | undefined;
  /** The edit because of which a key stands here afterwards, counted from 0. */
  readonly wantedBy: number | undefined;
  /** By names in capitals, in the order of the edits. */
  readonly values: ReadonlyMap<string, EditedValue>;
  readonly subkeys: ReadonlyMap<string, EditedKey>;
}

export interface EditedValue {
  readonly name: string;
  /** Undefined: the value goes. */
  readonly content: ValueContent | undefined;
  readonly by: number;
}

/** @throws HiveError 'edits-contradict', 'edit-refused' for the root's deletion and for a path that is too deep. */
export function treeOfEdits(edits: readonly Edit[], file: FilePath): EditedKey {
  const tree = new EditTree(file);
  for (const [index, edit] of edits.entries()) tree.add(edit, index);
  return tree.root;
}

class Branch implements EditedKey {
  name: string;
  deletedBy: number | undefined;
  wantedBy: number | undefined;
  readonly values = new Map<string, EditedValue>();
  readonly subkeys = new Map<string, Branch>();

  constructor(name: string) {
    this.name = name;
  }

  get isWhole(): boolean {
    return this.deletedBy !== undefined;
  }
}

class EditTree {
  readonly root = new Branch('');
  #last: { readonly path: KeyPath; readonly branch: Branch } | undefined;
  readonly #file: FilePath;

  constructor(file: FilePath) {
    this.#file = file;
  }

  add(edit: Edit, index: number): void {
    switch (edit.edit) {
      case 'create-key':
        this.#at(edit.key, index, index);
        break;
      case 'set-value':
        this.#set(edit, index);
        break;
      case 'delete-value':
        this.#deleteValue(edit, index);
        break;
      case 'delete-key':
        this.#deleteKey(edit, index);
    }
  }

  /** @param wantedBy the edit, if it wants the key to be there. */
  #at(path: KeyPath, index: number, wantedBy?: number): Branch {
    if (path.length > DEEPEST_KEY)
      throw new HiveError('edit-refused', { path: this.#file, index, key: path, reason: 'too-deep' });
    // Edits of one key follow one another, and share its path.
    const last = this.#last;
    if (path === last?.path && last.branch.wantedBy !== undefined) return last.branch;
    let branch = this.root;
    branch.wantedBy ??= wantedBy;
    for (const name of path) {
      const known = branch.subkeys.get(upcase(name));
      const next = known ?? new Branch(name);
      if (known === undefined) branch.subkeys.set(upcase(name), next);
      if (next.wantedBy === undefined) next.name = name;
      next.wantedBy ??= wantedBy;
      branch = next;
    }
    this.#last = { path, branch };
    return branch;
  }

  #set(edit: SetValue, index: number): void {
    const { values } = this.#at(edit.key, index, index);
    const place = upcase(edit.value);
    const { type, data } = edit;
    const known = values.get(place);
    if (known === undefined) values.set(place, { name: edit.value, content: { type, data }, by: index });
    else if (known.content === undefined || !isSameContent(known.content, edit))
      throw this.#contradiction(edit, index, known.by);
  }

  #deleteValue(edit: DeleteValue, index: number): void {
    const { values } = this.#at(edit.key, index);
    const place = upcase(edit.value);
    const known = values.get(place);
    if (known?.content !== undefined) throw this.#contradiction(edit, index, known.by);
    if (known === undefined) values.set(place, { name: edit.value, content: undefined, by: index });
  }

  #deleteKey(edit: DeleteKey, index: number): void {
    if (edit.key.length === 0)
      throw new HiveError('edit-refused', { path: this.#file, index, key: [], reason: 'root' });
    const branch = this.#at(edit.key, index);
    if (branch.wantedBy !== undefined) throw this.#contradiction(edit, index, branch.wantedBy);
    branch.deletedBy = index;
    branch.values.clear();
    branch.subkeys.clear();
    this.#last = undefined;
  }

  #contradiction(
    { key, ...edit }: SetValue | DeleteValue | DeleteKey,
    index: number,
    earlier: number,
  ): HiveError<'edits-contradict'> {
    const value = 'value' in edit ? { value: edit.value } : {};
    return new HiveError('edits-contradict', { path: this.#file, index, earlier, key, ...value });
  }
}

export function isSameContent(one: ValueContent, other: ValueContent): boolean {
  return one.type === other.type && areSameBytes(one.data, other.data);
}
