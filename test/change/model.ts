import type { Edit, KeyPath, ValueContent } from '../../src/change/edits.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { compareNames, upcase } from '../../src/regf/names.ts';

/** A hive as nested maps, which knows nothing of cells: what edits make of it, told once more and by other means. */
export interface ModelKey {
  readonly name: string;
  /** By names in capitals, in their order. Of values of one name the first. */
  readonly values: Map<string, ValueContent & { readonly name: string }>;
  readonly subkeys: Map<string, ModelKey>;
}

export function modelOf(reader: HiveReader): ModelKey {
  return modelOfKey(reader.root(), '');
}

function modelOfKey(key: Key, name: string): ModelKey {
  const values = Array.from(key.values(), (value) => {
    const { name, type } = value;
    return [upcase(name), { name, type, data: value.data().slice() }] as const;
  });
  const subkeys = Array.from(key.subkeys(), (subkey) => {
    const { name } = subkey;
    return [upcase(name), modelOfKey(subkey, name)] as const;
  });
  return { name, values: new Map(values), subkeys: new Map(subkeys) };
}

export function applyToModel(root: ModelKey, edit: Edit): void {
  switch (edit.edit) {
    case 'create-key':
      open(root, edit.key);
      break;
    case 'delete-key': {
      const above = find(root, edit.key.slice(0, -1));
      above?.subkeys.delete(upcase(edit.key.at(-1) ?? ''));
      break;
    }
    case 'delete-value':
      find(root, edit.key)?.values.delete(upcase(edit.value));
      break;
    case 'set-value': {
      const { values } = open(root, edit.key);
      const { type, data } = edit;
      const name = values.get(upcase(edit.value))?.name ?? edit.value;
      values.set(upcase(edit.value), { name, type, data });
    }
  }
}

export function find(root: ModelKey, path: KeyPath): ModelKey | undefined {
  return path.reduce<ModelKey | undefined>((key, name) => key?.subkeys.get(upcase(name)), root);
}

function open(root: ModelKey, path: KeyPath): ModelKey {
  return path.reduce((key, name) => {
    const known = key.subkeys.get(upcase(name));
    if (known !== undefined) return known;
    const made: ModelKey = { name, values: new Map(), subkeys: new Map() };
    key.subkeys.set(upcase(name), made);
    return made;
  }, root);
}

/** One line for each key and value, subkeys sorted. */
export function linesOf(root: ModelKey): string[] {
  const lines: string[] = [];
  const tell = (key: ModelKey, path: KeyPath): void => {
    lines.push(JSON.stringify(path));
    for (const { name, type, data } of key.values.values())
      lines.push(JSON.stringify([path, name, type, Buffer.from(data).toString('base64')]));
    const sorted = [...key.subkeys.values()].sort((a, b) => compareNames(a.name, b.name));
    for (const subkey of sorted) tell(subkey, [...path, subkey.name]);
  };
  tell(root, []);
  return lines;
}
