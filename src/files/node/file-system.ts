import { constants, type Stats } from 'node:fs';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { FileStatus, FolderEntry, WritableFile, WritableFileSystem } from '../file-system.ts';
import { letGo, system } from './calls.ts';
import { asking, hiveErrorFrom, isSystemError } from './error.ts';
import { fileStatus, NodeFile } from './file.ts';
import { mountType } from './mount-type.ts';
import type { TraitAccess } from './windows-traits.ts';

const onWindows = sep === '\\';

/** `\\.\X:` and the like: a device, which has no size and can't be asked for its status before it is open. */
const DEVICE = /^\\\\\.\\/;

/** Programs are started on volumes of Windows only: nothing else pays for what that takes. */
const TRAIT_ACCESS: TraitAccess = {
  commands: async () => (await import('./command-runner.ts')).nodeCommandRunner(),
  mountType,
};

/** Node sets neither of them. The descriptor comes from the folder, as Windows' own hives have theirs. */
const LOST_ON_WINDOWS = ['attributes', 'creation-time'] as const;

/** The system's file system, through Node. */
export function nodeFileSystem(): WritableFileSystem {
  return {
    flavour: onWindows ? 'windows' : 'posix',
    isLasting: true,
    join,
    parent: dirname,
    baseName: (path) => basename(path),
    resolve: resolvePath,
    status,
    followLink,
    open: (path) => openFile(path, constants.O_RDONLY),
    list,
    sha256,
    freeSpace,
    create,
    openForWriting: (path) => openFile(path, constants.O_RDWR),
    link: (existing, name) => asking(name, 'link', () => system.link(existing, name)),
    replace,
    remove: (path) => asking(path, 'write', () => system.unlink(path)),
    makeFolder,
    removeFolder: (path) => asking(path, 'write', () => system.rmdir(path)),
    flushFolder: onWindows ? flushVolume : flushFolder,
    protectLike: async (model, paths) =>
      onWindows ? 'same' : (await import('./windows-traits.ts')).protectLike(TRAIT_ACCESS, model, paths),
    carryTraits: async (from, to) =>
      onWindows ? LOST_ON_WINDOWS : (await import('./windows-traits.ts')).carryTraits(TRAIT_ACCESS, from, to),
  };
}

/** `X:` alone means the drive's root to people; to Windows it is the drive's current folder. */
function resolvePath(path: FilePath): FilePath {
  return onWindows && /^[A-Za-z]:$/.test(path) ? `${path}\\` : resolve(path);
}

async function status(path: FilePath): Promise<FileStatus | undefined> {
  try {
    return await asking(path, 'read', async () => fileStatus(await system.stat(path, { bigint: true })));
  } catch (error) {
    // With 'not-a-folder' something above it is a file: nothing of that name can be there.
    if (error instanceof HiveError && (error.code === 'file-missing' || error.code === 'not-a-folder')) {
      return undefined;
    }
    throw error;
  }
}

async function followLink(path: FilePath): Promise<FilePath> {
  return asking(path, 'read', async () =>
    (await system.lstat(path)).isSymbolicLink() ? await system.realpath(path) : path,
  );
}

async function openFile(path: FilePath, flags: number): Promise<WritableFile> {
  const isDevice = onWindows && DEVICE.test(path);
  // Asked before it is opened as well: opening a pipe waits for somebody to write to it.
  if (!isDevice) await refuseAllButFiles(path, () => system.stat(path));
  const descriptor = await asking(path, flags === constants.O_RDONLY ? 'read' : 'write', () =>
    system.open(path, flags),
  );
  try {
    const length = isDevice ? 0 : await refuseAllButFiles(path, () => system.fstat(descriptor));
    return new NodeFile({ path, descriptor, isWritable: flags !== constants.O_RDONLY, length });
  } catch (error) {
    await letGo(descriptor);
    throw error;
  }
}

/** The size of what `ask` tells about, if it can be read like a file: a block device can. */
async function refuseAllButFiles(path: FilePath, ask: () => Promise<Stats>): Promise<number> {
  const stats = await asking(path, 'read', ask);
  if (!stats.isFile() && !stats.isBlockDevice()) throw new HiveError('not-a-file', { path });
  return Number(stats.size);
}

async function list(path: FilePath): Promise<readonly FolderEntry[]> {
  const found = await asking(path, 'read', () => system.readdir(path, { withFileTypes: true }));
  const entries: FolderEntry[] = [];
  for (const entry of found) {
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
    entries.push({
      name: entry.name,
      kind: entry.isSymbolicLink() ? await kindBehind(path, entry.name) : kind,
    });
  }
  return entries;
}

/** What a symbolic link or a junction leads to. Windows has some that nobody may follow; a list still shows them. */
async function kindBehind(folder: FilePath, name: string): Promise<FolderEntry['kind']> {
  try {
    return (await status(join(folder, name)))?.kind ?? 'other';
  } catch (error) {
    if (error instanceof HiveError) return 'other';
    throw error;
  }
}

async function sha256(path: FilePath): Promise<string> {
  const size = await refuseAllButFiles(path, () => system.stat(path));
  // Cryptography and threads take a good part of the start-up, and only who writes needs them.
  const { sha256OfFile } = await import('./sha256.ts');
  return sha256OfFile(path, size);
}

async function freeSpace(folder: FilePath): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await system.statfs(folder, { bigint: true });
    return Number(bavail * bsize);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

async function create(path: FilePath, options?: { readonly like?: FilePath }): Promise<WritableFile> {
  const like = options?.like;
  // Until it has the model's permissions nobody else may look into it.
  const mode = like === undefined ? 0o666 : 0o600;
  const descriptor = await asking(path, 'write', () => system.open(path, 'wx+', mode));
  try {
    if (like !== undefined) await imitate(descriptor, path, like);
  } catch (error) {
    await letGo(descriptor);
    await asking(path, 'write', () => system.unlink(path));
    throw error;
  }
  return new NodeFile({ path, descriptor, isWritable: true, length: 0 });
}

/**
 * Gives a new file what Node can set of another one's attributes: owner, group and permissions; on Windows the
 * read-only attribute. There, access rights come from the folder, as Windows' own hives have theirs.
 */
async function imitate(descriptor: number, path: FilePath, like: FilePath): Promise<void> {
  const model = await asking(like, 'read', () => system.stat(like));
  const own = await asking(path, 'read', () => system.fstat(descriptor));
  if (own.uid !== model.uid || own.gid !== model.gid) {
    try {
      await system.fchown(descriptor, model.uid, model.gid);
    } catch (error) {
      // Only root may give files away, and FAT or a FUSE mount has no owners; the contents matter more.
      if (!isSystemError(error)) throw error;
    }
  }
  await asking(path, 'write', () => system.fchmod(descriptor, model.mode & 0o7777));
}

async function makeFolder(path: FilePath): Promise<void> {
  try {
    await asking(path, 'write', () => system.mkdir(path, { recursive: true }));
  } catch (error) {
    if (!(error instanceof HiveError && error.code === 'file-missing')) throw error;
    // On a read-only medium Node says so only of a folder whose own folder is there (tried with Node 20).
    const above = dirname(path);
    if (above !== path && (await status(above)) === undefined) await makeFolder(above);
    await asking(path, 'write', () => system.mkdir(path));
  }
}

/**
 * Virus scanners and indexers open a new file for a moment, a big one for some seconds, and refuse its renaming until
 * then: libuv's rename is MoveFileExW with MOVEFILE_REPLACE_EXISTING (libuv, src/win/fs.c), which gives
 * ERROR_ACCESS_DENIED or ERROR_SHARING_VIOLATION while either file is open. Milliseconds between attempts.
 */
const PAUSES = onWindows ? [10, 20, 50, 100, 200, 500, 1000, 2000, 4000] : [];

async function replace(from: FilePath, to: FilePath, beforeRetry?: () => Promise<void>): Promise<void> {
  for (const wait of PAUSES) {
    try {
      return await asking(to, 'write', () => system.rename(from, to));
    } catch (error) {
      const isHeld =
        error instanceof HiveError && (error.code === 'file-in-use' || error.code === 'access-denied');
      if (!isHeld) throw error;
      await new Promise((passed) => setTimeout(passed, wait));
      await beforeRetry?.();
    }
  }
  await asking(to, 'write', () => system.rename(from, to));
}

async function flushFolder(path: FilePath): Promise<boolean> {
  const folder = await asking(path, 'read', () =>
    system.open(path, constants.O_RDONLY | constants.O_DIRECTORY),
  );
  try {
    await system.fsync(folder);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // This file system has no fsync for folders (some FUSE mounts).
    if (/^(EINVAL|ENOSYS|ENOTSUP|EOPNOTSUPP)$/.test(error.code ?? '')) return false;
    throw hiveErrorFrom(error, path, 'write');
  } finally {
    await letGo(folder);
  }
}

/** A drive's root, or the long form of it that begins a path without a limit to its length. */
const DRIVE_ROOT = /^(?:\\\\\?\\)?([a-z]:)/i;

/** What FlushFileBuffers gives where it is not offered: by network drives and other drivers' volumes. */
const NO_FLUSH = /^(EISDIR|EINVAL|ENOTSUP|EPERM)$/;

/** Windows has no call for a folder; FlushFileBuffers on the volume's handle, for administrators, flushes all of it. */
async function flushVolume(path: FilePath): Promise<boolean> {
  const drive = DRIVE_ROOT.exec(parse(resolve(path)).root)?.[1];
  if (drive === undefined) return false;
  // A folder can be the mount point of another volume, which has no letter to be opened by.
  const [atRoot, here] = [await status(`${drive}\\`), await status(path)];
  if (atRoot === undefined || atRoot.device !== here?.device) return false;
  let volume: number;
  try {
    volume = await system.open(`\\\\.\\${drive}`, 'r+');
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
  try {
    await system.fsync(volume);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (NO_FLUSH.test(error.code ?? '')) return false;
    throw hiveErrorFrom(error, path, 'write');
  } finally {
    await letGo(volume);
  }
}
