import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { backupsOf, type FoundBackup } from '../install/find-backups.ts';
import type { BackupSummary } from '../install/outcome.ts';
import { REG_DWORD } from '../regf/structures/key-value.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../windows/setting.ts';

/** That hivemend allowed the password in this Windows before, as the backups beside the hive tell. */
export interface LastRepair {
  /** ISO 8601, UTC, by the clock of the system that hivemend ran on. */
  readonly at: string;
  readonly backup: Pick<BackupSummary, 'id' | 'folder'>;
}

/** Where else to look. */
export interface LastRepairPlace {
  /** A folder of the user's for backups: those of other PCs may lie there, too. */
  readonly backupFolder?: FilePath | undefined;
  /** When the setting's key was last written, ISO 8601, UTC: a repair writes it, and Windows does not touch it afterwards. */
  readonly writtenAt?: string | undefined;
}

/**
 * The newest repair that no undo took back, as far as the backups beside the hive tell, or those in the user's folder; undefined
 * where that one set another value. It only adds to what is said of the hive: backups that can't be read say nothing.
 */
export async function lastRepair(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  { backupFolder, writtenAt }: LastRepairPlace,
): Promise<LastRepair | undefined> {
  const beside = standing(await readBackups(files, hive));
  if (beside !== undefined || backupFolder === undefined || writtenAt === undefined) return beside;
  const chosen = await readBackups(files, hive, backupFolder);
  return standing(chosen.filter(({ summary }) => isOfRun(summary.createdAt, writtenAt)));
}

/** What lies between a run's begin and its edit, at most: it goes through the whole hive meanwhile. Milliseconds. */
const LONGEST_RUN_MS = 10 * 60 * 1000;

const isOfRun = (createdAt: string, writtenAt: string): boolean =>
  Math.abs(Date.parse(writtenAt) - Date.parse(createdAt)) < LONGEST_RUN_MS;

function standing(backups: readonly FoundBackup[]): LastRepair | undefined {
  const newest = backups.find((backup, index) => isRepairThatStands(backup, backups, index))?.summary;
  if (newest === undefined || !allowsPassword(newest)) return undefined;
  const { createdAt: at, id, folder } = newest;
  return { at, backup: { id, folder } };
}

async function readBackups(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  chosen?: FilePath,
): Promise<readonly FoundBackup[]> {
  try {
    return await backupsOf(files, hive, chosen);
  } catch (error) {
    if (isHiveError(error)) return [];
    throw error;
  }
}

/** @param index newer ones are before it */
function isRepairThatStands(
  { summary }: FoundBackup,
  backups: readonly FoundBackup[],
  index: number,
): boolean {
  // An undo of an earlier hivemend does not say what it put back.
  const isUnclear = backups
    .slice(0, index)
    .some(({ manifest }) => manifest.command === 'undo' && manifest.restores === undefined);
  return (
    summary.command === 'repair' &&
    summary.isUnfinished !== true &&
    summary.change.some(isOfSetting) &&
    !isUnclear &&
    !isTakenBack(summary.id, backups)
  );
}

/** An undo may itself have been taken back. A manifest is a file that anybody can write: each is looked at once. */
function isTakenBack(id: string, backups: readonly FoundBackup[]): boolean {
  const left = new Set(backups);
  let [last, isBack] = [id, false];
  for (;;) {
    const by = [...left].find(({ manifest }) => manifest.restores?.id === last);
    if (by === undefined) return isBack;
    left.delete(by);
    [last, isBack] = [by.summary.id, !isBack];
  }
}

const SETTING_KEY = SETTING_KEY_PATH.join('\\').toLowerCase();
const VALUE = SETTING_VALUE_NAME.toLowerCase();

function allowsPassword({ change }: BackupSummary): boolean {
  return change.some(
    (one) => isOfSetting(one) && one.after?.type === REG_DWORD && one.after.data === '00000000',
  );
}

/** A repair that only took away what else hides the password says nothing of the setting. */
function isOfSetting({ key, value }: BackupSummary['change'][number]): boolean {
  return key.toLowerCase() === SETTING_KEY && value?.toLowerCase() === VALUE;
}
