import type { FilePath } from '../ground/brand.ts';
import type { BackupFile } from './outcome.ts';

/** What a manifest may say of the files of a backup; it may have come from anybody's stick. */

export const CHECKSUM = /^(crc32:[0-9a-f]{8}|sha256:[0-9a-f]{64})$/;

/** A hive and its logs, each once. An undo writes files of these names beside the hive: no other may be among them. */
export function isHiveSetList(value: unknown): value is readonly BackupFile[] {
  if (!Array.isArray(value) || !value.every(isBackupFile)) return false;
  const [primary, ...logs]: readonly BackupFile[] = value;
  if (primary === undefined) return false;
  const name = primary.name.toLowerCase();
  const allowed = new Set([`${name}.log`, `${name}.log1`, `${name}.log2`]);
  return logs.every((log) => allowed.delete(log.name.toLowerCase()));
}

/** A name with a separator would lead out of the folder: a manifest may come from anybody's stick. */
export const isName = (name: unknown): boolean =>
  typeof name === 'string' && /^[^\\/:*?"<>|\p{Cc}]+$/u.test(name) && !/^\.+$/.test(name);

function isBackupFile(value: unknown): value is BackupFile {
  if (!isObject(value)) return false;
  const { name, size, checksum }: Partial<BackupFile> = value;
  return isName(name) && isCount(size) && typeof checksum === 'string' && CHECKSUM.test(checksum);
}

export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The folder of a backup: from the hive's folder where it lies below it, a path otherwise. */
export type BackupFolderPlace = { readonly below: string } | { readonly at: FilePath };

/** Names a run: letters and digits. */
export const RUN_ID = /^[0-9a-z-]{4,64}$/i;

/** Two or three names without a separator: a lock may have been put there by anybody, and leads nowhere else. */
const isBelow = (names: string): boolean =>
  /^[^\\/:*?"<>|\p{Cc}]+(\/[^\\/:*?"<>|\p{Cc}]+){1,2}$/u.test(names) &&
  !names.split('/').some((name) => /^\.+$/.test(name));

export function isBackupFolderPlace(value: unknown): value is BackupFolderPlace {
  if (!isObject(value)) return false;
  const { below, at } = value;
  if (typeof below === 'string') return isBelow(below);
  return typeof at === 'string' && at !== '';
}
