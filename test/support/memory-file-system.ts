import type {
  FileStatus,
  FolderEntry,
  LostTrait,
  NameStatus,
  Protection,
  ReadOnlyFile,
  WritableFile,
  WritableFileSystem,
} from '../../src/files/file-system.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { EVERYONE } from '../../src/ground/security-descriptor.ts';
import { MemoryFile } from './memory-file.ts';
import { MemoryTree, type Node } from './memory-tree.ts';
import { FileNode, FolderNode } from './memory-volume.ts';

/**
 * A whole file system in memory with the rules of a real one: hard links share their bytes, names compare as the
 * flavour wants, a volume can be full, and a power loss takes what was not flushed (memory-volume.ts). On 'windows' a file
 * that somebody has open, or that is read-only, can't be replaced.
 */
export class MemoryFileSystem extends MemoryTree implements WritableFileSystem {
  readonly isLasting = true;

  copy(): MemoryFileSystem {
    const copy = new MemoryFileSystem({ flavour: this.flavour });
    copy.become(this);
    return copy;
  }

  async status(path: string): Promise<FileStatus | undefined> {
    const node = this.find(path);
    this.ask(path, 'reading', ['volume-locked']);
    return node === undefined ? undefined : statusOf(node);
  }

  async nameStatus(path: string): Promise<NameStatus | undefined> {
    const target = this.linkTarget(path);
    return target === undefined ? this.status(path) : { kind: 'link', target };
  }

  async followLink(path: string): Promise<string> {
    if (this.find(path) === undefined) throw new HiveError('file-missing', { path });
    return this.linkTarget(path) === undefined ? path : this.withoutLinks(path);
  }

  async open(path: string): Promise<ReadOnlyFile> {
    return this.#openFile(path, 'reading');
  }

  async openForWriting(path: string): Promise<WritableFile> {
    return this.#openFile(path, 'writing');
  }

  async list(path: string): Promise<readonly FolderEntry[]> {
    const node = this.find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    this.ask(path, 'reading');
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    const links = this.linksIn(path).map((name) => ({ name, kind: this.#kindBehind(this.join(path, name)) }));
    return [...node.entries.values()]
      .map((entry): FolderEntry => ({ name: entry.name, kind: entry.node.kind }))
      .concat(links);
  }

  async sha256(path: string): Promise<string> {
    const file = await this.#openFile(path, 'reading');
    try {
      return await file.sha256();
    } finally {
      await file.close();
    }
  }

  async freeSpace(folder: string): Promise<number | undefined> {
    return this.find(folder)?.volume.free();
  }

  /** What `refuse` says of writing there. */
  async isReadOnly(path: string): Promise<boolean> {
    try {
      this.ask(path, 'writing', ['read-only']);
      return false;
    } catch {
      return true;
    }
  }

  async create(path: string, options?: { readonly like?: string }): Promise<WritableFile> {
    const model = options?.like === undefined ? undefined : this.find(options.like);
    if (options?.like !== undefined && model === undefined) {
      throw new HiveError('file-missing', { path: options.like });
    }
    const { folder, key, name } = this.placeToChange(path);
    if (folder.entries.has(key)) throw new HiveError('file-exists', { path });
    const node = new FileNode(folder.volume);
    if (model !== undefined) node.attributes = model.attributes;
    folder.volume.files.add(node);
    folder.volume.rename({ given: { folder, key, entry: { name, node } } });
    return new MemoryFile(path, node, true);
  }

  async link(existing: string, path: string): Promise<void> {
    const node = this.find(existing);
    if (node === undefined) throw new HiveError('file-missing', { path: existing });
    const { folder, key, name } = this.placeToChange(path);
    if (folder.entries.has(key)) throw new HiveError('file-exists', { path });
    if (node.kind !== 'file' || node.volume !== folder.volume || !node.volume.hardLinks) {
      throw new HiveError('no-hard-links', { path });
    }
    folder.volume.rename({ given: { folder, key, entry: { name, node } } });
  }

  async replace(from: string, to: string): Promise<void> {
    const taken = this.placeToChange(from);
    const entry = this.present(taken, from);
    const given = this.placeToChange(to);
    if (given.folder.volume !== taken.folder.volume)
      throw new HiveError('file-write', { path: to, cause: 'EXDEV' });
    const target = given.folder.entries.get(given.key)?.node;
    if (target?.kind === 'folder') throw new HiveError('not-a-file', { path: to });
    if (target !== undefined && this.flavour === 'windows') {
      if (target.openHandles > 0) throw new HiveError('access-denied', { path: to, cause: 'EPERM' });
      if ((target.attributes.mode & 0o222) === 0)
        throw new HiveError('access-denied', { path: to, cause: 'EPERM' });
    }
    // Two names of one file: rename does nothing, and says that it went well (POSIX).
    if (target === entry.node && this.flavour === 'posix') return;
    given.folder.volume.rename({ taken, given: { ...given, entry: { name: given.name, node: entry.node } } });
  }

  async remove(path: string): Promise<void> {
    const place = this.placeToChange(path);
    if (this.present(place, path).node.kind === 'folder') throw new HiveError('not-a-file', { path });
    place.folder.volume.rename({ taken: place });
  }

  async makeFolder(path: string): Promise<void> {
    const present = this.find(path);
    if (present?.kind === 'folder') return;
    if (present !== undefined) throw new HiveError('file-exists', { path });
    const above = this.parent(this.resolve(path));
    if (this.find(above) === undefined && above !== this.resolve(path)) await this.makeFolder(above);
    const { folder, key, name } = this.placeToChange(path);
    folder.volume.rename({ given: { folder, key, entry: { name, node: new FolderNode(folder.volume) } } });
  }

  async removeFolder(path: string): Promise<void> {
    const place = this.placeToChange(path);
    const { node } = this.present(place, path);
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    if (node.entries.size > 0) throw new HiveError('file-write', { path, cause: 'ENOTEMPTY' });
    place.folder.volume.rename({ taken: place });
  }

  async flushFolder(path: string): Promise<boolean> {
    const node = this.find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    return node.volume.flushFolder(node);
  }

  async protectLike(model: string, paths: readonly string[]): Promise<Protection> {
    const lost = await Promise.all(paths.map((path) => this.carryTraits(model, path)));
    return lost.flat().length === 0 ? 'same' : { openTo: [EVERYONE] };
  }

  async carryTraits(from: string, to: string): Promise<readonly LostTrait[]> {
    const [model, node] = [this.find(from), this.find(to)];
    if (model === undefined || node === undefined) throw new HiveError('file-missing', { path: to });
    const { openTo } = model.attributes;
    if (openTo === undefined || node.volume.descriptors === undefined) return [];
    if (node.volume.descriptors === 'left') return ['security-descriptor'];
    node.attributes = { ...node.attributes, openTo };
    return [];
  }

  #kindBehind(link: string): FolderEntry['kind'] {
    try {
      return this.find(link)?.kind ?? 'other';
    } catch {
      return 'other'; // Leads in a circle.
    }
  }

  #openFile(path: string, what: 'reading' | 'writing'): MemoryFile {
    const node = this.find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    this.ask(path, what);
    if (node.kind !== 'file') throw new HiveError('not-a-file', { path });
    if (what === 'writing' && (node.attributes.mode & 0o222) === 0) {
      throw new HiveError('access-denied', { path, cause: 'EACCES' });
    }
    return new MemoryFile(path, node, what === 'writing');
  }
}

function statusOf(node: Node): FileStatus {
  const isFile = node.kind === 'file';
  return {
    kind: node.kind,
    size: isFile ? node.contents.length : 0,
    device: node.volume.device,
    inode: node.inode,
    links: isFile ? node.links : 1,
    modifiedMs: node.modifiedMs,
    writable: (node.attributes.mode & 0o222) !== 0,
  };
}
