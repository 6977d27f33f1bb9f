import { constants, type Stats } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type {
  CreateOptions,
  FolderEntry,
  OpenOptions,
  WritableFile,
  WritableFileSystem,
} from '../file-system.ts';
import { letGo, system } from './calls.ts';
import { asking, hiveErrorFrom, isSystemError, isUnsupported } from './error.ts';
import { NodeFile } from './file.ts';
import { flushFolder, flushVolume, makeFolder } from './folder.ts';
import { followLink, nameStatus } from './links.ts';
import { mountType } from './mount-type.ts';
import { isReadOnly } from './read-only.ts';
import { status } from './status.ts';
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
    nameStatus,
    followLink,
    open: (path) => openFile(path, constants.O_RDONLY),
    list,
    sha256,
    freeSpace,
    isReadOnly,
    create,
    openForWriting: (path, options) => openFile(path, constants.O_RDWR | exclusively(options)),
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

/** libuv, include/uv/win.h: UV_FS_O_EXLOCK, a share mode of 0. Node has no name for it. */
const SHARE_NOTHING = 0x1000_0000;

const exclusively = (options: OpenOptions | undefined): number =>
  onWindows && options?.isExclusive === true ? SHARE_NOTHING : 0;

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
    const { blocks, bavail, bsize } = await system.statfs(folder, { bigint: true });
    // A mounted WIM answers with zeros.
    return blocks === 0n ? undefined : Number(bavail * bsize);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

const NEW_FILE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;

async function create(path: FilePath, options?: CreateOptions): Promise<WritableFile> {
  const like = options?.like;
  // Until it has the model's permissions nobody else may look into it.
  const mode = like === undefined ? 0o666 : 0o600;
  const descriptor = await asking(path, 'write', () =>
    system.open(path, NEW_FILE | exclusively(options), mode),
  );
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
  try {
    await system.fchmod(descriptor, model.mode & 0o7777);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // It stays as closed as it was made. EPERM comes from mounts whose permissions are fixed.
    if (!isUnsupported(error) && error.code !== 'EPERM') throw hiveErrorFrom(error, path, 'write');
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
