import type { ReadOnlyFileSystem, WritableFile, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { type BackupFolderPlace, isBackupFolderPlace, RUN_ID } from './backup-file.ts';
import { type EarlierLock, parseEarlierLock } from './earlier-lock.ts';
import { ownFolders, ownPath } from './own-folder.ts';
import { readText, writeNewFile } from './small-files.ts';
import type { InstallTools, ProcessIdentity } from './tools.ts';

/**
 * One hivemend at a time works on a hive. The lock lies beside the hive, is flushed before anything else is written, and
 * names what the run is about to make, so that the next run can tell what an interrupted one left (recovery.ts).
 *
 * Whether its run is alive is never judged by names and clocks of machines: Windows keeps the file from being opened by
 * others for as long as the run has it open; elsewhere the run counts a number in it upwards, which anybody can watch.
 */
export interface LockRecord {
  readonly schema: 2;
  /** Counted upwards while the run is at work. Always of the same length, so that it is changed in place. */
  readonly beat: string;
  readonly run: string;
  readonly command: string;
  readonly process: ProcessIdentity;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The backup folder that this run makes. */
  readonly backup: BackupFolderPlace;
}

/** A lock that lies beside a hive; `record` is undefined when its contents never reached the medium. */
export interface FoundLock {
  readonly path: FilePath;
  readonly record: LockRecord | undefined;
  /** Of the run, where that much of the record was written. */
  readonly command?: string;
  /** What it says instead when hivemend 0.1.0 made it. */
  readonly earlier?: EarlierLock;
  /** The system does not let it be opened: its run has it open. */
  readonly isOpenElsewhere: boolean;
}

/** What it takes to tell whether a run is at work. */
export type LockWatch = Pick<InstallTools, 'process' | 'isAlive' | 'pause' | 'ownRuns' | 'backupFolder'> & {
  readonly files: ReadOnlyFileSystem;
  readonly tell?: InstallTools['tell'];
};

/** A lock has a few hundred bytes; what is much larger is something else, and is not read. */
const LARGEST_RECORD = 16 * 1024;

/** How often a run gives a sign of life, and how long the lack of one is watched for before it counts as dead. */
const BEAT_MS = 2_000;
const LOOK_MS = 500;
const LOOKS = 14;

const FIRST_BEAT = '0000000000';
/** The beat's digits stand behind this, at the start of the file. */
const BEFORE_BEAT = '{"beat":"';

/** Behind the hive's name. */
export const LOCK_ENDING = '.hivemend-lock';

const lockName = (files: ReadOnlyFileSystem, hive: FilePath): string =>
  `${files.baseName(hive)}${LOCK_ENDING}`;

/** Where the lock lies, or would be made. */
export const lockPath = (files: ReadOnlyFileSystem, hive: FilePath): Promise<FilePath> =>
  ownPath(files, hive, lockName(files, hive));

/** The lock beside the hive, if there is one. Reads only. @throws HiveError 'lock-name-taken', and what reading throws */
export async function findLock(files: ReadOnlyFileSystem, hive: FilePath): Promise<FoundLock | undefined> {
  return await lockAt(files, await lockPath(files, hive), hive);
}

async function lockAt(
  files: ReadOnlyFileSystem,
  path: FilePath,
  hive: FilePath,
): Promise<FoundLock | undefined> {
  try {
    const text = await readText(files, path, LARGEST_RECORD);
    const found = parse(text);
    const record = isRecord(found) ? found : undefined;
    const command = record?.command ?? BEGINNING.exec(text)?.[1];
    const earlier = parseEarlierLock(found);
    return {
      path,
      record,
      isOpenElsewhere: false,
      ...(command === undefined ? {} : { command }),
      ...(earlier && { earlier }),
    };
  } catch (error) {
    if (isHiveError(error, 'file-missing')) return undefined;
    if (isHiveError(error, 'file-in-use')) return { path, record: undefined, isOpenElsewhere: true };
    if ((await files.status(path))?.kind === 'folder')
      throw new HiveError('lock-name-taken', { path, hive }, { cause: error });
    // Something else lies under that name, or more of it than we write.
    const isTooLarge = isHiveError(error, 'file-read') && error.details.cause === 'too large';
    if (isTooLarge || isHiveError(error, 'not-a-file'))
      return { path, record: undefined, isOpenElsewhere: false };
    throw error;
  }
}

/** Whether the hivemend that took the lock is at work. May wait for some seconds. */
export async function isHeld(watch: LockWatch, hive: FilePath, lock: FoundLock): Promise<boolean> {
  if (lock.isOpenElsewhere) return true;
  // On Windows the system would not have let it be opened.
  if (watch.files.flavour === 'windows' && lock.record !== undefined) return false;
  // That version gave no sign of life: where its process may be at work, it is.
  if (lock.earlier !== undefined) {
    const { host, id } = lock.earlier.process;
    return host === watch.process.host && id !== watch.process.id && watch.isAlive(id);
  }
  const { space, id } = lock.record?.process ?? {};
  if (space !== undefined && space === watch.process.space && id !== undefined)
    // Unless it is at work on another hive beside, this process holds none while it asks: the number was given out
    // again, or its own run could not release the lock.
    return id === watch.process.id ? watch.ownRuns?.has(lock.record?.run ?? '') === true : watch.isAlive(id);
  return await beats(watch, hive, lock);
}

async function beats(watch: LockWatch, hive: FilePath, seen: FoundLock): Promise<boolean> {
  watch.tell?.({ event: 'watching-lock', path: hive });
  for (let look = 0; look < LOOKS; look++) {
    await watch.pause(LOOK_MS);
    const now = await findLock(watch.files, hive);
    if (now === undefined) return false;
    if (now.record?.run !== seen.record?.run || now.record?.beat !== seen.record?.beat) return true;
  }
  return false;
}

/** A lock that this run holds. */
export interface HeldLock {
  readonly path: FilePath;
  readonly record: LockRecord;
  /** @throws HiveError 'hive-locked' when another run took it over. */
  stillOurs(): Promise<void>;
  /** Takes the lock away. @throws HiveError what removing a file throws */
  release(): Promise<void>;
  /** Leaves it to the next run. */
  leave(): Promise<void>;
}

/**
 * Takes the lock; the caller flushes the folder, under the lock.
 * @param folder in which it is made: one of `ownFolders`.
 * @throws HiveError 'hive-locked' when another hivemend took it first, there or in another of them, and what `create` throws.
 */
export async function takeLock(
  tools: InstallTools,
  hive: FilePath,
  folder: FilePath,
  record: Omit<LockRecord, 'schema' | 'beat' | 'process'>,
): Promise<HeldLock> {
  const { files } = tools;
  const whole: LockRecord = { beat: FIRST_BEAT, schema: 2, process: tools.process, ...record };
  const path = files.join(folder, lockName(files, hive));
  let file: WritableFile;
  try {
    file = await files.create(path, { isExclusive: true });
  } catch (error) {
    if (!isHiveError(error, 'file-exists') && !isHiveError(error, 'file-in-use')) throw error;
    throw lockedError(hive, (await findLock(files, hive))?.record);
  }
  try {
    await writeRecord(file, whole);
    await refuseSecondLock(files, hive, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await files.remove(path).catch(() => undefined);
    throw error;
  }
  return hold(tools, hive, whole, file);
}

/**
 * Whoever may not write into the first folder takes the next: of two that take one each, the later one sees the other's.
 * @throws HiveError 'hive-locked'
 */
async function refuseSecondLock(files: ReadOnlyFileSystem, hive: FilePath, own: FilePath): Promise<void> {
  for (const folder of await ownFolders(files, hive)) {
    const path = files.join(folder, lockName(files, hive));
    if (path !== own && (await files.status(path)) !== undefined) throw lockedError(hive, undefined);
  }
}

/**
 * Makes a stale lock this run's own, in one step, so that its record is never lost: what the interrupted run left is
 * known until it is dealt with.
 * @throws HiveError 'hive-locked' when another run did so first.
 */
export async function adoptLock(tools: InstallTools, hive: FilePath, stale: LockRecord): Promise<HeldLock> {
  const { files, process } = tools;
  const record: LockRecord = { ...stale, beat: FIRST_BEAT, process };
  const path = await lockPath(files, hive);
  const adopted = `${path}-new`;
  if ((await files.status(adopted)) !== undefined) await files.remove(adopted);
  await writeNewFile(files, adopted, encodeRecord(record));
  await files.replace(adopted, path);
  const file = await files.openForWriting(path, { isExclusive: true });
  return hold(tools, hive, record, file);
}

function hold(
  { files, every, ownRuns }: InstallTools,
  hive: FilePath,
  record: LockRecord,
  file: WritableFile,
): HeldLock {
  let count = 0;
  ownRuns?.add(record.run);
  let beating: Promise<void> = Promise.resolve();
  const stopBeating = every(BEAT_MS, () => {
    count += 1;
    const digits = String(count).padStart(FIRST_BEAT.length, '0');
    // A beat that can't be written is missed by whoever watches: then this run is stopped by `stillOurs`.
    beating = beating.then(() =>
      file.write(new TextEncoder().encode(digits), BEFORE_BEAT.length).catch(() => undefined),
    );
  });
  const letGo = async () => {
    stopBeating();
    ownRuns?.delete(record.run);
    await beating;
    await file.close().catch(() => undefined); // What it says counts no longer.
  };
  const { path } = file;
  const held: HeldLock = {
    path,
    record,
    async stillOurs() {
      const now = await lockAt(files, path, hive);
      if (now?.isOpenElsewhere) return; // By this very run: nobody else could open it.
      if (!isSameHold(now?.record, record)) throw lockedError(hive, now?.record);
    },
    async release() {
      await letGo();
      // It may be another run's by now. A look that fails tells nothing, and is worth a second one.
      await held.stillOurs().catch((error: unknown) => {
        if (isHiveError(error, 'hive-locked')) throw error;
        return held.stillOurs();
      });
      await files.remove(path);
      await files.flushFolder(files.parent(path));
    },
    leave: letGo,
  };
  return held;
}

/** Whoever adopts a lock keeps the name of its run, and may have the same process number in another container. */
function isSameHold(now: LockRecord | undefined, ours: LockRecord): boolean {
  if (now?.run !== ours.run) return false;
  const { id, host, bootedAt, space } = ours.process;
  const it = now.process;
  return it.id === id && it.host === host && it.bootedAt === bootedAt && it.space === space;
}

/** The next run goes by what it says. @throws HiveError 'verification-failed' */
async function writeRecord(file: WritableFile, record: LockRecord): Promise<void> {
  const bytes = encodeRecord(record);
  await file.write(bytes, 0);
  await file.flush();
  const written = new Uint8Array(bytes.length);
  await file.read(written, 0);
  if (Buffer.compare(written, bytes) === 0) return;
  throw new HiveError('verification-failed', {
    path: file.path,
    differences: ['it is not what was written'],
  });
}

/** Removes a lock of which nothing is known. */
export async function removeEmptyLock(files: WritableFileSystem, hive: FilePath): Promise<void> {
  const path = await lockPath(files, hive);
  await files.remove(path);
  await files.flushFolder(files.parent(path));
}

/** What the run was for stands at the start, so that a record of which only a part was written says it, too. */
const encodeRecord = ({ beat, command, ...rest }: LockRecord): Uint8Array =>
  new TextEncoder().encode(
    `${BEFORE_BEAT}${beat}",\n${JSON.stringify({ command, ...rest }, null, 1).slice(2)}\n`,
  );

/** As `encodeRecord` begins. */
const BEGINNING = /^\{"beat":"\d{10}",\n "command": "([a-z-]{1,32})"/;

export function lockedError(hive: FilePath, record: LockRecord | undefined): HiveError<'hive-locked'> {
  const processId = record?.process.id ?? 0;
  return new HiveError('hive-locked', { path: hive, processId, since: record?.startedAt ?? '' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Torn by a power loss: as good as empty.
  }
}

function isRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<LockRecord>;
  const { id, host, bootedAt } = record.process ?? {};
  const isProcess =
    Number.isSafeInteger(id) && Number(id) > 0 && typeof host === 'string' && isTime(bootedAt);
  return (
    record.schema === 2 &&
    isProcess &&
    typeof record.beat === 'string' &&
    typeof record.run === 'string' &&
    RUN_ID.test(record.run) &&
    typeof record.command === 'string' &&
    isTime(record.startedAt) &&
    isBackupFolderPlace(record.backup)
  );
}

const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
