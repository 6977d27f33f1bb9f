import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import type { BackupFile, BackupSummary } from './outcome.ts';
import { readText, writeNewFile } from './small-files.ts';

/**
 * What a backup folder says about itself. The manifest is written under the name of a pending one, flushed before the
 * original is replaced, and gets its final name when the new contents were read back: a pending manifest is the mark
 * of an interrupted run.
 */
export interface Manifest extends Omit<BackupSummary, 'id' | 'folder'> {
  readonly schema: 1;
}

export const MANIFEST_NAME = 'manifest.json';
export const PENDING_NAME = 'manifest.pending.json';

const LARGEST_MANIFEST = 1024 * 1024;

export async function writePending(
  files: WritableFileSystem,
  folder: FilePath,
  manifest: Manifest,
): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeNewFile(files, files.join(folder, PENDING_NAME), new TextEncoder().encode(text));
}

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
    if (isHiveError(error, 'file-missing') || isHiveError(error, 'not-a-folder')) return undefined;
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return isManifest(parsed) ? parsed : undefined;
  } catch {
    return undefined; // Not JSON: torn by a power loss, or not ours.
  }
}

export function summaryOf(files: ReadOnlyFileSystem, folder: FilePath, manifest: Manifest): BackupSummary {
  const { schema: _, ...facts } = manifest;
  return { id: files.baseName(folder), folder, ...facts };
}

const SHA256 = /^[0-9a-f]{64}$/;

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const manifest = value as Partial<Manifest>;
  const isCommand = manifest.command === 'repair' || manifest.command === 'undo';
  const isKind = manifest.kind === 'whole' || manifest.kind === 'pages';
  const texts = [manifest.createdAt, manifest.toolVersion, manifest.hive];
  const areTexts =
    texts.every((text) => typeof text === 'string') && !Number.isNaN(Date.parse(manifest.createdAt ?? ''));
  const hasChange =
    typeof manifest.change?.before?.state === 'string' && typeof manifest.change.after?.state === 'string';
  const hasFiles =
    Array.isArray(manifest.files) && manifest.files.every(isBackupFile) && isSet(manifest.files);
  const hasHash = typeof manifest.sha256After === 'string' && SHA256.test(manifest.sha256After);
  return manifest.schema === 1 && isCommand && isKind && areTexts && hasChange && hasFiles && hasHash;
}

/** A hive and its logs, each once. An undo writes files of these names beside the hive: no other may be among them. */
function isSet([primary, ...logs]: readonly BackupFile[]): boolean {
  if (primary === undefined) return false;
  const name = primary.name.toLowerCase();
  const allowed = new Set([`${name}.log`, `${name}.log1`, `${name}.log2`]);
  return logs.every((log) => allowed.delete(log.name.toLowerCase()));
}

/** A name with a separator would lead out of the folder: a manifest may come from anybody's stick. */
const NAME = /^[^\\/:*?"<>|\p{Cc}]+$/u;

function isBackupFile(value: unknown): value is BackupFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, size, sha256 } = value as Partial<BackupFile>;
  const isName = typeof name === 'string' && NAME.test(name) && !/^\.+$/.test(name);
  const isSize = Number.isSafeInteger(size) && Number(size) >= 0;
  return isName && isSize && typeof sha256 === 'string' && SHA256.test(sha256);
}
