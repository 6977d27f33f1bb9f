import type { HiveKind } from '../regf/hive-kind.ts';
import { type PlaceInWindows, placeInWindows, type RegistryPath } from './registry-path.ts';

/** What a path means to a hive file that lies anywhere: told by what the hive holds, else by the file's name. */

export interface HiveFile {
  readonly kind: HiveKind;
  /** The file's own name. */
  readonly name: string;
}

export interface PlaceInHive {
  /** Where Windows has the hive's root: names from a root key on. */
  readonly mount: readonly string[];
  /** From the hive's root. */
  readonly path: readonly string[];
}

/**
 * A path from the hive's root, one from where Windows has this hive, or one from where a hive of that name is loaded for a
 * while (`reg load HKLM\NAME`).
 * @returns undefined for a path that leads to another hive.
 */
export function placeInHiveFile(file: HiveFile, path: RegistryPath): PlaceInHive | undefined {
  const { root, names } = path;
  if (root === undefined) return { mount: mountOf(file), path: names };
  if (root === 'HKEY_CLASSES_ROOT' && file.kind === 'USRCLASS') return { mount: [root], path: names };
  const place = placeInWindows(path);
  if (place !== undefined && isHiveOf(place, file)) return { mount: place.mount, path: place.path };
  const [first = '', ...rest] = names;
  const isLoaded = root === 'HKEY_LOCAL_MACHINE' || root === 'HKEY_USERS';
  return isLoaded && isSame(first, file.name) ? { mount: [root, first], path: rest } : undefined;
}

/** Where Windows has a hive of that kind; where none has a place of its own, as if it were loaded by its name. */
export function mountOf({ kind, name }: HiveFile): readonly string[] {
  switch (kind) {
    case 'SOFTWARE':
    case 'SYSTEM':
    case 'SAM':
    case 'SECURITY':
    case 'COMPONENTS':
    case 'DRIVERS':
      return ['HKEY_LOCAL_MACHINE', kind];
    case 'NTUSER':
      return isSame(name, 'DEFAULT') ? ['HKEY_USERS', '.DEFAULT'] : ['HKEY_CURRENT_USER'];
    case 'USRCLASS':
      return ['HKEY_CURRENT_USER', 'Software', 'Classes'];
    default:
      return ['HKEY_LOCAL_MACHINE', name];
  }
}

const KINDS = { user: 'NTUSER', 'user-classes': 'USRCLASS' } as const;
const FILES = { user: 'NTUSER.DAT', 'user-classes': 'UsrClass.dat' } as const;

function isHiveOf({ hive }: PlaceInWindows, { kind, name }: HiveFile): boolean {
  const isTold = kind !== 'OTHER' && kind !== 'EMPTY';
  if (hive.of !== 'machine') return isTold ? kind === KINDS[hive.of] : isSame(name, FILES[hive.of]);
  if (!isTold) return isSame(name, hive.name);
  return kind === (hive.name === 'DEFAULT' ? 'NTUSER' : hive.name);
}

function isSame(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase();
}
