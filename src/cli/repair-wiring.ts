import { readHibernation } from '../disk/hibernation.ts';
import type { Target } from '../disk/target.ts';
import { DryRunFileSystem } from '../files/dry-run/file-system.ts';
import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import { HiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { readSmallFile } from './read-small-file.ts';
import { runIdentity } from './run-identity.ts';

/** Hands a repair or an undo what it needs. */
export function repairSurroundings(
  { surroundings, tell, isCancelled }: Context,
  disk: WritableFileSystem,
  options: OptionValues,
): RepairSurroundings {
  const { build } = surroundings;
  return {
    files: options['dry-run'] === true ? new DryRunFileSystem(disk) : disk,
    loadHivex: async () => {
      const { loadHivex } = await import('../hivex/load.ts');
      const chosen = options['hivex-wasm'];
      return loadHivex(
        chosen === undefined ? await surroundings.hivexModule() : await readSmallFile(disk, chosen),
      );
    },
    ...runIdentity(surroundings),
    isCancelled,
    tell,
    toolVersion: build.version,
  };
}

/**
 * A hibernated Windows would lose the change, or be damaged by it.
 * @throws HiveError 'windows-hibernated'
 */
export async function refuseHibernated(
  files: ReadOnlyFileSystem,
  { volumeRoot }: Target,
  options: OptionValues,
): Promise<void> {
  if (volumeRoot === undefined || options['ignore-hibernation'] === true) {
    return;
  }
  const found = await readHibernation(files, volumeRoot);
  if (found.state === 'hibernated') {
    throw new HiveError('windows-hibernated', { path: found.path, signature: found.signature });
  }
}
