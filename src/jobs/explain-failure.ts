import type { FileKind } from '../disk/file-kind.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';

/** What a hive that can't be used may turn out to be: another kind of file, or one of which there are whole copies. */

/** With these, the bytes may be no hive at all. */
const STRANGE = [
  'hive-signature',
  'hive-truncated',
  'hive-structure',
  'logs-missing',
  'logs-unusable',
] as const;

/** With these, what is there is no use any more. */
const DAMAGED = [
  'hive-signature',
  'hive-version',
  'hive-checksum',
  'hive-truncated',
  'hive-structure',
  'hive-damaged',
  'not-a-hive',
] as const;

/** Runs `body`, which reads the target's hive, and says more of it when that fails. */
export async function explaining<Result>(
  files: ReadOnlyFileSystem,
  target: Target,
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    throw isHiveError(error) ? await explained(files, target, error) : error;
  }
}

async function explained(files: ReadOnlyFileSystem, target: Target, error: HiveError): Promise<HiveError> {
  const named = await namedForWhatItIs(files, target.hive.primary, error);
  if (target.windowsFolder === undefined) return named;
  for (const code of DAMAGED) {
    if (!isHiveError(named, code)) continue;
    // Loaded for failures alone: every command comes by here.
    const { findWholeCopies } = await import('./whole-copies.ts');
    const copies = await findWholeCopies(files, target.hive.primary);
    return copies.length === 0 ? named : named.withDetails({ copies });
  }
  return named;
}

async function namedForWhatItIs(
  files: ReadOnlyFileSystem,
  path: FilePath,
  error: HiveError,
): Promise<HiveError> {
  if (!STRANGE.some((code) => isHiveError(error, code))) return error;
  const kind = await kindOf(files, path);
  return kind === undefined ? error : new HiveError('not-a-hive', { path, kind }, { cause: error });
}

async function kindOf(files: ReadOnlyFileSystem, path: FilePath): Promise<FileKind | undefined> {
  const { readFileKind } = await import('../disk/file-kind.ts');
  const file = await files.open(path);
  try {
    return await readFileKind(file);
  } finally {
    await file.close();
  }
}

/** Of a job that opens no image. @throws HiveError 'not-a-hive' where a file was named that is known to be something else. */
export async function refuseOtherFile(
  files: ReadOnlyFileSystem,
  { hive: { primary: path }, isHiveFile, windowsFolder }: Target,
): Promise<void> {
  if (isHiveFile !== true || windowsFolder !== undefined) return;
  const kind = await kindOf(files, path);
  if (kind !== undefined) throw new HiveError('not-a-hive', { path, kind });
}
