import { HiveError } from '../ground/errors.ts';

/**
 * Key paths as people spell them, such as `HKLM\SOFTWARE\Microsoft`, and which hive of a Windows they lie in. The hives of
 * the running Windows hang below its root keys; Microsoft: "Registry hives".
 */

export type RootKey =
  | 'HKEY_LOCAL_MACHINE'
  | 'HKEY_USERS'
  | 'HKEY_CURRENT_USER'
  | 'HKEY_CLASSES_ROOT'
  | 'HKEY_CURRENT_CONFIG';

/** A key path, taken apart. */
export interface RegistryPath {
  /** Undefined for a path that begins at the root of a hive. */
  readonly root: RootKey | undefined;
  /** Below it, as they are spelled. */
  readonly names: readonly string[];
}

const ROOTS: ReadonlyMap<string, RootKey> = new Map([
  ['HKLM', 'HKEY_LOCAL_MACHINE'],
  ['HKEY_LOCAL_MACHINE', 'HKEY_LOCAL_MACHINE'],
  ['HKU', 'HKEY_USERS'],
  ['HKEY_USERS', 'HKEY_USERS'],
  ['HKCU', 'HKEY_CURRENT_USER'],
  ['HKEY_CURRENT_USER', 'HKEY_CURRENT_USER'],
  ['HKCR', 'HKEY_CLASSES_ROOT'],
  ['HKEY_CLASSES_ROOT', 'HKEY_CLASSES_ROOT'],
  ['HKCC', 'HKEY_CURRENT_CONFIG'],
  ['HKEY_CURRENT_CONFIG', 'HKEY_CURRENT_CONFIG'],
]);

/** As the kernel, and tools that ask it, name the first two. */
const KERNEL_ROOTS: ReadonlyMap<string, RootKey> = new Map([
  ['MACHINE', 'HKEY_LOCAL_MACHINE'],
  ['USER', 'HKEY_USERS'],
]);

/** Before the root key in the address bar of the registry editor. */
const COMPUTER: readonly string[] = ['computer', 'my computer', 'コンピューター', 'コンピュータ'];

const KEY_NAME_LIMIT = 255;

/**
 * Takes a path apart: `HKLM\...`, `HKEY_LOCAL_MACHINE\...`, `HKLM:\...` (PowerShell), `Computer\HKEY_...` (registry editor),
 * `\REGISTRY\MACHINE\...` (kernel), or from the root of a hive. One backslash at the end is nothing; `\` alone is the root.
 * @throws HiveError 'key-path-malformed'
 */
export function parseRegistryPath(text: string): RegistryPath {
  const spelled = withoutComputer(text);
  const isFromHive = spelled.startsWith('\\');
  const bare = spelled.replace(/^\\/, '').replace(/\\$/, '');
  const names = bare === '' ? [] : bare.split('\\');
  refuseWrongNames(text, names);
  return isFromHive ? kernelPath(names) : rootedPath(names);
}

function withoutComputer(text: string): string {
  const end = text.indexOf('\\');
  return COMPUTER.includes(text.slice(0, Math.max(0, end)).toLowerCase()) ? text.slice(end + 1) : text;
}

/** @param names of which the first may be a root key; none is empty. */
export function rootedPath(names: readonly string[]): RegistryPath {
  const [first, ...rest] = names;
  const root = ROOTS.get(first?.toUpperCase().replace(/:$/, '') ?? '');
  return root === undefined ? { root, names } : { root, names: rest };
}

function kernelPath(names: readonly string[]): RegistryPath {
  const [registry, hive, ...rest] = names;
  const root = KERNEL_ROOTS.get(hive?.toUpperCase() ?? '');
  const isKernels = registry?.toUpperCase() === 'REGISTRY' && root !== undefined;
  return isKernels ? { root, names: rest } : { root: undefined, names };
}

function refuseWrongNames(given: string, names: readonly string[]): void {
  for (const name of names) {
    if (name === '') throw new HiveError('key-path-malformed', { given, problem: 'name-empty' });
    if (name.length > KEY_NAME_LIMIT)
      throw new HiveError('key-path-malformed', { given, problem: 'name-too-long' });
  }
}

/** Hives that lie in `System32\config`, by their names there. */
export type MachineHive = 'SOFTWARE' | 'SYSTEM' | 'SAM' | 'SECURITY' | 'DEFAULT' | 'COMPONENTS' | 'DRIVERS';

/** Whose hive a path lies in, and which key it is there. */
export interface PlaceInWindows {
  readonly hive:
    | { readonly of: 'machine'; readonly name: MachineHive }
    /** NTUSER.DAT. `profile`: its folder's name or its SID; undefined for the user who is signed in. */
    | { readonly of: 'user'; readonly profile: string | undefined }
    /** UsrClass.dat. */
    | { readonly of: 'user-classes'; readonly profile: string | undefined };
  /** Where Windows has the hive's root: names from a root key on. */
  readonly mount: readonly string[];
  /** From the hive's root. */
  readonly path: readonly string[];
}

const BELOW_MACHINE: ReadonlyMap<string, MachineHive> = new Map([
  ['SOFTWARE', 'SOFTWARE'],
  ['SYSTEM', 'SYSTEM'],
  ['SAM', 'SAM'],
  ['SECURITY', 'SECURITY'],
  ['COMPONENTS', 'COMPONENTS'],
  ['DRIVERS', 'DRIVERS'],
]);

/** The system's own account, whose hive is DEFAULT; Windows has it below both names. */
const SYSTEM_ACCOUNT = /^(?:\.DEFAULT|S-1-5-18)$/i;

/**
 * Where a path lies in a Windows. `HKEY_CLASSES_ROOT` is what all users have of it, which is where Windows writes.
 * @returns undefined for a path that is in no hive on a disk.
 */
export function placeInWindows({ root, names }: RegistryPath): PlaceInWindows | undefined {
  const [first, ...rest] = names;
  switch (root) {
    case 'HKEY_LOCAL_MACHINE': {
      const name = BELOW_MACHINE.get(first?.toUpperCase() ?? '');
      return name === undefined
        ? undefined
        : { hive: { of: 'machine', name }, mount: [root, name], path: rest };
    }
    case 'HKEY_CLASSES_ROOT':
      return {
        hive: { of: 'machine', name: 'SOFTWARE' },
        mount: ['HKEY_LOCAL_MACHINE', 'SOFTWARE'],
        path: ['Classes', ...names],
      };
    case 'HKEY_CURRENT_USER':
      return userPlace(undefined, [root], names);
    case 'HKEY_USERS':
      return first === undefined ? undefined : belowUsers(root, first, rest);
    default:
      return undefined;
  }
}

function belowUsers(root: RootKey, first: string, rest: readonly string[]): PlaceInWindows {
  if (SYSTEM_ACCOUNT.test(first))
    return { hive: { of: 'machine', name: 'DEFAULT' }, mount: [root, first], path: rest };
  if (!/_Classes$/i.test(first)) return userPlace(first, [root, first], rest);
  const profile = first.slice(0, -'_Classes'.length);
  return { hive: { of: 'user-classes', profile }, mount: [root, first], path: rest };
}

/** `Software\Classes` in a user's hive is a link to the hive of the user's classes. */
function userPlace(
  profile: string | undefined,
  mount: readonly string[],
  path: readonly string[],
): PlaceInWindows {
  const [software = '', classes = '', ...rest] = path;
  const isClasses = software.toUpperCase() === 'SOFTWARE' && classes.toUpperCase() === 'CLASSES';
  return isClasses
    ? { hive: { of: 'user-classes', profile }, mount: [...mount, software, classes], path: rest }
    : { hive: { of: 'user', profile }, mount, path };
}

/** A path as it is shown: with the full name of its root key. */
export function registryPathText({ root, names }: RegistryPath): string {
  return [...(root === undefined ? [] : [root]), ...names].join('\\') || '\\';
}
