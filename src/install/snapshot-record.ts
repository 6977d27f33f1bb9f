import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { isNotThere } from '../files/not-there.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveSetList, isName, isObject } from './backup-file.ts';
import type { BackupFile } from './outcome.ts';
import { readText } from './small-files.ts';

/**
 * What a folder of copies says that were made together, of all hives of a Windows. It is written when all of them are there, read
 * back, compared, and found to be whole: without it the folder is none. The copy of each hive is a backup of its own.
 */
export interface SnapshotRecord {
  readonly schema: 1;
  /** The run that made it. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly toolVersion: string;
  readonly windows: WindowsIdentity;
  readonly hives: readonly SnapshotHive[];
}

/** By what a Windows is known again in a folder that has snapshots of several PCs. Missing is what it does not say. */
export interface WindowsIdentity {
  readonly machineGuid?: string;
  readonly computerName?: string;
}

/** Copies of one image may have one GUID. A Windows that does not say who it is, is no other's. */
export function isSameWindows(one: WindowsIdentity, other: WindowsIdentity): boolean {
  const isNamed = one.machineGuid !== undefined;
  return isNamed && one.machineGuid === other.machineGuid && one.computerName === other.computerName;
}

export interface SnapshotHive {
  /** Names from the Windows volume's root down to the primary file. */
  readonly place: readonly string[];
  /** The copy's folder in that of the snapshot. */
  readonly folder: string;
  /** The primary file first, then its logs. */
  readonly files: readonly BackupFile[];
}

/** A snapshot as `list-backups` shows it. */
export interface Snapshot extends Omit<SnapshotRecord, 'schema'> {
  /** Names it for `undo --snapshot ID`; the folder's name. */
  readonly id: string;
  readonly folder: FilePath;
}

export const RECORD_NAME = 'snapshot.json';
/** Says of a folder, from its beginning, that it is one of ours. */
export const SNAPSHOT_MARK = 'snapshot-of-hivemend';

/** A few hundred bytes for each hive. */
const LARGEST_RECORD = 4 * 1024 * 1024;
/** Folders between a volume's root and a hive: more than any profile has. */
const DEEPEST = 32;

export const encodeRecord = (record: SnapshotRecord): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`);

/** The snapshot in a folder, or undefined where there is none, or a record that is torn. */
export async function readSnapshot(
  files: ReadOnlyFileSystem,
  folder: FilePath,
): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readText(files, files.join(folder, RECORD_NAME), LARGEST_RECORD);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
  const record = parse(text);
  if (!isRecord(record)) return undefined;
  const { schema: _, ...facts } = record;
  return { id: files.baseName(folder), folder, ...facts };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Torn by a power loss, or not ours.
  }
}

/** It may come from anybody's stick: its names lead nowhere but down. */
function isRecord(value: unknown): value is SnapshotRecord {
  if (!isObject(value)) return false;
  const { schema, run, createdAt, toolVersion, windows, hives }: Partial<SnapshotRecord> = value;
  return (
    schema === 1 &&
    isName(run) &&
    typeof createdAt === 'string' &&
    !Number.isNaN(Date.parse(createdAt)) &&
    typeof toolVersion === 'string' &&
    isIdentity(windows) &&
    Array.isArray(hives) &&
    hives.every(isHive)
  );
}

function isIdentity(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { machineGuid = '', computerName = '' }: Record<string, unknown> = value;
  return typeof machineGuid === 'string' && typeof computerName === 'string';
}

function isHive(value: unknown): value is SnapshotHive {
  if (!isObject(value)) return false;
  const { place, folder, files }: Partial<SnapshotHive> = value;
  return (
    Array.isArray(place) &&
    place.length > 0 &&
    place.length <= DEEPEST &&
    place.every(isName) &&
    isName(folder) &&
    isHiveSetList(files) &&
    files[0]?.name.toLowerCase() === place.at(-1)?.toLowerCase()
  );
}
