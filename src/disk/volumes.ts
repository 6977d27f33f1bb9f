import { causeOf, readVolumeAccess, type VolumeAccess } from '../bitlocker/bitlocker.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { type FoundWindows, findWindowsOn } from './find-windows.ts';
import { parseMounts } from './mounts.ts';

/** Where a search looks, and what it must leave alone. */
export interface Search {
  /** `%SystemRoot%` of the running system, on Windows. Its volume is never looked at: it is no PC to repair. */
  readonly systemRoot?: FilePath;
  /** What `/proc/self/mounts` holds, on Linux. */
  readonly mounts?: string;
  /** Folders that the caller names: images are mounted there, or volumes without a letter. */
  readonly folders?: readonly FilePath[];
}

export interface ScannedVolume {
  /** Such as `D:\`, `/mnt/pc` or `C:\mount`. */
  readonly root: FilePath;
  readonly origin: 'drive' | 'mount' | 'named-folder';
  /** 'running-system': the recovery system itself, or the Windows that hivemend runs on. */
  readonly access: VolumeAccess | { readonly state: 'running-system' };
  /** Empty unless `access` is open. What can be repaired comes first. */
  readonly windows: readonly FoundWindows[];
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/**
 * Looks for Windows on all drive letters (on Windows) or mounted volumes (elsewhere) and in the named folders, with
 * file calls only. An installation that is reached by several ways is told once, where it was met first.
 *
 * @throws HiveError 'file-missing' for a named folder that does not exist. What goes wrong on a volume is told as its
 *   `access`.
 */
export async function scanVolumes(
  files: ReadOnlyFileSystem,
  search: Search,
): Promise<readonly ScannedVolume[]> {
  const named = search.folders ?? [];
  const roots: readonly Pick<ScannedVolume, 'root' | 'origin'>[] = [
    ...volumeRoots(files, search),
    ...named.map((folder) => ({ root: files.resolve(folder), origin: 'named-folder' as const })),
  ];
  // All at once: a letter whose network drive or card reader takes its time holds up no other.
  const scanned = await Promise.all(roots.map((place) => scanVolume(files, place, search)));
  const present = scanned.filter((volume) => volume !== undefined);
  return withoutRepetitions(files, present);
}

function volumeRoots(
  files: ReadOnlyFileSystem,
  { mounts = '' }: Search,
): readonly Pick<ScannedVolume, 'root' | 'origin'>[] {
  return files.flavour === 'windows'
    ? LETTERS.map((letter) => ({ root: `${letter}:\\`, origin: 'drive' }))
    : parseMounts(mounts).map((root) => ({ root, origin: 'mount' }));
}

async function scanVolume(
  files: ReadOnlyFileSystem,
  place: Pick<ScannedVolume, 'root' | 'origin'>,
  { systemRoot }: Search,
): Promise<ScannedVolume | undefined> {
  if (place.origin === 'drive' && isOnDrive(place.root, systemRoot))
    return { ...place, access: { state: 'running-system' }, windows: [] };
  const access = await readVolumeAccess(files, place.root);
  if (access === undefined) {
    if (place.origin === 'named-folder') throw new HiveError('file-missing', { path: place.root });
    return undefined;
  }
  if (access.state !== 'open') return { ...place, access, windows: [] };
  try {
    return { ...place, access, windows: await findWindowsOn(files, place.root) };
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { ...place, access: { state: 'unreadable', cause: causeOf(error) }, windows: [] };
  }
}

function isOnDrive(root: FilePath, folder: FilePath | undefined): boolean {
  return folder?.slice(0, 2).toUpperCase() === root.slice(0, 2).toUpperCase();
}

/** One folder may be mounted twice, or have a letter (SUBST) and a place on another volume. */
async function withoutRepetitions(
  files: ReadOnlyFileSystem,
  volumes: readonly ScannedVolume[],
): Promise<readonly ScannedVolume[]> {
  const met = new Set<string>();
  const result: ScannedVolume[] = [];
  for (const volume of volumes) {
    const windows: FoundWindows[] = [];
    for (const found of volume.windows) {
      const status = await files.status(found.windowsFolder);
      const identity = `${status?.device}:${status?.inode}`;
      // Some FUSE mounts and network drives number nothing; then the path is all that tells folders apart.
      if (status !== undefined && status.inode !== 0n) {
        if (met.has(identity)) continue;
        met.add(identity);
      }
      windows.push(found);
    }
    if (windows.length > 0 || volume.windows.length === 0) result.push({ ...volume, windows });
  }
  return result;
}
