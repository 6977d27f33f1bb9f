import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { Machine } from './machine.ts';
import { type FindOptions, type FoundTarget, findTarget } from './targets.ts';

/**
 * What is compared with something else: as every target is found, and the folder of a backup stands for the hive that it holds, since
 * that folder is what is printed of a backup.
 * @throws HiveError what findTarget throws
 */
export async function findCompared(
  machine: Pick<Machine, 'files' | 'systemRoot'>,
  name: string,
  options: FindOptions,
): Promise<FoundTarget> {
  const files = await machine.files();
  return await findTarget(machine, (await hiveOfBackup(files, name)) ?? name, options);
}

/** Undefined for what is no backup, and for one that kept changed pages only. */
async function hiveOfBackup(files: ReadOnlyFileSystem, name: string): Promise<FilePath | undefined> {
  const folder = files.resolve(name);
  if ((await files.status(folder))?.kind !== 'folder') return undefined;
  const { readAnyManifest } = await import('../install/manifest.ts');
  const manifest = await readAnyManifest(files, folder);
  const primary = manifest?.kind === 'whole' ? manifest.files[0] : undefined;
  return primary === undefined ? undefined : files.join(folder, primary.name);
}
