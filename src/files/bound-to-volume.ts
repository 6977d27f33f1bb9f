import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { ReadOnlyFileSystem, WritableFileSystem } from './file-system.ts';

/**
 * A file system that does not leave the volume of an examined disk: whoever prepared that disk may have put a symbolic
 * link, a junction or a mount point where Windows has a folder or a log, and what is read from, backed up to or written
 * there would be another PC's, or the host's. What lies below `root` is taken as it stands there or not at all; all other
 * paths are the user's own. Windows makes no links where hivemend has business.
 *
 * Only folders are compared by their device: an overlay gives files another one than their folders (kernel documentation:
 * "Overlay Filesystem", inode properties), and Windows mounts volumes at folders only.
 *
 * All calls throw, besides what those of `disk` throw: HiveError 'path-diverted'.
 *
 * @param root of the volume, or the folder that stands for it.
 */
export function readerBoundTo(disk: ReadOnlyFileSystem, root: FilePath): ReadOnlyFileSystem {
  return readerCalls(disk, guardOf(disk, root));
}

/** The same for who writes. */
export function boundTo(disk: WritableFileSystem, root: FilePath): WritableFileSystem {
  const guard = guardOf(disk, root);
  const guarded = async <Result>(path: FilePath, call: () => Promise<Result>): Promise<Result> => {
    await guard(path);
    return call();
  };
  return {
    ...readerCalls(disk, guard),
    isLasting: disk.isLasting,
    create: (path, options) => guarded(path, () => disk.create(path, options)),
    openForWriting: (path, options) => guarded(path, () => disk.openForWriting(path, options)),
    link: async (existing, name) => {
      await guard(existing);
      await guarded(name, () => disk.link(existing, name));
    },
    replace: async (from, to, beforeRetry) => {
      await guard(from);
      await guarded(to, () => disk.replace(from, to, beforeRetry));
    },
    remove: (path) => guarded(path, () => disk.remove(path)),
    makeFolder: (path) => guarded(path, () => disk.makeFolder(path)),
    removeFolder: (path) => guarded(path, () => disk.removeFolder(path)),
    flushFolder: (path) => guarded(path, () => disk.flushFolder(path)),
    protectLike: async (model, paths) => {
      for (const path of paths) await guard(path);
      return guarded(model, () => disk.protectLike(model, paths));
    },
    carryTraits: async (from, to) => {
      await guard(from);
      return guarded(to, () => disk.carryTraits(from, to));
    },
  };
}

/** Tells whether there was something of each name on the way. @throws HiveError 'path-diverted' for a path that leads off */
type Guard = (path: FilePath) => Promise<boolean>;

function readerCalls(disk: ReadOnlyFileSystem, guard: Guard): ReadOnlyFileSystem {
  const guarded = async <Result>(path: FilePath, call: () => Promise<Result>): Promise<Result> => {
    await guard(path);
    return call();
  };
  return {
    flavour: disk.flavour,
    join: (...parts) => disk.join(...parts),
    parent: (path) => disk.parent(path),
    baseName: (path) => disk.baseName(path),
    resolve: (path) => disk.resolve(path),
    status: async (path) => ((await guard(path)) ? disk.status(path) : undefined),
    nameStatus: (path) => guarded(disk.parent(path), () => disk.nameStatus(path)),
    followLink: (path) => guarded(path, () => disk.followLink(path)),
    open: (path) => guarded(path, () => disk.open(path)),
    list: (path) => guarded(path, () => disk.list(path)),
    sha256: (path) => guarded(path, () => disk.sha256(path)),
    freeSpace: (folder) => guarded(folder, () => disk.freeSpace(folder)),
    isReadOnly: (path) => guarded(path, () => disk.isReadOnly(path)),
  };
}

function guardOf(disk: ReadOnlyFileSystem, root: FilePath): Guard {
  /** Folders that were looked at. */
  const known = new Set<string>();
  let device: Promise<bigint | undefined> | undefined;
  const keyOf = (path: FilePath): string => (disk.flavour === 'windows' ? path.toUpperCase() : path);
  const resolvedRoot = disk.resolve(root);
  return async (path) => {
    const steps = stepsBelow(disk, resolvedRoot, disk.resolve(path));
    if (steps.length === 0) return true;
    device ??= disk.status(resolvedRoot).then((status) => status?.device);
    // Waited for only where a folder is met: a failure is told there.
    device.catch(() => undefined);
    for (const step of steps) {
      if (known.has(keyOf(step))) continue;
      const found = await disk.nameStatus(step);
      if (found === undefined) return false;
      if (found.kind === 'link') {
        const { target } = found;
        throw new HiveError('path-diverted', { path: step, ...(target === undefined ? {} : { target }) });
      }
      if (found.kind !== 'folder') continue;
      if (found.device !== (await device)) throw new HiveError('path-diverted', { path: step });
      known.add(keyOf(step));
    }
    return true;
  };
}

/** The paths from below `root` down to `path`; none when it lies elsewhere. */
function stepsBelow(disk: ReadOnlyFileSystem, root: FilePath, path: FilePath): readonly FilePath[] {
  const isSame = (a: FilePath, b: FilePath): boolean =>
    disk.flavour === 'windows' ? a.toUpperCase() === b.toUpperCase() : a === b;
  const steps: FilePath[] = [];
  for (let step = path; ; step = disk.parent(step)) {
    if (isSame(step, root)) return steps.reverse();
    if (isSame(step, disk.parent(step))) return [];
    steps.push(step);
  }
}
