import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { hiveSetAt } from './bring-back.ts';
import { folderOf } from './interrupted-run.ts';
import { stateOf } from './left-run.ts';
import { findLock, isHeld, type LockWatch, lockedError } from './lock.ts';
import { type Manifest, type RunMember, readAnyManifest } from './manifest.ts';
import { placeOf, type Run } from './run.ts';

/**
 * Hives that change together: all of them become new, or none. Each has a lock, a backup and a manifest of its own, and each manifest
 * names the others, so that whoever finds one of them after an interruption asks all.
 *
 * The rule: as long as one hive is old, all are taken back; when none is, all are finished. No hive is written before all manifests are
 * flushed, and no manifest is completed before all hives are written. So whatever was done by the rule before another interruption
 * leads to the same answer: a hive that was taken back is old, or its backup is gone, which counts as that; and one that was
 * finished is new.
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

/**
 * Whether one of the hives that changed together with this one is as it was, so that all are to be taken back.
 * @throws HiveError 'hive-locked' while a run is at work on one of them, and what reading throws.
 */
export async function isAnyMemberOld(
  watch: LockWatch,
  hive: FilePath,
  { together = [] }: Pick<Manifest, 'together'>,
): Promise<boolean> {
  for (const member of together)
    if (await isOld(watch, hiveOfMember(watch.files, hive, member), member)) return true;
  return false;
}

async function isOld(watch: LockWatch, hive: FilePath, { run, backup }: RunMember): Promise<boolean> {
  const { files } = watch;
  const lock = await findLock(files, hive);
  const isTheirs = lock?.record?.run === run;
  if (lock !== undefined && isTheirs && (await isHeld(watch, hive, lock)))
    throw lockedError(hive, lock.record);
  // A hive that was copied without the others can only be what it is.
  if ((await files.status(hive)) === undefined) return isTheirs;
  const folder = await folderOf(files, hive, { run, backup });
  const manifest = folder === undefined ? undefined : await readAnyManifest(files, folder);
  if (folder === undefined || manifest === undefined) return true;
  try {
    return (await stateOf(files, { hiveSet: await hiveSetAt(files, hive), folder, manifest, run })) === 'old';
  } catch (error) {
    // What can't be read any more is not what it was.
    if (isHiveError(error)) return false;
    throw error;
  }
}
