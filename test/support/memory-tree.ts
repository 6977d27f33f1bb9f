import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { type ErrorCode, HiveError } from '../../src/ground/errors.ts';
import { MemoryLinks } from './memory-links.ts';
import {
  type Attributes,
  type Entry,
  FileNode,
  FolderNode,
  Volume,
  type VolumeOptions,
} from './memory-volume.ts';
import { Loss } from './power-loss.ts';
import { Random } from './random.ts';

export type Node = FileNode | FolderNode;
export type Refusal = Extract<
  ErrorCode,
  'access-denied' | 'file-in-use' | 'read-only' | 'volume-locked' | 'file-read' | 'file-write'
>;

/** Where a name is or would be. */
export interface Place {
  readonly folder: FolderNode;
  readonly key: string;
  readonly name: string;
}

export interface MemoryOptions extends VolumeOptions {
  readonly flavour?: 'posix' | 'windows';
}

/** Volumes, folders and names in memory, and what a test may do to them. */
export class MemoryTree {
  readonly flavour: 'posix' | 'windows';
  protected readonly pathRules: typeof posix;
  #root: FolderNode;
  #volumes: Volume[] = [];
  readonly #refusals = new Map<string, { reading?: Refusal; writing?: Refusal }>();
  #links: MemoryLinks;
  readonly #clock = { ms: 1_700_000_000_000 };

  constructor(options: MemoryOptions = {}) {
    this.flavour = options.flavour ?? 'posix';
    this.pathRules = this.flavour === 'windows' ? win32 : posix;
    this.#root = this.#addVolume(options).root;
    this.#links = this.#noLinks();
  }

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

  /** A symbolic link or junction, which may lead nowhere. It stays. */
  putLink(path: string, target: string): void {
    const { folder } = this.#placeMaking(path);
    folder.volume.flushAll();
    this.#links.put(this.resolve(path), target);
  }

  /** What the link of this name says it leads to; undefined when it is none. */
  protected linkTarget(path: string): string | undefined {
    const resolved = this.resolve(path);
    return this.#links.target(this.join(this.withoutLinks(this.parent(resolved)), this.baseName(resolved)));
  }

  protected linksIn(folder: string): readonly string[] {
    return this.#links.namesIn(this.withoutLinks(folder));
  }

  /** The absolute path after all links on it. */
  protected withoutLinks(path: string): string {
    return this.#links.follow(this.resolve(path));
  }

  #noLinks(links?: MemoryLinks): MemoryLinks {
    return new MemoryLinks(this.pathRules, (path) => this.#key(path), links);
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
    const node = this.find(path);
    return node?.kind === 'file' ? node.contents.slice() : undefined;
  }

  attributes(path: string): Attributes | undefined {
    return this.find(path)?.attributes;
  }

  /** Paths of all files, and of folders with a separator at the end, sorted. */
  paths(): string[] {
    const found: string[] = [];
    const walk = (folder: FolderNode, path: string): void => {
      for (const { name, node } of folder.entries.values()) {
        // A drive is a folder at the top, 'C:'.
        const below =
          path === '' && this.flavour === 'windows' ? name : `${path}${this.pathRules.sep}${name}`;
        found.push(node.kind === 'file' ? below : below + this.pathRules.sep);
        if (node.kind === 'folder') walk(node, below);
      }
    };
    walk(this.#root, '');
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

  /** Becomes what `other` is now, unflushed changes included. */
  protected become(other: MemoryTree): void {
    const copies = new Map<Node, Node>();
    this.#clock.ms = other.#clock.ms;
    this.#links = this.#noLinks(other.#links);
    // A volume that is mounted in another one is copied before it.
    this.#volumes = other.#volumes
      .toReversed()
      .map((volume) => volume.copy(this.#clock, copies))
      .toReversed();
    const root = this.#volumes[0]?.root;
    if (root === undefined) throw new TypeError('a file system has a volume');
    this.#root = root;
    this.#clock.ms = other.#clock.ms;
    for (const [path, refusal] of other.#refusals) this.#refusals.set(path, refusal);
  }

  /** The same for two file systems with the same names, contents and hard links. */
  digest(): string {
    const hash = createHash('sha256');
    const firstName = new Map<Node, string>();
    for (const path of this.paths()) {
      hash.update(`${path}\0`);
      const node = this.find(path);
      if (node?.kind !== 'file') continue;
      hash.update(`${firstName.get(node) ?? ''}\0${node.contents.length}\0`).update(node.contents);
      if (!firstName.has(node)) firstName.set(node, path);
    }
    return hash.digest('hex');
  }

  join(...parts: readonly string[]): string {
    return this.pathRules.join(...parts);
  }

  parent(path: string): string {
    return this.pathRules.dirname(path);
  }

  baseName(path: string): string {
    return this.pathRules.basename(path);
  }

  resolve(path: string): string {
    const start = this.flavour === 'windows' ? 'C:\\' : '/';
    return this.pathRules.resolve(start, /^[A-Za-z]:$/.test(path) ? `${path}\\` : path);
  }

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
      .split(this.pathRules.sep)
      .filter((name) => name !== '');
  }

  protected find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of this.#names(this.withoutLinks(path))) {
      if (node?.kind !== 'folder') return undefined;
      node = node.entries.get(this.#key(name))?.node;
    }
    return node;
  }

  #place(path: string): Place {
    const above = this.parent(this.resolve(path));
    const folder = this.find(above);
    const name = this.baseName(this.resolve(path));
    if (folder === undefined) throw new HiveError('file-missing', { path });
    if (folder.kind !== 'folder') throw new HiveError('not-a-folder', { path: above });
    return { folder, key: this.#key(name), name };
  }

  protected placeToChange(path: string): Place {
    const place = this.#place(path);
    this.ask(path, 'writing');
    return place;
  }

  #placeMaking(path: string): Place {
    let folder = this.#root;
    const names = this.#names(this.withoutLinks(path));
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

  protected present(place: Place, path: string): Entry {
    const entry = place.folder.entries.get(place.key);
    if (entry === undefined) throw new HiveError('file-missing', { path });
    return entry;
  }

  protected ask(path: string, what: 'reading' | 'writing', only?: readonly Refusal[]): void {
    const asked = this.#key(this.resolve(path));
    const { sep } = this.pathRules;
    for (const [refused, refusal] of this.#refusals) {
      const code = refusal[what];
      const isMeant = asked === refused || asked.startsWith(refused.endsWith(sep) ? refused : refused + sep);
      if (isMeant && code !== undefined && (only === undefined || only.includes(code))) {
        throw new HiveError(code, { path, cause: 'refused by the test' });
      }
    }
  }
}
