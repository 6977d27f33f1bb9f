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

/**
 * The newest repair that no undo took back, as far as the backups beside the hive tell; undefined where that one set
 * another value. It only adds to what is said of the hive: backups that can't be read say nothing.
 */
export async function lastRepair(files: ReadOnlyFileSystem, hive: FilePath): Promise<LastRepair | undefined> {
  const backups = await readBackups(files, hive);
  const newest = backups.find((backup, index) => isRepairThatStands(backup, backups, index))?.summary;
  if (newest === undefined || !allowsPassword(newest)) return undefined;
  const { createdAt: at, id, folder } = newest;
  return { at, backup: { id, folder } };
}

async function readBackups(files: ReadOnlyFileSystem, hive: FilePath): Promise<readonly FoundBackup[]> {
  try {
    return await backupsOf(files, hive, undefined);
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
