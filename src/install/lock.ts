import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { ProcessIdentity, RepairSurroundings } from '../jobs/surroundings.ts';
import { readText, writeNewFile } from './small-files.ts';

/**
 * One hivemend at a time works on a hive. The lock lies beside the hive, is flushed before anything else is written,
 * and names what the run is about to make, so that the next run can tell what an interrupted one left (journal.ts).
 */

/** How the new contents get into the hive's place. */
export type Method = 'replace' | 'in-place';

export interface LockRecord {
  readonly schema: 1;
  readonly command: 'repair' | 'undo';
  readonly method: Method;
  readonly process: ProcessIdentity;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The backup folder that this run makes. */
  readonly backupFolder: FilePath;
  /** True while an in-place write is under way: the hive is whole again only with the pages in the backup folder. */
  readonly isWriting?: boolean;
}

/** What tells a run from the one that took a lock. */
export type RunIdentity = Pick<RepairSurroundings, 'clock' | 'process' | 'isAlive'>;

/** A lock that lies beside a hive; `record` is undefined when its contents never reached the medium. */
export interface FoundLock {
  readonly path: FilePath;
  readonly record: LockRecord | undefined;
  readonly modifiedMs: number;
}

const LARGEST_RECORD = 64 * 1024;

/** Systems report the start of the same boot a little differently as their clock is set. */
const SAME_BOOT_MS = 120_000;

/** A lock without contents may be one that is being written at this moment. */
const BEING_WRITTEN_MS = 5_000;

export const lockPath = (hive: FilePath): FilePath => `${hive}.hivemend-lock`;

/** The lock beside the hive, if there is one. Reads only. */
export async function findLock(files: ReadOnlyFileSystem, hive: FilePath): Promise<FoundLock | undefined> {
  const path = lockPath(hive);
  const status = await files.status(path);
  if (status === undefined) return undefined;
  try {
    const record = parseRecord(await readText(files, path, LARGEST_RECORD));
    return { path, record, modifiedMs: status.modifiedMs };
  } catch (error) {
    if (isHiveError(error, 'file-missing')) return undefined;
    throw error;
  }
}

/** Whether the hivemend that took the lock may still be at work. */
export function isHeld(lock: FoundLock, surroundings: RunIdentity): boolean {
  const { record } = lock;
  if (record === undefined) {
    // Either way: a clock that was set back must not make the lock of an ended run look new for hours.
    return Math.abs(surroundings.clock().getTime() - lock.modifiedMs) < BEING_WRITTEN_MS;
  }
  // Recovery systems take a new random host name at each start: another name means an earlier start.
  if (record.process.host !== surroundings.process.host) return false;
  const bootGap = Date.parse(record.process.bootedAt) - Date.parse(surroundings.process.bootedAt);
  if (Math.abs(bootGap) > SAME_BOOT_MS) return false;
  // This process holds none while it asks: the number was given out again, or its own run could not release the lock.
  if (record.process.id === surroundings.process.id) return false;
  return surroundings.isAlive(record.process.id);
}

/**
 * Takes the lock. The caller flushes the folder, under the lock.
 * @throws HiveError 'hive-locked' when another hivemend took it first, and what `create` throws.
 */
export async function takeLock(files: WritableFileSystem, hive: FilePath, record: LockRecord): Promise<void> {
  try {
    await writeNewFile(files, lockPath(hive), encodeRecord(record));
  } catch (error) {
    if (!isHiveError(error, 'file-exists')) throw error;
    const found = await findLock(files, hive);
    throw lockedError(hive, found?.record);
  }
}

/**
 * Makes a stale lock this process's own, in one step, so that its record is never lost: what the interrupted run left
 * is known until it is dealt with.
 * @throws HiveError 'hive-locked' when another run did so first.
 */
export async function adoptLock(
  files: WritableFileSystem,
  hive: FilePath,
  record: LockRecord,
): Promise<void> {
  const adopted = `${lockPath(hive)}-new`;
  if ((await files.status(adopted)) !== undefined) await files.remove(adopted);
  await writeNewFile(files, adopted, encodeRecord(record));
  await files.replace(adopted, lockPath(hive));
  const now = await findLock(files, hive);
  if (now?.record?.process.id !== record.process.id) throw lockedError(hive, now?.record);
}

/**
 * Notes in this process's lock, on the medium, that pages of the hive are about to be written, or that none are any more.
 * @throws HiveError 'hive-locked' when the lock is no longer this process's, and what writing a file throws.
 */
export async function recordWriting(
  files: WritableFileSystem,
  hive: FilePath,
  isWriting: boolean,
): Promise<void> {
  const record = (await findLock(files, hive))?.record;
  if (record === undefined) throw lockedError(hive, record);
  await adoptLock(files, hive, { ...record, isWriting });
  await files.flushFolder(files.parent(hive));
}

export async function releaseLock(files: WritableFileSystem, hive: FilePath): Promise<void> {
  await files.remove(lockPath(hive));
  await files.flushFolder(files.parent(hive));
}

const encodeRecord = (record: LockRecord): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);

export function lockedError(hive: FilePath, record: LockRecord | undefined): HiveError<'hive-locked'> {
  const processId = record?.process.id ?? 0;
  return new HiveError('hive-locked', { path: hive, processId, since: record?.startedAt ?? '' });
}

function parseRecord(text: string): LockRecord | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined; // Torn by a power loss: as good as empty.
  }
  return isRecord(parsed) ? parsed : undefined;
}

function isRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<LockRecord>;
  const isCommand = record.command === 'repair' || record.command === 'undo';
  const isMethod = record.method === 'replace' || record.method === 'in-place';
  const { id, host, bootedAt } = record.process ?? {};
  const isProcess =
    Number.isSafeInteger(id) && Number(id) > 0 && typeof host === 'string' && isTime(bootedAt);
  return (
    record.schema === 1 &&
    isCommand &&
    isMethod &&
    isProcess &&
    isTime(record.startedAt) &&
    typeof record.backupFolder === 'string'
  );
}

const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
