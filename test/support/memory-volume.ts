import type { Random } from './random.ts';

/**
 * A volume in memory that knows what is on the medium and what is still in a cache. Contents become durable by
 * flushing the file, names by flushing the folder. At a power loss each other write and each other change of a name
 * is kept, dropped or (a write) torn, by a seeded choice.
 */

/** What a power loss tears: a sector is written whole or not at all. */
const SECTOR = 512;

export interface Attributes {
  readonly mode: number;
  readonly owner: number;
}

type DataChange =
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

  constructor(volume: Volume) {
    this.volume = volume;
    this.inode = volume.nextInode();
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

  constructor(volume: Volume) {
    this.volume = volume;
    this.inode = volume.nextInode();
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
}

export class Volume {
  readonly device: bigint;
  readonly capacity: number;
  readonly hardLinks: boolean;
  readonly journal: 'posix' | 'ntfs';
  readonly root: FolderNode;
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
    this.root = new FolderNode(this);
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

/**
 * What a power loss spares. The first four seeds are the corners: nothing, everything, only names, only data; later
 * ones choose for each change.
 */
export class Loss {
  readonly #seed: number;
  readonly #random: Random;

  constructor(seed: number, random: Random) {
    this.#seed = seed;
    this.#random = random;
  }

  keepAny(changes: readonly NameChange[]): readonly NameChange[] {
    return changes.filter(() => this.#keeps(2));
  }

  keepFirst(changes: readonly NameChange[]): readonly NameChange[] {
    const corner = this.#corner(2);
    const count = corner === undefined ? this.#random.below(changes.length + 1) : corner ? changes.length : 0;
    return changes.slice(0, count);
  }

  /** The parts of one change of contents that reached the medium. */
  keepData(change: DataChange): readonly DataChange[] {
    const corner = this.#corner(3);
    if (corner !== undefined) return corner ? [change] : [];
    if (change.kind === 'truncate' || this.#random.chance(0.6))
      return this.#random.chance(0.5) ? [change] : [];
    const parts: DataChange[] = [];
    let position = change.position;
    const end = change.position + change.bytes.length;
    while (position < end) {
      const next = Math.min(end, (Math.floor(position / SECTOR) + 1) * SECTOR);
      const bytes = change.bytes.subarray(position - change.position, next - change.position);
      if (this.#random.chance(0.5)) parts.push({ kind: 'write', position, bytes });
      position = next;
    }
    return parts;
  }

  #keeps(ownCorner: number): boolean {
    return this.#corner(ownCorner) ?? this.#random.chance(0.5);
  }

  #corner(ownCorner: number): boolean | undefined {
    if (this.#seed > 3) return undefined;
    return this.#seed === 1 || this.#seed === ownCorner;
  }
}
