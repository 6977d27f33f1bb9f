import type { Edit, KeyPath } from '../change/edits.ts';
import { HiveError } from '../ground/errors.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import type { Key } from '../regf/key.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import { parseRegistryPath } from '../windows/registry-path.ts';
import { readTypedValue } from '../windows/typed-data.ts';
import { type ChangeCommand, type ChangeOptions, changeTarget } from './change-target.ts';
import type { Machine } from './machine.ts';
import { findHiveOf, type KeyPlace, placeInHive } from './registry-place.ts';
import type { ChangeResult } from './registry-results.ts';
import type { Watch } from './repair-wiring.ts';

export interface AddRequest {
  readonly key: string;
  /** '' for the default value; the key alone is made when neither this nor data are given. */
  readonly value?: string;
  readonly type?: string;
  readonly data?: string;
}

/**
 * Makes a key, with those above it that are missing, or sets a value of it. What is so already is left as it is.
 * @throws HiveError 'key-path-malformed', 'data-type-unknown', 'data-malformed', and what changeTarget throws.
 */
export async function addToKey(
  machine: Machine,
  watch: Watch,
  name: string,
  { key, value, type, data }: AddRequest,
  options: ChangeOptions,
): Promise<ChangeResult> {
  const isValue = value !== undefined || type !== undefined || data !== undefined;
  const typed = isValue ? readTypedValue(type, data) : undefined;
  return await editKey(machine, watch, name, { command: 'add', key }, options, (_, { path }) => [
    typed === undefined
      ? { edit: 'create-key', key: path }
      : { edit: 'set-value', key: path, value: value ?? '', ...typed },
  ]);
}

export interface DeleteRequest {
  readonly key: string;
  /** '' for the default value. Neither this nor `allValues`: the key with all below it. */
  readonly value?: string;
  readonly allValues: boolean;
}

/**
 * Deletes a key with all below it, one value of it, or all its values.
 * @throws HiveError 'key-path-malformed', 'key-missing', 'value-missing', and what changeTarget throws.
 */
export async function deleteKey(
  machine: Machine,
  watch: Watch,
  name: string,
  { key, value, allValues }: DeleteRequest,
  options: ChangeOptions,
): Promise<ChangeResult> {
  return await editKey(machine, watch, name, { command: 'delete', key }, options, (hive, place) => {
    const found = keyAt(hive, place);
    if (allValues) return [...found.values()].map((there) => deletion(place.path, there.name));
    if (value === undefined) return [{ edit: 'delete-key', key: place.path }];
    const there = found.value(value);
    if (there === undefined)
      throw new HiveError('value-missing', { path: hive.file, key: place.shown.join('\\'), value });
    return [deletion(place.path, there.name)];
  });
}

function deletion(key: KeyPath, value: string): Edit {
  return { edit: 'delete-value', key, value };
}

/** @throws HiveError 'key-diverted' where the path means another key to Windows, 'key-missing' */
function keyAt(hive: HiveReader, { path, shown }: KeyPlace): Key {
  refuseObstacle(hive, path, hive.file);
  const found = hive.find(path);
  if (found === undefined) throw new HiveError('key-missing', { path: hive.file, key: shown.join('\\') });
  return found;
}

async function editKey(
  machine: Machine,
  watch: Watch,
  name: string,
  { command, key }: { readonly command: ChangeCommand; readonly key: string },
  options: ChangeOptions,
  edits: (hive: HiveReader, place: KeyPlace) => readonly Edit[],
): Promise<ChangeResult> {
  const path = parseRegistryPath(key);
  return await changeTarget(machine, watch, name, command, options, async ({ target, files }) => {
    const place = await findHiveOf(files, target, path, options);
    const { hiveSet } = place;
    const look = (hive: HiveReader) => {
      const at = placeInHive(hive, place, files.baseName(hiveSet.primary));
      return { edits: edits(hive, at), seen: { mount: at.shown.slice(0, at.shown.length - at.path.length) } };
    };
    return { hives: [{ hiveSet, look }] };
  });
}
