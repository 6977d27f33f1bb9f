import { resolveTarget, type Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { Surroundings } from './surroundings.ts';

/** The hive that a word on the command line means; never one of the Windows that is running. */
export function findTarget(
  files: ReadOnlyFileSystem,
  name: string,
  { environment, system }: Surroundings,
): Promise<Target> {
  const systemRoot = system.flavour === 'windows' ? environment('SystemRoot') : undefined;
  return resolveTarget(files, name, systemRoot === undefined ? {} : { systemRoot });
}
