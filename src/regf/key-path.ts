import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { HiveReader } from './hive-reader.ts';
import type { Key } from './key.ts';
import { isSameName } from './names.ts';
import { KEY_PREDEF_HANDLE, KEY_SYM_LINK } from './structures/key-node.ts';

/**
 * Whether a key path means, to Windows, the key that a walk through the subkeys lists finds. Three things make it another:
 * Windows follows a key that is a symbolic link, takes a predefined handle to a key of another hive, and of two subkeys of
 * one name finds the one that its search by halves happens to meet. An edit there would change what Windows never reads.
 */

export interface KeyPathObstacle {
  /** Names from the root to the key in question, as the hive spells them. */
  readonly key: readonly string[];
  readonly obstacle: 'symbolic-link' | 'predefined-handle' | 'name-twice';
  /** Where a symbolic link leads, as Windows names it: `\REGISTRY\MACHINE\SOFTWARE\...`. */
  readonly target?: string;
}

/**
 * The first obstacle on the way from the root, the last key included. Keys that are missing are none.
 * @throws HiveError as HiveReader does, where keys on the way are damaged.
 */
export function findObstacle(reader: HiveReader, path: readonly string[]): KeyPathObstacle | undefined {
  let key = reader.root();
  const spelled: string[] = [];
  for (const name of path) {
    const obstacle = obstacleOf(key, spelled);
    if (obstacle !== undefined) return obstacle;
    const [first, second] = namesakes(key, name);
    if (first === undefined) return undefined;
    spelled.push(first.name);
    if (second !== undefined) return { key: spelled, obstacle: 'name-twice' };
    key = first;
  }
  return obstacleOf(key, spelled);
}

/**
 * Before anything below the path is read as Windows' own, or written.
 * @throws HiveError 'key-diverted', and as `findObstacle`.
 */
export function refuseObstacle(reader: HiveReader, path: readonly string[], file: FilePath): void {
  const found = findObstacle(reader, path);
  if (found !== undefined) throw new HiveError('key-diverted', { path: file, ...found });
}

function namesakes(key: Key, name: string): Key[] {
  return [...key.subkeys()].filter((subkey) => isSameName(subkey.name, name));
}

/**
 * What of the key itself leads elsewhere. Specification: "Key node", flags. A symbolic link's target is the value SymbolicLinkValue, a REG_LINK without a null.
 */
export function obstacleOf(key: Key, path: readonly string[]): KeyPathObstacle | undefined {
  if (key.flags & KEY_SYM_LINK) {
    const target = key.value('SymbolicLinkValue')?.asString();
    return { key: path, obstacle: 'symbolic-link', ...(target === undefined ? {} : { target }) };
  }
  return key.flags & KEY_PREDEF_HANDLE ? { key: path, obstacle: 'predefined-handle' } : undefined;
}
