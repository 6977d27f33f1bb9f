import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import { isNotThere } from '../files/not-there.ts';
import type { FilePath } from '../ground/brand.ts';
import { HEADER_SIZE } from '../replay/primary-header.ts';
import {
  type BackupFolderPlace,
  CHECKSUM,
  isBackupFolderPlace,
  isCount,
  isHiveSetList,
  isName,
  isObject,
  RUN_ID,
} from './backup-file.ts';
import { decodeEarlierManifest } from './earlier-manifest.ts';
import type { BackupSummary, ChangedValue, Method } from './outcome.ts';
import { readText, writeNewFile } from './small-files.ts';

/**
 * What a backup folder says about itself. The manifest is written under the name of a pending one, flushed before the
 * hive is written, and gets its final name when the new contents were read back: a pending manifest is the mark of an
 * interrupted run.
 */
export interface Manifest extends Omit<BackupSummary, 'id' | 'folder' | 'isUnfinished'> {
  readonly schema: 2;
  /** The run that made it; its lock names it, too. */
  readonly run: string;
  readonly method: Method;
  /** First sector of the primary file as it was, in base64; missing in the backups of hivemend 0.1.0. */
  readonly headerBefore?: string;
  /** By what the hive that the run left is known again. */
  readonly after: AfterState;
  /** Of an undo: the name of the backup that it puts back, and the folder that it lies in. */
  readonly restores?: { readonly id: string; readonly folder: FilePath };
  /** Hives that change together with this one: all of them or none. */
  readonly together?: readonly RunMember[];
}

/** A run for another hive. */
export interface RunMember {
  /** From the folder of the hive whose manifest it is, with `/`; a path where it lies on another volume. */
  readonly hive: string;
  readonly run: string;
  /** From the folder of that hive. */
  readonly backup: BackupFolderPlace;
}

export type AfterState =
  /** Written through the log. */
  | {
      readonly by: 'pages';
      /** Bytes of the primary file. */
      readonly length: number;
      /** Its first sector, in base64. */
      readonly header: string;
      /** Of its newest state, in bytes. */
      readonly hiveBinsDataSize: number;
      /** Every page that was changed, as it is in the newest state. */
      readonly pages: readonly PageMark[];
    }
  /** Replaced, or repaired by an earlier hivemend. */
  | { readonly by: 'file'; readonly checksum: string };

export interface PageMark {
  /** From the start of the file. */
  readonly position: number;
  /** Bytes. */
  readonly size: number;
  readonly checksum: string;
}

export const MANIFEST_NAME = 'manifest.json';
export const PENDING_NAME = 'manifest.pending.json';

/** An undo of a hive that Windows wrote since may list many pages. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

export async function writePending(
  files: WritableFileSystem,
  folder: FilePath,
  manifest: Manifest,
): Promise<void> {
  await writeNewFile(files, files.join(folder, PENDING_NAME), encodeManifest(manifest));
}

/** Puts other words in a pending manifest's place, in one step. */
export async function rewritePending(
  files: WritableFileSystem,
  folder: FilePath,
  manifest: Manifest,
): Promise<void> {
  const [path, renewed] = [files.join(folder, PENDING_NAME), files.join(folder, `${PENDING_NAME}-new`)];
  if ((await files.status(renewed)) !== undefined) await files.remove(renewed);
  await writeNewFile(files, renewed, encodeManifest(manifest));
  await files.replace(renewed, path);
  await files.flushFolder(folder);
}

const encodeManifest = (manifest: Manifest): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);

/** Marks the run as ended. @returns whether the folder could be flushed. */
export async function completeManifest(files: WritableFileSystem, folder: FilePath): Promise<boolean> {
  await files.replace(files.join(folder, PENDING_NAME), files.join(folder, MANIFEST_NAME));
  return await files.flushFolder(folder);
}

/** The manifest of that name, or undefined when there is none or when it is torn. */
export async function readManifest(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  name: typeof MANIFEST_NAME | typeof PENDING_NAME,
): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readText(files, files.join(folder, name), LARGEST_MANIFEST);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return isManifest(parsed) ? parsed : decodeEarlierManifest(parsed);
  } catch {
    return undefined; // Not JSON: torn by a power loss, or not ours.
  }
}

export function summaryOf(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  manifest: Omit<Manifest, 'method' | 'after'>,
): BackupSummary {
  const { createdAt, command, kind, toolVersion, hive, change, changesLeftOut } = manifest;
  return {
    id: files.baseName(folder),
    folder,
    createdAt,
    command,
    kind,
    toolVersion,
    hive,
    files: manifest.files,
    change,
    ...(changesLeftOut === undefined ? {} : { changesLeftOut }),
  };
}

/** A header as a manifest holds it. */
export const headerText = (header: Uint8Array): string => Buffer.from(header).toString('base64');

export const headerOfText = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const manifest: Partial<Manifest> = value;
  const texts = [manifest.run, manifest.command, manifest.createdAt, manifest.toolVersion, manifest.hive];
  return (
    manifest.schema === 2 &&
    texts.every((text) => typeof text === 'string') &&
    !Number.isNaN(Date.parse(manifest.createdAt ?? '')) &&
    (manifest.kind === 'whole' || manifest.kind === 'pages') &&
    (manifest.method === 'log' || manifest.method === 'replace') &&
    isHiveSetList(manifest.files) &&
    (manifest.headerBefore === undefined || isHeader(manifest.headerBefore)) &&
    Array.isArray(manifest.change) &&
    manifest.change.every(isChangedValue) &&
    (manifest.changesLeftOut === undefined || isCount(manifest.changesLeftOut)) &&
    isAfterState(manifest.after) &&
    (manifest.restores === undefined || isRestored(manifest.restores)) &&
    (manifest.together === undefined || isMembers(manifest.together))
  );
}

function isAfterState(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { by, length, header, hiveBinsDataSize, pages, checksum }: Record<string, unknown> = value;
  if (by === 'file') return typeof checksum === 'string' && CHECKSUM.test(checksum);
  return (
    by === 'pages' &&
    isCount(length) &&
    isCount(hiveBinsDataSize) &&
    isHeader(header) &&
    Array.isArray(pages) &&
    pages.every(isPageMark)
  );
}

const isHeader = (text: unknown): boolean =>
  typeof text === 'string' && Buffer.from(text, 'base64').length === HEADER_SIZE;

function isPageMark(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { position, size, checksum }: Partial<PageMark> = value;
  return isCount(position) && isCount(size) && typeof checksum === 'string' && CHECKSUM.test(checksum);
}

function isChangedValue(value: unknown): value is ChangedValue {
  if (!isObject(value)) return false;
  const { key, value: name, before, after }: Partial<ChangedValue> = value;
  const isValueName = name === null || typeof name === 'string';
  return typeof key === 'string' && isValueName && isStoredValue(before) && isStoredValue(after);
}

function isStoredValue(value: unknown): boolean {
  if (value === null) return true;
  if (!isObject(value)) return false;
  const { type, data }: Record<string, unknown> = value;
  return isCount(type) && typeof data === 'string' && /^([0-9a-f]{2})*$/.test(data);
}

function isRestored(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, folder }: Record<string, unknown> = value;
  return isName(id) && typeof folder === 'string';
}

function isMembers(value: unknown): boolean {
  return Array.isArray(value) && value.every(isMember);
}

function isMember(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { hive, run, backup }: Record<string, unknown> = value;
  const isPath = typeof hive === 'string' && hive !== '' && !hive.includes('\0');
  return isPath && typeof run === 'string' && RUN_ID.test(run) && isBackupFolderPlace(backup);
}

/** That of a run that ended, or of one that did not; undefined when there is none, or when it is torn. */
export async function readAnyManifest(
  files: ReadOnlyFileSystem,
  folder: FilePath,
): Promise<Manifest | undefined> {
  const complete = await readManifest(files, folder, MANIFEST_NAME);
  return complete ?? (await readManifest(files, folder, PENDING_NAME));
}
