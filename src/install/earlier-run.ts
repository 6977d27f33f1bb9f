import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { fileChecksum } from './backup.ts';
import { logsBeside, restoreLogs } from './bring-back.ts';
import { sha256Of } from './checksum.ts';
import type { EarlierLock } from './earlier-lock.ts';
import { earlierFolder } from './interrupted-run.ts';
import { type KeptPages, readKeptPages } from './kept-pages.ts';
import { completeManifest, type Manifest, PENDING_NAME, readAnyManifest } from './manifest.ts';
import { putMissingHiveBack } from './missing-hive.ts';
import type { Recovery } from './outcome.ts';
import { laidOver } from './page.ts';
import { removeIfThere, stagedPath } from './replace.ts';
import { type InstallTools, reasonOf, type StillOurs } from './tools.ts';
import { writeFlushed } from './write-through-log.ts';

/**
 * What an interrupted run of hivemend 0.1.0 left. Its folder has no mark of its run, so that nothing in it is removed; and
 * its lock stays as it is until all is done, so that this may be interrupted, too.
 */

/**
 * Finishes it or takes it back, and removes the lock.
 * @throws HiveError 'interrupted-run' when what it needs can't be reached, and the hive may be half written.
 */
export async function recoverEarlierRun(
  tools: InstallTools,
  hive: FilePath,
  lock: { readonly path: FilePath; readonly earlier: EarlierLock },
): Promise<Recovery> {
  const { files } = tools;
  let recovery: Recovery;
  try {
    recovery = await recover(tools, hive, lock.earlier);
  } catch (error) {
    if (!isHiveError(error) || isHiveError(error, 'interrupted-run')) throw error;
    const details = { path: hive, backup: lock.earlier.backupFolder, reason: reasonOf(error) };
    throw new HiveError('interrupted-run', details, { cause: error });
  }
  await files.remove(lock.path);
  await files.flushFolder(files.parent(lock.path));
  return recovery;
}

async function recover(tools: InstallTools, hive: FilePath, earlier: EarlierLock): Promise<Recovery> {
  const { files } = tools;
  const folder = await earlierFolder(files, hive, earlier);
  const manifest = folder === undefined ? undefined : await readAnyManifest(files, folder);
  if ((await files.status(hive)) === undefined)
    await putMissingHiveBack(tools, hive, folder, manifest, asBefore);
  await removeStaged(tools, hive);
  if (folder === undefined || manifest === undefined || manifest.after.by !== 'file') {
    if (earlier.isWriting === true) throw beyondReach(hive, earlier);
    return { kind: 'cleaned-up', hive };
  }
  const before = manifest.files[0]?.checksum ?? '';
  const now = await fileChecksum(files, hive, before);
  if (now === before) {
    await restoreItsLogs(tools, hive, folder, manifest);
    return { kind: 'taken-back', hive };
  }
  if (now !== manifest.after.checksum && earlier.method === 'in-place') {
    const pages = await readKeptPages(files, folder);
    if (pages === undefined && earlier.isWriting === true) throw beyondReach(hive, earlier);
    if (pages !== undefined && (await rollBack(tools, hive, pages, before))) {
      await restoreItsLogs(tools, hive, folder, manifest);
      return { kind: 'taken-back', hive };
    }
  }
  if ((await files.status(files.join(folder, PENDING_NAME))) !== undefined)
    await completeManifest(files, folder);
  return { kind: now === manifest.after.checksum ? 'finished' : 'left-alone', hive, backup: folder };
}

/** The lock is that version's, and no run's of this one: there is none to lose. */
const asBefore: StillOurs = async () => undefined;

function beyondReach(hive: FilePath, { backupFolder }: EarlierLock): HiveError<'interrupted-run'> {
  return new HiveError('interrupted-run', { path: hive, backup: backupFolder, reason: 'backup-missing' });
}

/**
 * Puts the pages back that were kept, if that gives exactly the hive that was there: a Windows that ran since has written
 * pages of its own, and old ones laid over them would damage the hive.
 */
async function rollBack(
  { files }: InstallTools,
  hive: FilePath,
  { pages, lengthBefore }: KeptPages,
  before: string,
): Promise<boolean> {
  const isAsBefore = async (source: ByteSource): Promise<boolean> => (await sha256Of(source)) === before;
  const file = await files.openForWriting(hive);
  try {
    if (!(await isAsBefore(laidOver(file, pages, lengthBefore)))) return false;
    // As that version wrote them: until the base block is there, the hive's header is that of the old one.
    const [first, behind] = [
      pages.filter(({ position }) => position === 0),
      pages.filter(({ position }) => position > 0),
    ];
    await writeFlushed(file, behind);
    await writeFlushed(file, first);
    if (file.length > lengthBefore) {
      await file.truncate(lengthBefore);
      await file.flush();
    }
    if (await isAsBefore(file)) return true;
    throw new HiveError('verification-failed', { path: hive, differences: ['it is not what was kept'] });
  } finally {
    await file.close();
  }
}

/** An undo may have brought logs back; a repair never touched them. */
async function restoreItsLogs(
  { files }: InstallTools,
  hive: FilePath,
  folder: FilePath,
  { command, files: kept }: Manifest,
): Promise<void> {
  if (command !== 'undo') return;
  const logs = kept.slice(1).map(({ name }) => ({ name, copy: files.join(folder, name) }));
  const beside = await logsBeside(files, hive);
  const paths = beside.map((name) => files.join(files.parent(hive), name));
  await restoreLogs(files, { primary: hive, logs: paths }, logs, asBefore);
}

async function removeStaged({ files }: InstallTools, hive: FilePath): Promise<void> {
  const logs = ['.LOG', '.LOG1', '.LOG2'].map((suffix) => `${hive}${suffix}`);
  for (const path of [hive, ...logs]) await removeIfThere(files, stagedPath(path));
  await removeIfThere(files, `${hive}.hivemend-lock-new`);
}
