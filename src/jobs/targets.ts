import { readHibernation } from '../disk/hibernation.ts';
import { boundaryOf, resolveTarget, type Target } from '../disk/target.ts';
import { type ScannedVolume, scanVolumes } from '../disk/volumes.ts';
import { boundTo } from '../files/bound-to-volume.ts';
import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { InstallWarning } from '../install/outcome.ts';
import { type Machine, runningWindows } from './machine.ts';
import { refuseHibernated } from './refuse-hibernated.ts';
import type { Watch, WriteOptions } from './repair-wiring.ts';

/** A target, and the file system to reach it by: one that does not leave its volume. */
export interface FoundTarget {
  readonly target: Target;
  readonly files: WritableFileSystem;
}

export interface FindOptions {
  /** Follow links and mount points on the examined disk, wherever they lead. */
  readonly followLinks?: boolean;
}

/**
 * The hive that a word on the command line means; never one of the Windows that is running.
 * @throws HiveError what resolveTarget throws
 */
export async function findTarget(
  machine: Pick<Machine, 'files' | 'systemRoot'>,
  name: string,
  { followLinks = false }: FindOptions = {},
): Promise<FoundTarget> {
  const disk = await machine.files();
  const target = await resolveTarget(disk, name, { ...runningWindows(machine), followLinks });
  return { target, files: followLinks ? disk : boundTo(disk, boundaryOf(disk, target)) };
}

/** Of a target that is one of a Windows' hives, that Windows. @throws HiveError what resolveTarget throws */
export async function wholeWindows(
  machine: Pick<Machine, 'files' | 'systemRoot'>,
  found: FoundTarget,
  options: FindOptions,
): Promise<FoundTarget> {
  const { isHiveFile, windowsFolder } = found.target;
  if (isHiveFile !== true || windowsFolder === undefined) return found;
  return await findTarget(machine, windowsFolder, options);
}

/**
 * The same, for what is about to be written: where a run that was replacing the hive was interrupted when no file had its name
 * (a file system without a journal), the hive is put back first.
 * @throws HiveError what resolveTarget and recoverInterruptedRun throw
 */
export async function findTargetToWrite(
  machine: Machine,
  watch: Watch,
  name: string,
  options: FindOptions & WriteOptions,
): Promise<FoundTarget> {
  try {
    return await findTarget(machine, name, options);
  } catch (error) {
    if (!isHiveError(error, 'hive-missing') || error.details.isInterrupted !== true || options.dryRun)
      throw error;
    const { path } = error.details;
    const disk = await machine.files();
    const files = options.followLinks === true ? disk : boundTo(disk, disk.parent(path));
    // Commands that only read need nothing of it.
    const { recoverInterruptedRun } = await import('../install/recovery.ts');
    const { toolsFor } = await import('./repair-wiring.ts');
    await recoverInterruptedRun(toolsFor(machine, files, watch, options), path);
    return await findTarget(machine, name, options);
  }
}

/**
 * The Windows folders that the drives of this PC hold.
 * @throws HiveError 'windows-nowhere', 'volume-locked' or 'path-diverted' when there is none.
 */
export async function windowsOnThisPc(
  machine: Pick<Machine, 'files' | 'systemRoot' | 'mounts'>,
): Promise<readonly FilePath[]> {
  const volumes = await scanVolumes(await machine.files(), {
    ...runningWindows(machine),
    mounts: await machine.mounts(),
  });
  const found = volumes
    .flatMap(({ windows }) => windows)
    .filter(({ kind, target }) => kind === 'installed' && target !== undefined)
    .map(({ windowsFolder }) => windowsFolder);
  if (found.length === 0) {
    throw nothingFound(volumes);
  }
  return found;
}

/** A volume that was looked at: before its hives were, or after. */
interface SearchedVolume extends Pick<ScannedVolume, 'root' | 'access'> {
  readonly windows: readonly { readonly error?: HiveError }[];
}

/**
 * Why no Windows was found on these volumes.
 * @param isLeftLocked whether somebody was asked for the key of those that are locked, and did not give it.
 */
export function nothingFound(volumes: readonly SearchedVolume[], isLeftLocked = false): HiveError {
  const obstacles = volumes.flatMap(({ windows }) => windows.map(({ error }) => error));
  const diverted = obstacles.find((error) => isHiveError(error, 'path-diverted'));
  if (diverted !== undefined) return diverted;
  const locked = volumes.filter(({ access }) => access.state === 'locked').map(({ root }) => root);
  const [firstLocked] = locked;
  if (firstLocked === undefined) {
    const drives = volumes.map(({ root, access }) => ({ root, state: access.state }));
    return new HiveError('windows-nowhere', { drives });
  }
  return isLeftLocked
    ? new HiveError('still-locked', { drives: locked })
    : new HiveError('volume-locked', { path: firstLocked });
}

/**
 * For what is about to be written to.
 * @returns what has to be told where nobody can say whether it is hibernated.
 * @throws HiveError 'windows-hibernated'
 */
export async function refuseHibernatedTarget(
  files: ReadOnlyFileSystem,
  { volumeRoot }: Target,
): Promise<readonly InstallWarning[]> {
  if (volumeRoot === undefined) return [];
  const found = await readHibernation(files, volumeRoot);
  refuseHibernated(found);
  if (found.state !== 'unknown') return [];
  const { path, because, cause } = found;
  return [{ code: 'hibernation-unknown', path, because, cause }];
}
