import type { RegistryKey, RegistryView } from '../regf/registry-view.ts';

/** Profiles of a Windows, those of services among them: where each user's hives lie. */
export interface Profile {
  readonly sid: string;
  /** As the registry has it, such as `C:\Users\hanako` or `%systemroot%\system32\config\systemprofile`. */
  readonly path: string;
  /** Last part of `path`. */
  readonly name: string;
}

const PROFILE_LIST = ['Microsoft', 'Windows NT', 'CurrentVersion', 'ProfileList'];

/** More than any PC has: bounds what a damaged or hostile hive can make of the list. */
const MOST_PROFILES = 1000;

/**
 * In the order of the registry.
 * @param software a SOFTWARE hive in its newest state.
 * @throws HiveError where the keys on the way are damaged.
 */
export function readProfiles(software: RegistryView): readonly Profile[] {
  const profiles: Profile[] = [];
  for (const key of software.find(PROFILE_LIST)?.subkeys() ?? []) {
    if (profiles.length >= MOST_PROFILES) break;
    const path = pathOf(key);
    if (path !== undefined) profiles.push({ sid: key.name, path, name: lastPart(path) });
  }
  return profiles;
}

function pathOf(key: RegistryKey): string | undefined {
  const path = key
    .value('ProfileImagePath')
    ?.asString()
    ?.replace(/[\\/]+$/, '');
  return path === '' ? undefined : path;
}

function lastPart(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

/** By SID, else by the name of its folder; of several, the first. */
export function findProfile(profiles: readonly Profile[], wanted: string): Profile | undefined {
  const is = (name: string): boolean => name.toUpperCase() === wanted.toUpperCase();
  return profiles.find(({ sid }) => is(sid)) ?? profiles.find(({ name }) => is(name));
}

/** The drive that this Windows calls its own, such as `C:`, where it says. */
export function readSystemDrive(software: RegistryView): string | undefined {
  const folder = software.find(PROFILE_LIST.slice(0, -1))?.value('SystemRoot')?.asString();
  return /^[a-z]:/i.exec(folder ?? '')?.[0].toUpperCase();
}
