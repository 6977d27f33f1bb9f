import { posix, win32 } from 'node:path';
import { type ErrorCode, HiveError } from '../../src/errors.ts';
import type {
  FileStatus,
  FolderEntry,
  ReadOnlyFile,
  WritableFile,
  WritableFileSystem,
} from '../../src/platform/file-system.ts';
import { MemoryFile } from './memory-file.ts';
import {
  type Attributes,
  type Entry,
  FileNode,
  FolderNode,
  Loss,
  Volume,
  type VolumeOptions,
} from './memory-volume.ts';
import { Random } from './random.ts';

type Node = FileNode | FolderNode;
type Refusal = Extract<
  ErrorCode,
  'access-denied' | 'file-in-use' | 'read-only' | 'volume-locked' | 'file-read' | 'file-write'
>;

interface Place {
  readonly folder: FolderNode;
  readonly key: string;
  readonly name: string;
}

export interface MemoryOptions extends VolumeOptions {
  readonly flavour?: 'posix' | 'windows';
}

/**
 * A whole file system in memory with the rules of a real one: hard links share their bytes, names compare as the
 * flavour wants, a volume can be full, and a power loss takes what was not flushed (memory-volume.ts). On 'windows' a file
 * that somebody has open, or that is read-only, can't be replaced.
 */
export class MemoryFileSystem implements WritableFileSystem {
  readonly flavour: 'posix' | 'windows';
  readonly isLasting = true;
  readonly #paths: typeof posix;
  readonly #root: FolderNode;
  readonly #volumes: Volume[] = [];
  readonly #refusals = new Map<string, { reading?: Refusal; writing?: Refusal }>();
  readonly #clock = { ms: 1_700_000_000_000 };

  constructor(options: MemoryOptions = {}) {
    this.flavour = options.flavour ?? 'posix';
    this.#paths = this.flavour === 'windows' ? win32 : posix;
    this.#root = this.#addVolume(options).root;
  }

  // For tests.

  /** Puts a file there, with its folders, as if it had always been there: it is durable. */
  put(path: string, contents: Uint8Array, attributes?: Partial<Attributes>): void {
    const { folder, key, name } = this.#placeMaking(path);
    const volume = folder.volume;
    const present = folder.entries.get(key)?.node;
    const file = present?.kind === 'file' ? present : new FileNode(volume);
    volume.files.add(file);
    file.contents = contents.slice();
    file.modifiedMs = volume.tick();
    file.attributes = { ...file.attributes, ...attributes };
    if (present === undefined) volume.rename({ given: { folder, key, entry: { name, node: file } } });
    volume.flushAll();
  }

  putFolder(path: string): void {
    const { folder } = this.#placeMaking(this.join(path, 'x'));
    folder.volume.flushAll();
  }

  /** Mounts a new volume at a folder: paths below it belong to another device. */
  mount(path: string, options: VolumeOptions = {}): void {
    const { folder, key, name } = this.#placeMaking(path);
    const node = this.#addVolume(options).root;
    folder.volume.rename({ given: { folder, key, entry: { name, node } } });
    folder.volume.flushAll();
  }

  /** Refuses to open (or list) whatever is at or below the path, or to change anything there. */
  refuse(path: string, refusal: { reading?: Refusal; writing?: Refusal }): void {
    this.#refusals.set(this.#key(this.resolve(path)), refusal);
  }

  allow(path: string): void {
    this.#refusals.delete(this.#key(this.resolve(path)));
  }

  /** A copy of the contents; undefined when there is no such file. */
  bytes(path: string): Uint8Array | undefined {
    const node = this.#find(path);
    return node?.kind === 'file' ? node.contents.slice() : undefined;
  }

  attributes(path: string): Attributes | undefined {
    return this.#find(path)?.attributes;
  }

  /** Paths of all files, and of folders with a separator at the end, sorted. */
  paths(): string[] {
    const found: string[] = [];
    const walk = (folder: FolderNode, path: string): void => {
      for (const { name, node } of folder.entries.values()) {
        const below = this.join(path, name);
        found.push(node.kind === 'file' ? below : below + this.#paths.sep);
        if (node.kind === 'folder') walk(node, below);
      }
    };
    walk(this.#root, this.resolve(this.#paths.sep));
    return found.sort();
  }

  /** Files that somebody forgot to close. */
  openHandles(): number {
    let count = 0;
    for (const volume of this.#volumes) for (const file of volume.files) count += file.openHandles;
    return count;
  }

  /** The process that had files open is gone; what it did stays. */
  closeAll(): void {
    for (const volume of this.#volumes) for (const file of volume.files) file.openHandles = 0;
  }

  /** The power goes and comes back. Seeds 0 to 3: nothing, everything, only names, only contents survived unflushed. */
  losePower(seed: number): void {
    const loss = new Loss(seed, new Random(seed));
    for (const volume of this.#volumes) volume.losePower(loss);
  }

  flushAll(): void {
    for (const volume of this.#volumes) volume.flushAll();
  }

  // The interface.

  join(...parts: readonly string[]): string {
    return this.#paths.join(...parts);
  }

  parent(path: string): string {
    return this.#paths.dirname(path);
  }

  baseName(path: string): string {
    return this.#paths.basename(path);
  }

  resolve(path: string): string {
    const start = this.flavour === 'windows' ? 'C:\\' : '/';
    return this.#paths.resolve(start, /^[A-Za-z]:$/.test(path) ? `${path}\\` : path);
  }

  async status(path: string): Promise<FileStatus | undefined> {
    const node = this.#find(path);
    this.#ask(path, 'reading', ['volume-locked']);
    return node === undefined ? undefined : statusOf(node);
  }

  async open(path: string): Promise<ReadOnlyFile> {
    return this.#openFile(path, 'reading');
  }

  async openForWriting(path: string): Promise<WritableFile> {
    return this.#openFile(path, 'writing');
  }

  async list(path: string): Promise<readonly FolderEntry[]> {
    const node = this.#find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    this.#ask(path, 'reading');
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    return [...node.entries.values()].map((entry) => ({ name: entry.name, kind: entry.node.kind }));
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
    return this.#find(folder)?.volume.free();
  }

  async create(path: string, options?: { readonly like?: string }): Promise<WritableFile> {
    const model = options?.like === undefined ? undefined : this.#find(options.like);
    if (options?.like !== undefined && model === undefined) {
      throw new HiveError('file-missing', { path: options.like });
    }
    const { folder, key, name } = this.#placeToChange(path);
    if (folder.entries.has(key)) throw new HiveError('file-exists', { path });
    const node = new FileNode(folder.volume);
    if (model !== undefined) node.attributes = model.attributes;
    folder.volume.files.add(node);
    folder.volume.rename({ given: { folder, key, entry: { name, node } } });
    return new MemoryFile(path, node, true);
  }

  async link(existing: string, path: string): Promise<void> {
    const node = this.#find(existing);
    if (node === undefined) throw new HiveError('file-missing', { path: existing });
    const { folder, key, name } = this.#placeToChange(path);
    if (folder.entries.has(key)) throw new HiveError('file-exists', { path });
    if (node.kind !== 'file' || node.volume !== folder.volume || !node.volume.hardLinks) {
      throw new HiveError('no-hard-links', { path });
    }
    folder.volume.rename({ given: { folder, key, entry: { name, node } } });
  }

  async replace(from: string, to: string): Promise<void> {
    const taken = this.#placeToChange(from);
    const entry = this.#present(taken, from);
    const given = this.#placeToChange(to);
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
    const place = this.#placeToChange(path);
    if (this.#present(place, path).node.kind === 'folder') throw new HiveError('not-a-file', { path });
    place.folder.volume.rename({ taken: place });
  }

  async makeFolder(path: string): Promise<void> {
    const present = this.#find(path);
    if (present?.kind === 'folder') return;
    if (present !== undefined) throw new HiveError('file-exists', { path });
    const above = this.parent(this.resolve(path));
    if (this.#find(above) === undefined) await this.makeFolder(above);
    const { folder, key, name } = this.#placeToChange(path);
    folder.volume.rename({ given: { folder, key, entry: { name, node: new FolderNode(folder.volume) } } });
  }

  async removeFolder(path: string): Promise<void> {
    const place = this.#placeToChange(path);
    const { node } = this.#present(place, path);
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    if (node.entries.size > 0) throw new HiveError('file-write', { path, cause: 'ENOTEMPTY' });
    place.folder.volume.rename({ taken: place });
  }

  async flushFolder(path: string): Promise<boolean> {
    const node = this.#find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    return node.volume.flushFolder(node);
  }

  // Names.

  #addVolume(options: VolumeOptions): Volume {
    const volume = new Volume(BigInt(this.#volumes.length + 1), this.#clock, options);
    this.#volumes.push(volume);
    return volume;
  }

  #key(name: string): string {
    return this.flavour === 'windows' ? name.toUpperCase() : name;
  }

  #names(path: string): string[] {
    return this.resolve(path)
      .split(this.#paths.sep)
      .filter((name) => name !== '');
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of this.#names(path)) {
      if (node?.kind !== 'folder') return undefined;
      node = node.entries.get(this.#key(name))?.node;
    }
    return node;
  }

  #place(path: string): Place {
    const folder = this.#find(this.parent(this.resolve(path)));
    const name = this.baseName(this.resolve(path));
    if (folder === undefined) throw new HiveError('file-missing', { path });
    if (folder.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    return { folder, key: this.#key(name), name };
  }

  #placeToChange(path: string): Place {
    const place = this.#place(path);
    this.#ask(path, 'writing');
    return place;
  }

  #placeMaking(path: string): Place {
    let folder = this.#root;
    const names = this.#names(path);
    for (const name of names.slice(0, -1)) {
      let node = folder.entries.get(this.#key(name))?.node;
      if (node === undefined) {
        node = new FolderNode(folder.volume);
        folder.volume.rename({ given: { folder, key: this.#key(name), entry: { name, node } } });
      }
      if (node.kind !== 'folder') throw new HiveError('not-a-folder', { path });
      folder = node;
    }
    const name = names.at(-1) ?? '';
    return { folder, key: this.#key(name), name };
  }

  #present(place: Place, path: string): Entry {
    const entry = place.folder.entries.get(place.key);
    if (entry === undefined) throw new HiveError('file-missing', { path });
    return entry;
  }

  #ask(path: string, what: 'reading' | 'writing', only?: readonly Refusal[]): void {
    const asked = this.#key(this.resolve(path));
    const { sep } = this.#paths;
    for (const [refused, refusal] of this.#refusals) {
      const code = refusal[what];
      const isMeant = asked === refused || asked.startsWith(refused.endsWith(sep) ? refused : refused + sep);
      if (isMeant && code !== undefined && (only === undefined || only.includes(code))) {
        throw new HiveError(code, { path, cause: 'refused by the test' });
      }
    }
  }

  #openFile(path: string, what: 'reading' | 'writing'): MemoryFile {
    const node = this.#find(path);
    if (node === undefined) throw new HiveError('file-missing', { path });
    this.#ask(path, what);
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
