import type { Loss } from './power-loss.ts';

/**
 * A volume in memory that knows what is on the medium and what is still in a cache. Contents become durable by
 * flushing the file, names by flushing the folder. At a power loss each other write and each other change of a name
 * is kept, dropped or (a write) torn, by a seeded choice.
 */

export interface Attributes {
  readonly mode: number;
  readonly owner: number;
  /** SIDs in the security descriptor. A new file has none: it is open to everyone. */
  readonly openTo?: readonly string[];
}

export type DataChange =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

export class FileNode {
  readonly kind = 'file';
  readonly volume: Volume;
  readonly inode: bigint;
  attributes: Attributes = { mode: 0o644, owner: 0 };
  /** Names it has now. */
  links = 0;
  openHandles = 0;
  modifiedMs: number;
  contents: Uint8Array = new Uint8Array(0);
  #durable: Uint8Array = this.contents;
  #unflushed: DataChange[] = [];

  constructor(volume: Volume, inode = volume.nextInode()) {
    this.volume = volume;
    this.inode = inode;
    this.modifiedMs = volume.tick();
  }

  write(bytes: Uint8Array, position: number): void {
    const copy = bytes.slice();
    this.#change({ kind: 'write', position, bytes: copy });
  }

  truncate(length: number): void {
    this.#change({ kind: 'truncate', length });
  }

  flush(): void {
    this.#durable = this.contents.slice();
    this.#unflushed = [];
  }

  #change(change: DataChange): void {
    if (this.#durable === this.contents) this.contents = this.contents.slice();
    this.contents = changed(this.contents, change);
    this.#unflushed.push(change);
    this.modifiedMs = this.volume.tick();
  }

  copy(volume: Volume): FileNode {
    const copy = new FileNode(volume, this.inode);
    copy.attributes = this.attributes;
    copy.links = this.links;
    copy.openHandles = this.openHandles;
    copy.modifiedMs = this.modifiedMs;
    copy.contents = this.contents.slice();
    copy.#durable = this.#durable;
    copy.#unflushed = [...this.#unflushed];
    return copy;
  }

  /** What the medium holds after a power loss. */
  losePower(loss: Loss): void {
    let contents: Uint8Array = this.#durable.slice();
    for (const change of this.#unflushed) {
      for (const kept of loss.keepData(change)) contents = changed(contents, kept);
    }
    this.contents = contents;
    this.openHandles = 0;
    this.flush();
  }
}

function changed(contents: Uint8Array, change: DataChange): Uint8Array {
  const end = change.kind === 'write' ? change.position + change.bytes.length : change.length;
  let result = contents;
  if (change.kind === 'truncate' ? end !== contents.length : end > contents.length) {
    result = new Uint8Array(end);
    result.set(contents.subarray(0, end));
  }
  if (change.kind === 'write') result.set(change.bytes, change.position);
  return result;
}

export interface Entry {
  /** As it is spelled. */
  readonly name: string;
  readonly node: FileNode | FolderNode;
}

export class FolderNode {
  readonly kind = 'folder';
  readonly volume: Volume;
  readonly inode: bigint;
  attributes: Attributes = { mode: 0o755, owner: 0 };
  modifiedMs: number;
  /** By name in the form in which names compare. */
  entries: Map<string, Entry> = new Map();
  durable: Map<string, Entry> = new Map();

  constructor(volume: Volume, inode = volume.nextInode()) {
    this.volume = volume;
    this.inode = inode;
    this.modifiedMs = volume.tick();
  }
}

/** One change of names. A rename takes one name away and gives another in one step. */
export interface NameChange {
  readonly taken?: { readonly folder: FolderNode; readonly key: string };
  readonly given?: { readonly folder: FolderNode; readonly key: string; readonly entry: Entry };
}

export interface VolumeOptions {
  /** Bytes that all files together may have. */
  readonly capacity?: number;
  readonly hardLinks?: boolean;
  /**
   * 'posix': unflushed changes of names may be lost in any selection; flushing a folder makes its own ones durable.
   * 'ntfs': they are lost from the newest one back only, as a journal does, flushing a file makes all earlier ones
   * durable, and there is no call to flush a folder.
   */
  readonly journal?: 'posix' | 'ntfs';
  /** Files have security descriptors, which hivemend can carry from one to another, or can't. */
  readonly descriptors?: 'carried' | 'left';
}

export class Volume {
  readonly device: bigint;
  readonly capacity: number;
  readonly hardLinks: boolean;
  readonly journal: 'posix' | 'ntfs';
  readonly descriptors: 'carried' | 'left' | undefined;
  root: FolderNode;
  readonly files = new Set<FileNode>();
  readonly #clock: { ms: number };
  #unflushed: NameChange[] = [];
  #inodes = 1n;

  constructor(device: bigint, clock: { ms: number }, options: VolumeOptions = {}) {
    this.device = device;
    this.#clock = clock;
    this.capacity = options.capacity ?? 2 ** 40;
    this.hardLinks = options.hardLinks ?? true;
    this.journal = options.journal ?? 'posix';
    this.descriptors = options.descriptors;
    this.root = new FolderNode(this);
  }

  /** A volume in the same state. `copies` remembers what became of each node, for all volumes of a file system. */
  copy(clock: { ms: number }, copies: Map<FileNode | FolderNode, FileNode | FolderNode>): Volume {
    const { capacity, hardLinks, journal, descriptors } = this;
    const options = { capacity, hardLinks, journal, ...(descriptors && { descriptors }) };
    const volume = new Volume(this.device, clock, options);
    const nodeOf = (node: FileNode | FolderNode): FileNode | FolderNode => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      const copy = node.kind === 'file' ? node.copy(volume) : new FolderNode(volume, node.inode);
      copies.set(node, copy);
      if (copy.kind === 'file') volume.files.add(copy);
      if (node.kind === 'folder' && copy.kind === 'folder') {
        copy.modifiedMs = node.modifiedMs;
        copy.attributes = node.attributes;
        copy.entries = entriesOf(node.entries);
        copy.durable = entriesOf(node.durable);
      }
      return copy;
    };
    const entriesOf = (entries: Map<string, Entry>): Map<string, Entry> =>
      new Map([...entries].map(([key, { name, node }]) => [key, { name, node: nodeOf(node) }]));
    const folderOf = (folder: FolderNode): FolderNode => {
      const copy = nodeOf(folder);
      if (copy.kind !== 'folder') throw new TypeError('a folder became a file');
      return copy;
    };
    volume.root = folderOf(this.root);
    volume.#unflushed = this.#unflushed.map(({ taken, given }) => ({
      ...(taken && { taken: { folder: folderOf(taken.folder), key: taken.key } }),
      ...(given && {
        given: {
          folder: folderOf(given.folder),
          key: given.key,
          entry: { name: given.entry.name, node: nodeOf(given.entry.node) },
        },
      }),
    }));
    volume.#inodes = this.#inodes;
    return volume;
  }

  nextInode(): bigint {
    this.#inodes += 1n;
    return this.#inodes;
  }

  /** Every change has a time of its own. */
  tick(): number {
    this.#clock.ms += 1;
    return this.#clock.ms;
  }

  /** Bytes left. A file that has no name and is not open takes none. */
  free(): number {
    let used = 0;
    for (const file of this.files) {
      if (file.links > 0 || file.openHandles > 0) used += file.contents.length;
      else this.files.delete(file);
    }
    return this.capacity - used;
  }

  rename(change: NameChange): void {
    const replaced = change.given?.folder.entries.get(change.given.key)?.node;
    if (replaced?.kind === 'file') replaced.links -= 1;
    const taken = change.taken?.folder.entries.get(change.taken.key)?.node;
    if (taken?.kind === 'file') taken.links -= 1;
    if (change.given?.entry.node.kind === 'file') change.given.entry.node.links += 1;
    for (const folder of [change.taken?.folder, change.given?.folder]) {
      if (folder !== undefined) folder.modifiedMs = this.tick();
    }
    applyTo('entries', change);
    this.#unflushed.push(change);
  }

  flushFile(file: FileNode): void {
    file.flush();
    if (this.journal === 'ntfs') this.#makeDurable(() => true);
  }

  flushFolder(folder: FolderNode): boolean {
    if (this.journal === 'ntfs') return false;
    this.#makeDurable((change) => change.taken?.folder === folder || change.given?.folder === folder);
    return true;
  }

  flushAll(): void {
    for (const file of this.files) file.flush();
    this.#makeDurable(() => true);
  }

  #makeDurable(isFlushed: (change: NameChange) => boolean): void {
    for (const change of this.#unflushed.filter(isFlushed)) applyTo('durable', change);
    this.#unflushed = this.#unflushed.filter((change) => !isFlushed(change));
  }

  losePower(loss: Loss): void {
    const kept = this.journal === 'ntfs' ? loss.keepFirst(this.#unflushed) : loss.keepAny(this.#unflushed);
    for (const change of kept) applyTo('durable', change);
    this.#unflushed = [];
    for (const file of this.files) {
      file.links = 0;
      file.losePower(loss);
    }
    this.#restore(this.root);
    this.free();
  }

  #restore(folder: FolderNode): void {
    folder.entries = new Map(folder.durable);
    for (const { node } of folder.entries.values()) {
      if (node.kind === 'file') node.links += 1;
      else if (node.volume === this) this.#restore(node);
    }
  }
}

function applyTo(view: 'entries' | 'durable', { taken, given }: NameChange): void {
  if (taken !== undefined) taken.folder[view].delete(taken.key);
  if (given !== undefined) given.folder[view].set(given.key, given.entry);
}
