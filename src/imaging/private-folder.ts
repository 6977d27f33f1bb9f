import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { ProcessIdentity } from '../install/tools.ts';
import type { ImagingTools } from './tools.ts';

/**
 * Where images are opened: a folder in the temporary folder that nobody else may look into, with a record of whose it is.
 * A run that was killed leaves it, perhaps with an image mounted in it; the next run on this machine finds it by its name,
 * and takes it away when its process is gone. Nothing in it is worth keeping: a change counts when it was committed.
 */
export const PRIVATE_FOLDER = 'hivemend-image-';
/** Lies in it, beside `mount`. */
export const RECORD = 'owner.json';

export interface PrivateFolder {
  readonly path: FilePath;
  /** Where an image is mounted, or what is in it is copied to. */
  readonly mount: FilePath;
}

/** Where copies of files lie, which need no unmounting. */
export async function makeCopyFolder(
  { files }: Pick<ImagingTools, 'files'>,
  { path }: PrivateFolder,
): Promise<PrivateFolder> {
  const mount = files.join(path, 'files');
  await files.makeFolder(mount);
  return { path, mount };
}

interface OwnerRecord {
  readonly schema: 1;
  readonly process: ProcessIdentity;
  readonly image: FilePath;
}

/** Puts away what is open in a private folder, whatever state it is in. @returns whether nothing is open any more. */
export type Close = (tools: ImagingTools, folder: PrivateFolder) => Promise<boolean>;

/**
 * Runs `body` with a private folder, and removes it afterwards with all that is in it.
 * @throws HiveError what making it throws; 'image-left-mounted' when it could not be emptied.
 */
export async function withPrivateFolder<Result>(
  tools: ImagingTools,
  image: FilePath,
  close: Close,
  body: (folder: PrivateFolder) => Promise<Result>,
): Promise<Result> {
  const { files, temporaryFolder } = tools;
  const path = await tools.makePrivateFolder(files.join(temporaryFolder, PRIVATE_FOLDER));
  tools.openImages.add(path);
  const folder: PrivateFolder = { path, mount: files.join(path, 'mount') };
  try {
    await writeRecord(files, path, { schema: 1, process: tools.process, image });
    await files.makeFolder(folder.mount);
    const result = await body(folder);
    await removePrivateFolder(tools, folder, close);
    return result;
  } catch (error) {
    // What went wrong first is the one to tell. What can't be taken away now is left to the next run.
    await removePrivateFolder(tools, folder, close).catch(() => undefined);
    throw error;
  } finally {
    tools.openImages.delete(path);
  }
}

async function removePrivateFolder(tools: ImagingTools, folder: PrivateFolder, close: Close): Promise<void> {
  // Never looked into while something is mounted: what lies there is the image's.
  const { path, mount } = folder;
  if (!(await close(tools, folder))) throw new HiveError('image-left-mounted', { path, mount });
  await removeInTheEnd(tools, path);
}

/** A mount's driver may take its own files away at the same time, a moment after its mount is gone. */
const ATTEMPTS = 50;
const PAUSE_MS = 100;

async function removeInTheEnd({ files, pause }: ImagingTools, folder: FilePath): Promise<void> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    try {
      return await removeAll(files, folder);
    } catch (error) {
      if (!isHiveError(error)) throw error;
      await pause(PAUSE_MS);
    }
  }
  await removeAll(files, folder);
}

/** Takes away what runs left that are no more. What can't be taken away stays, and is tried again by the next run. */
export async function removeLeftFolders(tools: ImagingTools, close: Close): Promise<void> {
  const { files, temporaryFolder } = tools;
  for (const { name } of await files.list(temporaryFolder)) {
    if (!name.startsWith(PRIVATE_FOLDER)) continue;
    const path = files.join(temporaryFolder, name);
    if (tools.openImages.has(path)) continue;
    try {
      if (!(await tools.isPrivateFolder(path))) continue;
      const record = await readRecord(files, path);
      if (record === undefined || !isLeft(tools, record.process)) continue;
      await removePrivateFolder(tools, { path, mount: files.join(path, 'mount') }, close);
      tools.tell({ event: 'warning', warning: { code: 'left-image-closed', path, image: record.image } });
    } catch (error) {
      if (!isHiveError(error)) throw error;
    }
  }
}

/** Of a run on this machine, since it started, whose process is gone. Where nobody can tell, it is left alone. */
function isLeft(tools: ImagingTools, { id, space, host, bootedAt }: ProcessIdentity): boolean {
  const own = tools.process;
  if (space !== undefined && space === own.space) return id === own.id || !tools.isAlive(id);
  // Windows tells no space. The start is known to the second or so.
  const isSameStart = Math.abs(Date.parse(bootedAt) - Date.parse(own.bootedAt)) < 60_000;
  return space === undefined && host === own.host && (!isSameStart || id === own.id || !tools.isAlive(id));
}

async function writeRecord(files: WritableFileSystem, folder: FilePath, record: OwnerRecord): Promise<void> {
  const file = await files.create(files.join(folder, RECORD));
  try {
    await file.write(new TextEncoder().encode(JSON.stringify(record)), 0);
  } finally {
    await file.close();
  }
}

/** A record has a few hundred bytes. */
const LARGEST_RECORD = 16 * 1024;

async function readRecord(files: WritableFileSystem, folder: FilePath): Promise<OwnerRecord | undefined> {
  const path = files.join(folder, RECORD);
  if ((await files.nameStatus(path))?.kind !== 'file') return undefined;
  const file = await files.open(path);
  try {
    const bytes = new Uint8Array(Math.min(file.length, LARGEST_RECORD));
    await file.read(bytes, 0);
    const record: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(record) ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

function isRecord(value: unknown): value is OwnerRecord {
  const { schema, process, image } = Object(value) as Partial<OwnerRecord>;
  return schema === 1 && typeof process?.id === 'number' && typeof image === 'string';
}

/** Removes a folder and what is in it; of a link, the link. */
async function removeAll(files: WritableFileSystem, folder: FilePath): Promise<void> {
  if ((await files.nameStatus(folder)) === undefined) return;
  for (const { name } of await files.list(folder)) {
    const path = files.join(folder, name);
    if ((await files.nameStatus(path))?.kind === 'folder') await removeAll(files, path);
    else await files.remove(path);
  }
  await files.removeFolder(folder);
}
