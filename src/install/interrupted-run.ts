import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { EarlierLock } from './earlier-lock.ts';
import { BACKUPS_FOLDER, runMark } from './find-backups.ts';
import { findLock, isHeld, type LockRecord, type LockWatch } from './lock.ts';
import { readAnyManifest } from './manifest.ts';

/** Whether an interrupted run left something beside a hive: for commands that only read. What is done about it is in recovery.ts. */

/** A run of which the lock still lies beside the hive. */
export interface InterruptedRun {
  readonly hive: FilePath;
  /** ISO 8601; undefined when the run was interrupted before it had written anything but its lock. */
  readonly startedAt?: string;
  /** Its backup folder, where that can be reached from here. */
  readonly backup?: FilePath;
}

/** For commands that only read: what the next repair or undo will take care of. Undefined also while that run works. */
export async function findInterruptedRun(
  watch: LockWatch,
  hive: FilePath,
): Promise<InterruptedRun | undefined> {
  const lock = await findLock(watch.files, hive);
  if (lock === undefined || (await isHeld(watch, hive, lock))) return undefined;
  const { record, earlier } = lock;
  if (earlier !== undefined)
    return earlierRun(hive, earlier, await earlierFolder(watch.files, hive, earlier));
  if (record === undefined) return { hive };
  const backup = await folderOf(watch, hive, record);
  return { hive, startedAt: record.startedAt, ...(backup === undefined ? {} : { backup }) };
}

const earlierRun = (
  hive: FilePath,
  { startedAt }: EarlierLock,
  backup: FilePath | undefined,
): InterruptedRun => ({ hive, startedAt, ...(backup === undefined ? {} : { backup }) });

/** Where the run made its folder. */
export const folderAsMade = (
  files: ReadOnlyFileSystem,
  hive: FilePath,
  { backup }: Pick<LockRecord, 'backup'>,
): FilePath => ('at' in backup ? backup.at : files.join(files.parent(hive), ...backup.below.split('/')));

/**
 * The folder that the run made, if it can be reached and has the run's mark: where it was made, or else below the folder that is named
 * for backups now.
 */
export async function folderOf(
  { files, backupFolder }: Pick<LockWatch, 'files' | 'backupFolder'>,
  hive: FilePath,
  { backup, run }: Pick<LockRecord, 'backup' | 'run'>,
): Promise<FilePath | undefined> {
  const made = folderAsMade(files, hive, { backup });
  if (await isOfRun(files, made, run)) return made;
  if (backupFolder === undefined) return undefined;
  // A stick has another letter or path in each system, or its folders were copied elsewhere: the names at the end of the path stay.
  const names = made.split(/[\\/]/).filter((name) => !/^([a-z]:|\.{0,2})$/i.test(name));
  for (let from = names.length; from >= 0; from--) {
    const folder = files.join(backupFolder, ...names.slice(from));
    if (await isOfRun(files, folder, run)) return folder;
  }
  return await markedIn(files, backupFolder, run);
}

/** One that has another name now. */
async function markedIn(
  files: ReadOnlyFileSystem,
  parent: FilePath,
  run: string,
): Promise<FilePath | undefined> {
  if ((await files.status(parent))?.kind !== 'folder') return undefined;
  for (const { name, kind } of await files.list(parent)) {
    const folder = files.join(parent, name);
    if (kind === 'folder' && (await isOfRun(files, folder, run))) return folder;
  }
  return undefined;
}

const isOfRun = async (files: ReadOnlyFileSystem, folder: FilePath, run: string): Promise<boolean> =>
  (await files.status(files.join(folder, runMark(run))))?.kind === 'file';

/** The backup of a run of hivemend 0.1.0, where it can be found from here: the disk may have another letter now. */
export async function earlierFolder(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  { backupFolder }: EarlierLock,
): Promise<FilePath | undefined> {
  const name = backupFolder.split(/[\\/]/).at(-1) ?? '';
  for (const folder of [files.join(files.parent(hive), BACKUPS_FOLDER, name), backupFolder]) {
    const manifest = await readAnyManifest(files, folder);
    const isOfHive = manifest?.files[0]?.name.toLowerCase() === files.baseName(hive).toLowerCase();
    if (isOfHive) return folder;
  }
  return undefined;
}
