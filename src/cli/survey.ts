import type { FoundWindows } from '../discovery/find-windows.ts';
import { scanVolumes } from '../discovery/volumes.ts';
import { isHiveError } from '../errors.ts';
import type { ReadOnlyFileSystem } from '../platform/file-system.ts';
import type { RunIdentity } from '../repair/lock.ts';
import type { ListedVolume, ListedWindows } from '../report/results.ts';
import { inspect } from './inspect.ts';
import { runIdentity } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Looks through all drives, or the named folders on systems without drive letters, and into the hives found. What is
 * wrong with one of them is told there. Writes nothing.
 *
 * @throws HiveError 'file-missing' for a named folder that does not exist
 */
export async function survey(
  surroundings: Pick<Surroundings, 'clock' | 'environment' | 'files' | 'mounts' | 'processRuns' | 'system'>,
  folders: readonly string[],
): Promise<readonly ListedVolume[]> {
  const files = await surroundings.files();
  const systemRoot =
    surroundings.system.flavour === 'windows' ? surroundings.environment('SystemRoot') : undefined;
  const volumes = await scanVolumes(files, {
    ...(systemRoot === undefined ? {} : { systemRoot }),
    ...(folders.length === 0 ? { mounts: await surroundings.mounts() } : { folders }),
  });
  const listed: ListedVolume[] = [];
  for (const { root, origin, access, windows } of volumes) {
    const looked: ListedWindows[] = [];
    // One after the other: each hive may take a good part of the memory.
    for (const found of windows) {
      looked.push(await lookInto(files, found, runIdentity(surroundings)));
    }
    listed.push({ root, origin, access, windows: looked });
  }
  return listed;
}

async function lookInto(
  files: ReadOnlyFileSystem,
  { kind, windowsFolder, missing, target }: FoundWindows,
  run: RunIdentity,
): Promise<ListedWindows> {
  const told = { kind, windowsFolder, missing };
  if (target === undefined || kind === 'preinstallation') {
    return told;
  }
  try {
    const found = await inspect(files, target, { acceptDirty: false, run });
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
