import { isBitLockerDevice } from '../bitlocker/bitlocker.ts';
import { readerBoundTo } from '../files/bound-to-volume.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow, findSpelled } from '../files/find-path.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { findHiveSet } from './hive-set.ts';
import { namedPlace } from './named-place.ts';

/** What a TARGET on the command line stands for. */
export interface Target {
  /** The SOFTWARE hive, or the very file that was named. */
  readonly hive: HiveSet;
  /** Present where a file was named: then no other hive is meant. */
  readonly isHiveFile?: true;
  /** The SYSTEM hive beside it: the computer's name and the last shutdown are there. */
  readonly systemHive?: HiveSet;
  /** The installation's Windows folder; absent for a hive that lies elsewhere. */
  readonly windowsFolder?: FilePath;
  /** Root of the volume, or the mount folder of the image, that holds the Windows folder. */
  readonly volumeRoot?: FilePath;
}

export interface TargetOptions {
  /** `%SystemRoot%` of the running system, on Windows: its registry is loaded and can't be edited as a file. */
  readonly systemRoot?: FilePath;
  /** Follow links and mount points on the examined disk, wherever they lead. */
  readonly followLinks?: boolean;
}

/** `Windows.old`, `Windows.old.000`, `Windows.old(1)`: where an upgrade puts the Windows before it. */
export const PREVIOUS_WINDOWS = /^windows\.old/i;

/** `$Windows.~BT`: where Setup keeps what it needs for an upgrade, and below that the Windows that it makes. */
export const SETUP_FOLDER = /^\$windows\.~bt$/i;
export const NEW_WINDOWS = 'NewOS';

const CONFIG = ['System32', 'config'];

/**
 * Finds the hive that `path` means: a hive file (or a link to one), a `config` folder, a Windows folder, a volume's root or an image's
 * mount folder. Names are found in any case.
 *
 * @throws HiveError 'file-missing' (nothing of that name), 'windows-missing' (a folder without Windows), 'hive-missing'
 *   (a Windows without its SOFTWARE hive), 'ambiguous-target' (several Windows folders, none called Windows),
 *   'hive-in-use' (the running system), 'path-diverted' (a link on the examined disk), 'volume-locked', 'access-denied', 'file-read', 'not-a-file'
 */
export async function resolveTarget(
  files: ReadOnlyFileSystem,
  path: FilePath,
  options: TargetOptions = {},
): Promise<Target> {
  const absolute = files.resolve(asFolderOfDrive(files, path));
  const status = await files.status(absolute);
  const found = status === undefined ? await findSpelled(files, absolute) : absolute;
  if (found === undefined) throw new HiveError('file-missing', { path: absolute });
  const kind = (status ?? (await files.status(found)))?.kind;
  if (kind === 'other') throw await refusedDevice(files, found);
  const isFile = kind === 'file';
  const target = options.followLinks
    ? await targetOf(files, await files.followLink(isFile ? found : await hiveBelow(files, found)))
    : await boundTarget(files, await namedPlace(files, found, options.systemRoot), isFile);
  refuseRunning(files, target, options);
  return isFile ? { ...target, isHiveFile: true } : target;
}

/** A link to a hive is not the hive: its logs lie elsewhere, and replacing it would leave the hive as it was. */
async function boundTarget(files: ReadOnlyFileSystem, place: FilePath, isFile: boolean): Promise<Target> {
  const root = isFile ? files.parent(place) : place;
  const bound = readerBoundTo(files, root);
  const target = await targetOf(bound, isFile ? place : await hiveBelow(bound, place));
  const boundary = boundaryOf(files, target);
  // Where a folder further up is the volume's root, the folders on the way are Windows' own, too.
  if (boundary !== root) await readerBoundTo(files, boundary).status(target.hive.primary);
  return target;
}

/** The folder that a target's files must not lead out of. */
export function boundaryOf(files: ReadOnlyFileSystem, target: Target): FilePath {
  return target.volumeRoot ?? files.parent(target.hive.primary);
}

/** On Linux a locked volume is met as a device that nobody could mount. */
async function refusedDevice(files: ReadOnlyFileSystem, path: FilePath): Promise<HiveError> {
  return (await isBitLockerDevice(files, path))
    ? new HiveError('volume-locked', { path })
    : new HiveError('not-a-file', { path });
}

/** A bare `D:` means the drive's current folder to Windows, and to no technician. */
function asFolderOfDrive(files: ReadOnlyFileSystem, path: FilePath): FilePath {
  return files.flavour === 'windows' && /^[a-z]:$/i.test(path) ? `${path}\\` : path;
}

/** @throws HiveError 'windows-missing', 'hive-missing', 'ambiguous-target' */
async function hiveBelow(files: ReadOnlyFileSystem, folder: FilePath): Promise<FilePath> {
  // From the folder of the hives outwards: `config`, `System32`, the Windows folder, the volume.
  for (const names of [[], ['config'], CONFIG, ['Windows', ...CONFIG]]) {
    const hive = await findBelow(files, folder, [...names, 'SOFTWARE'], 'file');
    if (hive !== undefined) return hive;
  }
  // A Windows that is there but lost its hive is told apart from no Windows at all.
  for (const names of [['Windows', 'System32'], ['System32']]) {
    const system32 = await findBelow(files, folder, names, 'folder');
    if (system32 !== undefined) throw await missingHive(files, system32);
  }
  return hiveOfRenamed(files, folder);
}

/** What hivemend leaves beside a hive, or in Windows' folder for copies of it, while it works on it. */
const LEFT_BEHIND = /^software\.hivemend-(lock|new)$/i;
const COPIES = 'RegBack';

/** Of a Windows that lost its SOFTWARE hive. */
export async function missingHive(
  files: ReadOnlyFileSystem,
  system32: FilePath,
): Promise<HiveError<'hive-missing'>> {
  const config = await findBelow(files, system32, ['config'], 'folder');
  const path = files.join(config ?? files.join(system32, 'config'), 'SOFTWARE');
  const isInterrupted = config !== undefined && (await holdsLeftovers(files, config));
  return new HiveError('hive-missing', { path, ...(isInterrupted && { isInterrupted }) });
}

async function holdsLeftovers(files: ReadOnlyFileSystem, config: FilePath): Promise<boolean> {
  const apart = files.join(config, COPIES);
  const hasCopies = (await files.nameStatus(apart))?.kind === 'folder';
  for (const folder of hasCopies ? [config, apart] : [config])
    if ((await files.list(folder)).some(({ name }) => LEFT_BEHIND.test(name))) return true;
  return false;
}

/** Windows in a folder of another name (`WINNT`, `Windows.1`), as old upgrades and multi-boot PCs have it. */
async function hiveOfRenamed(files: ReadOnlyFileSystem, volume: FilePath): Promise<FilePath> {
  const hives: FilePath[] = [];
  for (const entry of await files.list(volume)) {
    if (entry.kind !== 'folder') continue;
    const hive = await hiveOf(files, files.join(volume, entry.name));
    if (hive !== undefined) hives.push(hive);
  }
  const [hive, ...more] = hives;
  if (hive === undefined) throw new HiveError('windows-missing', { path: volume });
  if (more.length > 0)
    throw new HiveError('ambiguous-target', {
      candidates: hives.map((path) => windowsFolderOf(files, path)),
    });
  return hive;
}

/** A folder that nobody may look into, or that is damaged, hides none of those beside it. */
async function hiveOf(files: ReadOnlyFileSystem, folder: FilePath): Promise<FilePath | undefined> {
  try {
    return await findBelow(files, folder, [...CONFIG, 'SOFTWARE'], 'file');
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

const windowsFolderOf = (files: ReadOnlyFileSystem, hive: FilePath): FilePath =>
  files.parent(files.parent(files.parent(hive)));

/** What belongs to a SOFTWARE hive (or any other) by its place. */
export async function targetOf(files: ReadOnlyFileSystem, path: FilePath): Promise<Target> {
  const hive = await findHiveSet(files, path);
  const config = files.parent(path);
  const isInstalled = isNamed(files, config, 'config') && isNamed(files, files.parent(config), 'System32');
  const system = await systemHiveIn(files, config);
  const windowsFolder = windowsFolderOf(files, path);
  return {
    hive,
    ...(system === undefined || system === path ? {} : { systemHive: await findHiveSet(files, system) }),
    ...(isInstalled ? { windowsFolder, volumeRoot: volumeRootOf(files, windowsFolder) } : {}),
  };
}

/** It only adds the computer's name: a link in its place is no reason to refuse the other one. */
async function systemHiveIn(files: ReadOnlyFileSystem, config: FilePath): Promise<FilePath | undefined> {
  try {
    return await findBelow(files, config, ['SYSTEM'], 'file');
  } catch (error) {
    if (isHiveError(error, 'path-diverted')) return undefined;
    throw error;
  }
}

/** Where `hiberfil.sys` would be: an earlier Windows lies one folder deeper, one that Setup makes two. */
function volumeRootOf(files: ReadOnlyFileSystem, windowsFolder: FilePath): FilePath {
  const parent = files.parent(windowsFolder);
  const above = files.parent(parent);
  if (PREVIOUS_WINDOWS.test(files.baseName(parent))) return above;
  const isNew = isNamed(files, parent, NEW_WINDOWS) && SETUP_FOLDER.test(files.baseName(above));
  return isNew ? files.parent(above) : parent;
}

const isNamed = (files: ReadOnlyFileSystem, path: FilePath, name: string): boolean =>
  files.baseName(path).toUpperCase() === name.toUpperCase();

function refuseRunning(files: ReadOnlyFileSystem, target: Target, { systemRoot }: TargetOptions): void {
  if (systemRoot === undefined || target.windowsFolder === undefined) return;
  const isRunning = files.resolve(systemRoot).toUpperCase() === target.windowsFolder.toUpperCase();
  if (isRunning) throw new HiveError('hive-in-use', { path: target.hive.primary });
}
