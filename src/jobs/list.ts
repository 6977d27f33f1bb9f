import type { FoundWindows } from '../disk/find-windows.ts';
import { scanVolumes } from '../disk/volumes.ts';
import { readerBoundTo } from '../files/bound-to-volume.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { isHiveError } from '../ground/errors.ts';
import { inspect } from './check.ts';
import { explaining } from './explain-failure.ts';
import { type Machine, runningWindows } from './machine.ts';
import type { ListedVolume, ListedWindows } from './results.ts';

/**
 * Looks through all drives, or the named folders on systems without drive letters, and into the hives found. What is
 * wrong with one of them is told there. Writes nothing.
 *
 * @throws HiveError 'file-missing' for a named folder that does not exist
 */
export async function survey(
  machine: Pick<Machine, 'files' | 'systemRoot' | 'mounts' | 'run'>,
  folders: readonly string[],
): Promise<readonly ListedVolume[]> {
  const files = await machine.files();
  const volumes = await scanVolumes(files, {
    ...runningWindows(machine),
    ...(folders.length === 0 ? { mounts: await machine.mounts() } : { folders }),
  });
  const listed: ListedVolume[] = [];
  for (const { root, origin, access, windows } of volumes) {
    const looked: ListedWindows[] = [];
    // One after the other: each hive may take a good part of the memory.
    for (const found of windows) {
      looked.push(await lookInto(readerBoundTo(files, root), found, machine.run));
    }
    listed.push({ root, origin, access, windows: looked });
  }
  return listed;
}

async function lookInto(
  files: ReadOnlyFileSystem,
  { kind, windowsFolder, missing, target, error: obstacle }: FoundWindows,
  run: Machine['run'],
): Promise<ListedWindows> {
  const told = { kind, windowsFolder, missing };
  if (obstacle !== undefined) {
    return { ...told, error: obstacle };
  }
  if (target === undefined || kind === 'preinstallation') {
    return told;
  }
  try {
    const options = { acceptDirty: false, isScanned: false, run };
    const found = await explaining(files, target, () => inspect(files, target, options));
    // A Windows PE that somebody gave a desktop looks installed by its files; its registry knows better.
    return { ...told, kind: found.windows.isPreinstallation ? 'preinstallation' : kind, found };
  } catch (error) {
    if (!isHiveError(error)) {
      throw error;
    }
    return { ...told, error };
  }
}

/** What a person or `--all` can choose from: Windows that the PC starts, readable or not. */
export function installedWindows(volumes: readonly ListedVolume[]): readonly ListedWindows[] {
  return volumes.flatMap(({ windows }) => windows).filter(({ kind }) => kind === 'installed');
}
