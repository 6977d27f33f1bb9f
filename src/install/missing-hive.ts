import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { fileChecksum } from './backup.ts';
import type { Manifest } from './manifest.ts';
import { replaceByCopy, stagedPath } from './replace.ts';
import type { InstallTools, StillOurs } from './tools.ts';

/**
 * A file system without a journal can lose a name that is being replaced: the staged file, or the backup, has its contents.
 * @throws HiveError 'interrupted-run'
 */
export async function putMissingHiveBack(
  { files }: InstallTools,
  hive: FilePath,
  folder: FilePath | undefined,
  manifest: Manifest | undefined,
  stillOurs: StillOurs,
): Promise<void> {
  const staged = stagedPath(hive);
  const { after } = manifest ?? {};
  const isStaged = (await files.status(staged)) !== undefined;
  if (
    isStaged &&
    after?.by === 'file' &&
    (await fileChecksum(files, staged, after.checksum)) === after.checksum
  ) {
    await stillOurs('hive');
    await files.replace(staged, hive);
    await files.flushFolder(files.parent(hive));
    return;
  }
  const kept = folder === undefined ? undefined : files.join(folder, files.baseName(hive));
  if (kept === undefined || manifest?.kind !== 'whole' || (await files.status(kept)) === undefined)
    throw new HiveError('interrupted-run', { path: hive, backup: folder ?? '', reason: 'file-missing' });
  await replaceByCopy(files, kept, hive, stillOurs);
}
