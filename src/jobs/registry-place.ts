import { findMachineHive, findProfileHive, findUsersFolder } from '../disk/registry-hives.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { type HiveKind, hiveKindOf } from '../regf/hive-kind.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { currentControlSet, isBelowControlSet } from '../windows/control-set.ts';
import { placeInHiveFile } from '../windows/hive-file-place.ts';
import { findProfile, type Profile, readProfiles, readSystemDrive } from '../windows/profiles.ts';
import { placeInWindows, type RegistryPath, registryPathText } from '../windows/registry-path.ts';
import { withNewestHive } from './newest-hive.ts';

/** Which hive of a target a key path means, and which key of it. */

export interface PlaceOptions {
  readonly acceptDirty: boolean;
  /** Whose `HKEY_CURRENT_USER` is meant: the name of the profile's folder, or its SID. */
  readonly user?: string;
}

/** A hive of a target, and where Windows has it. */
export interface HivePlace {
  readonly hiveSet: HiveSet;
  /** Names of the hive's root, from a root key on; undefined where the hive itself has to tell. */
  readonly mount: readonly string[] | undefined;
  readonly path: RegistryPath;
}

/**
 * The hive that a path lies in. For a target that is a hive file, that is the file: whether the path leads to another hive
 * is found when it is read.
 * @throws HiveError 'key-path-unmapped', 'hive-missing', 'profile-missing', and what reading the SOFTWARE hive throws.
 */
export async function findHiveOf(
  files: ReadOnlyFileSystem,
  target: Target,
  path: RegistryPath,
  options: PlaceOptions,
): Promise<HivePlace> {
  if (target.isHiveFile) return { hiveSet: target.hive, mount: undefined, path };
  const place = placeInWindows(path);
  if (place === undefined) throw new HiveError('key-path-unmapped', { key: registryPathText(path) });
  const { hive, mount } = place;
  const inHive = { root: undefined, names: place.path };
  if (hive.of === 'machine') {
    const hiveSet = await machineHive(files, target, hive.name);
    return { hiveSet, mount, path: inHive };
  }
  const profile = hive.profile ?? options.user;
  return { hiveSet: await userHive(files, target, profile, hive.of, options), mount, path: inHive };
}

async function machineHive(files: ReadOnlyFileSystem, target: Target, name: string): Promise<HiveSet> {
  if (name === 'SOFTWARE') return target.hive;
  return findMachineHive(files, files.parent(target.hive.primary), name);
}

async function userHive(
  files: ReadOnlyFileSystem,
  target: Target,
  wanted: string | undefined,
  which: 'user' | 'user-classes',
  options: PlaceOptions,
): Promise<HiveSet> {
  const { windowsFolder } = target;
  const { profiles, systemDrive } = await profilesOf(files, target, options);
  const found = wanted === undefined ? undefined : findProfile(profiles, wanted);
  const profilePath = found?.path ?? (await unlisted(files, windowsFolder, wanted));
  if (windowsFolder === undefined || profilePath === undefined)
    throw new HiveError('profile-missing', {
      path: windowsFolder ?? target.hive.primary,
      ...(wanted === undefined ? {} : { name: wanted }),
      known: profiles.map(({ name }) => name),
    });
  return findProfileHive(files, { windowsFolder, profilePath, systemDrive }, which);
}

async function unlisted(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath | undefined,
  wanted: string | undefined,
): Promise<string | undefined> {
  return windowsFolder === undefined || wanted === undefined
    ? undefined
    : findUsersFolder(files, windowsFolder, wanted);
}

/**
 * The profiles of a Windows, and the drive that it calls its own.
 * @throws HiveError what reading the SOFTWARE hive throws
 */
export async function profilesOf(
  files: ReadOnlyFileSystem,
  { hive }: Target,
  options: PlaceOptions,
): Promise<{ readonly profiles: readonly Profile[]; readonly systemDrive: string | undefined }> {
  return withNewestHive(files, hive, options, async (newest) => {
    const software = await HiveReader.onDemand(newest.hive, hive.primary);
    return whenRead(() => ({ profiles: readProfiles(software), systemDrive: readSystemDrive(software) }));
  });
}

/** A key path, followed into its hive. */
export interface KeyPlace {
  /** Names from the hive's root; the key itself may be missing. */
  readonly path: readonly string[];
  /** The same from a root key on, as it was asked for. */
  readonly shown: readonly string[];
}

/**
 * Follows a path into its hive, `CurrentControlSet` too. Asks the reader: to be called inside of whenRead.
 * @throws HiveError 'key-path-of-other-hive', 'control-set-unknown'
 */
export function placeInHive(
  reader: HiveReader,
  { hiveSet, mount, path }: HivePlace,
  fileName: string,
): KeyPlace {
  const place = mount === undefined ? placeInFile(reader, path, fileName) : { mount, path: path.names };
  const isSystem = place.mount[1]?.toUpperCase() === 'SYSTEM';
  return {
    path: isSystem ? withControlSet(reader, place.path, hiveSet.primary) : place.path,
    shown: [...place.mount, ...place.path],
  };
}

/** A .reg file may ask of one hive a hundred thousand times. */
const KINDS = new WeakMap<HiveReader, HiveKind>();

function kindOf(reader: HiveReader): HiveKind {
  const kind = KINDS.get(reader) ?? hiveKindOf(reader);
  KINDS.set(reader, kind);
  return kind;
}

function placeInFile(reader: HiveReader, path: RegistryPath, name: string) {
  const kind = kindOf(reader);
  const place = placeInHiveFile({ kind, name }, path);
  if (place === undefined)
    throw new HiveError('key-path-of-other-hive', {
      path: reader.file,
      kind,
      key: registryPathText(path),
    });
  return place;
}

function withControlSet(reader: HiveReader, path: readonly string[], file: FilePath): readonly string[] {
  // A hive that was saved from a running Windows may have a key of that name.
  if (!isBelowControlSet(path) || reader.find(path.slice(0, 1)) !== undefined) return path;
  const set = currentControlSet(reader);
  if (set === undefined) throw new HiveError('control-set-unknown', { path: file });
  return [set, ...path.slice(1)];
}
