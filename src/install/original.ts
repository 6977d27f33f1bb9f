import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { HiveFile } from '../replay/dirty-state.ts';
import { type PrimaryHeader, readHeader } from '../replay/primary-header.ts';
import { type OpenedHive, openHive } from '../replay/replay.ts';
import { verifyBackup } from './backup.ts';
import { KEPT_PAGES_NAME, readKeptPages } from './kept-pages.ts';
import type { BackupSummary } from './outcome.ts';
import { laidOver, type Stretch } from './page.ts';

/** A hive set as a backup has it, and the newest state that replay makes of it. */
export interface OriginalSet {
  /** Byte for byte as it was on the disk. */
  readonly primary: HiveFile;
  readonly header: PrimaryHeader;
  readonly opened: OpenedHive;
  /** Names as beside the hive, and where their copies lie. */
  readonly logs: readonly { readonly name: string; readonly copy: FilePath }[];
  /** Only these stretches of the primary file can differ from the hive's; undefined when all of it was kept. */
  readonly kept: readonly Stretch[] | undefined;
}

/**
 * Opens a backup for `body`, and closes it however that ends.
 * @param live the hive, open for reading: what a backup of pages was taken from. Its other pages must not have changed since.
 * @throws HiveError 'backup-damaged' where the backup can't be opened as one, and what reading throws
 */
export async function withOriginal<Result>(
  files: ReadOnlyFileSystem,
  backup: Pick<BackupSummary, 'folder' | 'kind' | 'files'>,
  live: ReadOnlyFile,
  body: (original: OriginalSet) => Promise<Result>,
): Promise<Result> {
  const [primaryEntry, ...logEntries] = backup.files;
  if (primaryEntry === undefined)
    throw new HiveError('backup-damaged', {
      path: backup.folder,
      expected: 'a primary file',
      actual: 'none',
    });
  const open: ReadOnlyFile[] = [];
  const openCopy = async (name: string): Promise<ReadOnlyFile> => {
    const file = await files.open(files.join(backup.folder, name));
    open.push(file);
    return file;
  };
  try {
    const original = await explained(files, backup, async () => {
      const pages = backup.kind === 'pages' ? await keptPages(files, backup, live) : undefined;
      const primary = pages?.primary ?? (await openCopy(primaryEntry.name));
      const logs: ReadOnlyFile[] = [];
      for (const { name } of logEntries) logs.push(await openCopy(name));
      return {
        primary,
        header: await readHeader(primary),
        opened: await openHive(primary, logs, { acceptDirty: true }),
        logs: logEntries.map(({ name }, index) => ({ name, copy: logs[index]?.path ?? '' })),
        kept: pages?.stretches,
      };
    });
    return await body(original);
  } finally {
    for (const file of open) await file.close();
  }
}

/** What looks like a damaged hive, or can't be opened, is a damaged backup. */
async function explained<Found>(
  files: ReadOnlyFileSystem,
  backup: Pick<BackupSummary, 'folder' | 'kind' | 'files'>,
  open: () => Promise<Found>,
): Promise<Found> {
  try {
    return await open();
  } catch (error) {
    if (isHiveError(error) && !isHiveError(error, 'backup-damaged')) await verifyBackup(files, backup);
    throw error;
  }
}

async function keptPages(
  files: ReadOnlyFileSystem,
  { folder }: Pick<BackupSummary, 'folder'>,
  live: ReadOnlyFile,
): Promise<{ readonly primary: HiveFile; readonly stretches: readonly Stretch[] }> {
  const kept = await readKeptPages(files, folder);
  if (kept === undefined) {
    const path = files.join(folder, KEPT_PAGES_NAME);
    throw new HiveError('backup-damaged', { path, expected: 'the pages that were kept', actual: 'none' });
  }
  const { pages, lengthBefore } = kept;
  const stretches = pages.map(({ position, bytes }) => ({ start: position, end: position + bytes.length }));
  return { primary: { path: live.path, ...laidOver(live, pages, lengthBefore) }, stretches };
}
