import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { hiveSetAt } from './bring-back.ts';
import { folderOf } from './interrupted-run.ts';
import { type LeftRun, stateOf } from './left-run.ts';
import { findLock, isHeld, type LockWatch, lockedError } from './lock.ts';
import { type RunMember, readAnyManifest } from './manifest.ts';
import { placeOf, type Run } from './run.ts';

/**
 * Hives that change together: all of them become new, or none. Each has a lock, a backup and a manifest of its own, and each manifest
 * names the others, so that whoever finds one of them after an interruption asks all.
 *
 * The rule: as long as one hive is old, all are taken back; when none is, all are finished. No hive is written before all manifests are
 * flushed, and no manifest is completed before all hives are written. So whatever was done by the rule before another interruption
 * leads to the same answer: a hive that was taken back is old, or its backup is gone, which counts as that; and one that was
 * finished is new. A backup that was sent elsewhere may as well be out of reach: such a one is not removed before all are taken back.
 *
 * A Windows that is started in between finds some of the hives changed: it replays each for itself.
 */

/** As the manifest of `run` names another run. */
export function memberOf({ tools: { files }, hiveSet }: Run, other: Run): RunMember {
  const hive = other.hiveSet.primary;
  return {
    hive: pathFrom(files, files.parent(hiveSet.primary), hive),
    run: other.id,
    backup: placeOf({ files }, hive, other.folder),
  };
}

/** With `/` and `..`: a disk has another letter or path in each system that it is looked at from. */
function pathFrom(files: ReadOnlyFileSystem, folder: FilePath, path: FilePath): string {
  const [from, to] = [namesOf(files, folder), namesOf(files, path)];
  if (from.root !== to.root) return files.resolve(path);
  let shared = 0;
  while (shared < from.names.length && from.names[shared] === to.names[shared]) shared++;
  return [...from.names.slice(shared).map(() => '..'), ...to.names.slice(shared)].join('/');
}

function namesOf(files: ReadOnlyFileSystem, path: FilePath) {
  const names: string[] = [];
  let at = files.resolve(path);
  for (; files.parent(at) !== at; at = files.parent(at)) names.unshift(files.baseName(at));
  return { root: at, names };
}

/** Where the hive of a member lies now. */
export function hiveOfMember(files: ReadOnlyFileSystem, hive: FilePath, member: RunMember): FilePath {
  return member.hive.startsWith('..') || !/^([a-z]:)?[\\/]/i.test(member.hive)
    ? files.resolve(files.join(files.parent(hive), ...member.hive.split('/')))
    : member.hive;
}

/** What is known of the hives that changed together with one that is new. */
export type MembersState =
  /** One is as it was: all are to be taken back. */
  | 'one-old'
  | 'none-old'
  /** The backup of one lies elsewhere, and without it nobody can tell. */
  | 'out-of-reach';

/** @throws HiveError 'hive-locked' while a run is at work on one of them, and what reading throws. */
export async function stateOfMembers(
  watch: LockWatch,
  { hiveSet, folder, manifest: { together = [] } }: LeftRun,
): Promise<MembersState> {
  // Their backups went into one folder, if they were sent elsewhere.
  const places = [watch.backupFolder, watch.files.parent(folder)];
  let state: MembersState = 'none-old';
  for (const member of together) {
    const hive = hiveOfMember(watch.files, hiveSet.primary, member);
    const isOld = await isMemberOld(watch, hive, member, places);
    if (isOld === true) return 'one-old';
    if (isOld === undefined) state = 'out-of-reach';
  }
  return state;
}

/** @returns undefined where that can't be told. */
async function isMemberOld(
  watch: LockWatch,
  hive: FilePath,
  member: RunMember,
  places: readonly (FilePath | undefined)[],
): Promise<boolean | undefined> {
  const { files } = watch;
  const { run, backup } = member;
  const lock = await findLock(files, hive);
  const isTheirs = lock?.record?.run === run;
  if (lock !== undefined && isTheirs && (await isHeld(watch, hive, lock)))
    throw lockedError(hive, lock.record);
  // A hive that was copied without the others can only be what it is.
  if ((await files.status(hive)) === undefined) return isTheirs;
  const folder = await firstFolderOf(files, hive, member, places);
  // What lies in the hive's own folder is where the hive is, if it is anywhere.
  if (folder === undefined) return 'at' in backup ? undefined : true;
  const manifest = await readAnyManifest(files, folder);
  if (manifest === undefined) return true;
  try {
    return (await stateOf(files, { hiveSet: await hiveSetAt(files, hive), folder, manifest, run })) === 'old';
  } catch (error) {
    // What can't be read any more is not what it was.
    if (isHiveError(error)) return false;
    throw error;
  }
}

async function firstFolderOf(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  member: RunMember,
  places: readonly (FilePath | undefined)[],
): Promise<FilePath | undefined> {
  for (const backupFolder of places) {
    const folder = await folderOf({ files, ...(backupFolder && { backupFolder }) }, hive, member);
    if (folder !== undefined) return folder;
  }
  return undefined;
}
