import type { WritableFile } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import { backUpLogs } from './backup.ts';
import { sha256Of } from './hashing.ts';
import {
  type Installation,
  type Installed,
  prepareManifest,
  readBack,
  refuseChangedOriginal,
  startStep,
  stopIfCancelled,
} from './install.ts';
import { recordWriting } from './lock.ts';
import { completeManifest } from './manifest.ts';
import type { BackupFile } from './outcome.ts';
import { changedPages, type Page, type PageJournal, writePageJournal } from './page-journal.ts';
import { reasonOf, restoreLogs } from './replace.ts';

/**
 * Writes only the changed pages into the hive, for a volume without room for a second copy. The pages as they were
 * are in a flushed journal first; until the manifest is complete, the next run rolls an interrupted write back.
 * @throws HiveError 'shared-file' when the hive has a second name, 'write-undone' or 'restore-failed' after a failure
 * that came when pages had been written, the failure itself before that.
 */
export async function installInPlace(s: RepairSurroundings, installation: Installation): Promise<Installed> {
  const hive = installation.hiveSet.primary;
  refuseSharedFile(installation);
  await installation.verify(installation.content);
  const { journal, after } = await compare(s, installation);
  const backups = await backUp(s, installation, journal);
  const sha256After = await sha256Of(installation.content);
  const backup = await prepareManifest(s, installation, backups, sha256After);
  await s.files.flushFolder(s.files.parent(hive));
  await recordWriting(s.files, hive, true);
  await installation.original.close();
  await refuseChangedOriginal(s, installation);
  stopIfCancelled(s);

  try {
    s.tell({ event: 'step', step: 'replace' });
    await restoreLogs(s, installation);
    await writePages(s, hive, after, journal.lengthAfter);
    await readBack(s, hive, sha256After);
    await completeManifest(s.files, installation.backupFolder);
    return { backup, warnings: [] };
  } catch (error) {
    await rollBack(s, installation, journal, backups[0]?.sha256 ?? '', reasonOf(error));
    throw new HiveError('write-undone', { path: hive, reason: reasonOf(error) }, { cause: error });
  }
}

/** A backup may share the bytes of a file with two names: writing into it would change the backup. */
function refuseSharedFile({ hiveSet, originalStatus }: Installation): void {
  const { links } = originalStatus;
  if (links > 1) throw new HiveError('shared-file', { path: hiveSet.primary, links });
}

async function compare(
  s: RepairSurroundings,
  { original, content }: Installation,
): Promise<{ journal: PageJournal; after: readonly Page[] }> {
  const onProgress = startStep(s, 'back-up', content.length);
  const { before, after } = await changedPages(original, content, onProgress);
  return { journal: { lengthBefore: original.length, lengthAfter: content.length, pages: before }, after };
}

async function backUp(
  s: RepairSurroundings,
  { hiveSet, backupFolder, original }: Installation,
  journal: PageJournal,
): Promise<BackupFile[]> {
  await s.files.makeFolder(backupFolder);
  const sha256 = await s.files.sha256(hiveSet.primary);
  const primary = { name: s.files.baseName(hiveSet.primary), size: original.length, sha256 };
  const logs = await backUpLogs(s.files, hiveSet, backupFolder);
  await writePageJournal(s.files, backupFolder, journal);
  return [primary, ...logs];
}

/**
 * Writes what lies behind the base block first and flushes it, then the base block: until then the hive's header
 * describes the hive as it was.
 */
async function writePages(
  s: RepairSurroundings,
  hive: FilePath,
  pages: readonly Page[],
  length: number,
): Promise<void> {
  const file = await s.files.openForWriting(hive);
  try {
    for (const page of pages) if (page.position > 0) await file.write(page.bytes, page.position);
    await file.flush();
    for (const page of pages) if (page.position === 0) await file.write(page.bytes, 0);
    await cutTo(file, length);
    await file.flush();
  } finally {
    await file.close();
  }
}

async function cutTo(file: WritableFile, length: number): Promise<void> {
  const { size } = await file.status();
  if (size > length) await file.truncate(length);
}

/**
 * Puts the pages of the journal back. Used by the next run too (journal.ts).
 * @param sha256 of the hive as it was.
 */
export async function writePagesBack(
  s: RepairSurroundings,
  hive: FilePath,
  journal: PageJournal,
  sha256: string,
): Promise<void> {
  await writePages(s, hive, journal.pages, journal.lengthBefore);
  await readBack(s, hive, sha256);
}

async function rollBack(
  s: RepairSurroundings,
  { hiveSet, backupFolder }: Installation,
  journal: PageJournal,
  sha256: string,
  reason: string,
): Promise<void> {
  const path = hiveSet.primary;
  try {
    await writePagesBack(s, path, journal, sha256);
  } catch (error) {
    const both = `${reason}; ${reasonOf(error)}`;
    const details = { path, backup: backupFolder, holds: 'pages', reason: both } as const;
    throw new HiveError('restore-failed', details, { cause: error });
  }
}
