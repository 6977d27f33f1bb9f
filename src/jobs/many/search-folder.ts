import { readFileKind } from '../../disk/file-kind.ts';
import type { FolderEntry, ReadOnlyFile, ReadOnlyFileSystem } from '../../files/file-system.ts';
import { findBelow } from '../../files/find-path.ts';
import type { FilePath } from '../../ground/brand.ts';
import { isHiveError } from '../../ground/errors.ts';
import { PRIVATE_FOLDER } from '../../imaging/private-folder.ts';
import { BACKUPS_FOLDER } from '../../install/find-backups.ts';
import { hiveKindOf } from '../../regf/hive-kind.ts';
import { whenRead } from '../../regf/hive-pages.ts';
import { HiveReader } from '../../regf/hive-reader.ts';
import { openHive } from '../../replay/replay.ts';

/** Deeper than any tree that holds images. */
const DEEPEST = 32;

/** Files of these names are looked into. Everything else that is large and no hive is left unread. */
const IMAGE_NAME = /\.(?:wim|esd|swm|vhdx?|avhdx|qcow2|vmdk|img|raw|dd)$/i;
/** Of a split WIM, all parts but the first: they are reached through it. */
const LATER_PART = /[^\d]\d+\.swm$/i;

/**
 * What can be worked on in a folder and in those below it: Windows folders (into which it does not go), SOFTWARE hives
 * elsewhere, WIM files and disk images. In the order of names. Links are not followed, backups are no targets, and what
 * can't be looked into is passed over; the folder itself is then given, so that its error is told.
 */
export async function* searchFolder(files: ReadOnlyFileSystem, folder: FilePath): AsyncGenerator<FilePath> {
  const entries = await passingOver(() => files.list(folder));
  if (entries === undefined) yield folder;
  else yield* searchEntries(files, folder, entries, 0);
}

async function* searchEntries(
  files: ReadOnlyFileSystem,
  folder: FilePath,
  entries: readonly FolderEntry[],
  depth: number,
): AsyncGenerator<FilePath> {
  if (await holdsHive(files, folder)) {
    yield folder;
    return;
  }
  for (const { name, kind } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = files.join(folder, name);
    if (kind === 'file' && (await isWanted(files, path))) yield path;
    const isOwn = name === BACKUPS_FOLDER || name.startsWith(PRIVATE_FOLDER);
    if (kind !== 'folder' || isOwn || depth === DEEPEST) continue;
    const below = await passingOver(() => entriesOfOwn(files, path));
    if (below !== undefined) yield* searchEntries(files, path, below, depth + 1);
  }
}

/** Of a folder; nothing of a link to one. */
async function entriesOfOwn(files: ReadOnlyFileSystem, folder: FilePath): Promise<readonly FolderEntry[]> {
  return (await files.nameStatus(folder))?.kind === 'link' ? [] : files.list(folder);
}

async function holdsHive(files: ReadOnlyFileSystem, folder: FilePath): Promise<boolean> {
  const hive = await passingOver(() => findBelow(files, folder, ['System32', 'config', 'SOFTWARE'], 'file'));
  return hive !== undefined;
}

async function isWanted(files: ReadOnlyFileSystem, path: FilePath): Promise<boolean> {
  if (IMAGE_NAME.test(path)) return !LATER_PART.test(path);
  return (await passingOver(() => isSoftwareHive(files, path))) === true;
}

async function isSoftwareHive(files: ReadOnlyFileSystem, path: FilePath): Promise<boolean> {
  const file = await files.open(path);
  try {
    return (await hasHiveSignature(file)) && (await isSoftware(file));
  } finally {
    await file.close();
  }
}

async function hasHiveSignature(file: ReadOnlyFile): Promise<boolean> {
  if (file.length < 4096) return false;
  const bytes = new Uint8Array(4);
  await file.read(bytes, 0);
  return Buffer.from(bytes).toString('latin1') === 'regf' && (await readFileKind(file)) === undefined;
}

/** What is damaged may be one: whoever works on it says what is wrong with it. */
async function isSoftware(file: ReadOnlyFile): Promise<boolean> {
  try {
    const { hive } = await openHive(file, [], { acceptDirty: true });
    const reader = await HiveReader.onDemand(hive, file.path);
    return (await whenRead(() => hiveKindOf(reader))) === 'SOFTWARE';
  } catch (error) {
    if (isHiveError(error)) return true;
    throw error;
  }
}

async function passingOver<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}
