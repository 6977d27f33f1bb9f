import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type {
  CreateOptions,
  FileStatus,
  FolderEntry,
  LostTrait,
  NameStatus,
  Protection,
  ReadOnlyFile,
  ReadOnlyFileSystem,
  WritableFile,
  WritableFileSystem,
} from '../file-system.ts';
import { DryRunContents, DryRunFile } from './file.ts';

/** Inodes of the dry run's own files start here, above what file systems give. */
const FIRST_INODE = 2n ** 63n;

interface File {
  readonly contents: DryRunContents;
  readonly device: bigint;
  readonly inode: bigint;
  readonly modifiedMs: number;
  readonly writable: boolean;
  links: number;
}

/** What the dry run made of a name. */
type Name =
  | { readonly kind: 'file'; readonly name: string; readonly file: File }
  | { readonly kind: 'folder'; readonly name: string; readonly device: bigint; readonly inode: bigint }
  | { readonly kind: 'gone' };

/**
 * A file system whose changes are only remembered: the caller sees them, the disk does not. It is given a read-only
 * one, so it could not write if it wanted to. A full disk is noticed, as the real run would.
 */
export class DryRunFileSystem implements WritableFileSystem {
  readonly flavour: 'windows' | 'posix';
  readonly isLasting = false;
  readonly #disk: ReadOnlyFileSystem;
  readonly #names = new Map<string, Name>();
  #nextInode = FIRST_INODE;
  #grown = 0;

  constructor(disk: ReadOnlyFileSystem) {
    this.#disk = disk;
    this.flavour = disk.flavour;
  }

  join(...parts: readonly string[]): FilePath {
    return this.#disk.join(...parts);
  }

  parent(path: FilePath): FilePath {
    return this.#disk.parent(path);
  }

  baseName(path: FilePath): string {
    return this.#disk.baseName(path);
  }

  resolve(path: FilePath): FilePath {
    return this.#disk.resolve(path);
  }

  async status(path: FilePath): Promise<FileStatus | undefined> {
    const name = this.#names.get(this.#key(path));
    if (name === undefined) return this.#disk.status(path);
    if (name.kind === 'gone') return undefined;
    if (name.kind === 'file') return statusOf(name.file);
    const { device, inode } = name;
    return { kind: 'folder', size: 0, device, inode, links: 1, modifiedMs: 0, writable: true };
  }

  async open(path: FilePath): Promise<ReadOnlyFile> {
    const name = this.#names.get(this.#key(path));
    return name === undefined ? this.#disk.open(path) : this.#openFile(path, await this.#file(path));
  }

  async openForWriting(path: FilePath): Promise<WritableFile> {
    const file = await this.#file(path);
    if (!file.writable) throw new HiveError('access-denied', { path });
    await this.#refuseReadOnly(path, path);
    return this.#openFile(path, file);
  }

  async list(path: FilePath): Promise<readonly FolderEntry[]> {
    const own = this.#names.get(this.#key(path));
    if (own?.kind === 'gone') throw new HiveError('file-missing', { path });
    if (own?.kind === 'file') throw new HiveError('not-a-folder', { path });
    const onDisk = own === undefined ? await this.#disk.list(path) : [];
    const entries = onDisk.filter(({ name }) => !this.#names.has(this.#key(this.join(path, name))));
    const below = this.#key(path);
    for (const [key, name] of this.#names) {
      if (name.kind !== 'gone' && this.parent(key) === below && key !== below) {
        entries.push({ name: name.name, kind: name.kind });
      }
    }
    return entries;
  }

  async sha256(path: FilePath): Promise<string> {
    const name = this.#names.get(this.#key(path));
    if (name === undefined) return this.#disk.sha256(path);
    const file = await this.#file(path);
    const { source, isUntouched } = file.contents;
    if (isUntouched && source !== undefined) return this.#disk.sha256(source);
    const opened = await this.#openFile(path, file);
    try {
      return await opened.sha256();
    } finally {
      await opened.close();
    }
  }

  async nameStatus(path: FilePath): Promise<NameStatus | undefined> {
    // The dry run makes no links of its own.
    return this.#names.has(this.#key(path)) ? this.status(path) : this.#disk.nameStatus(path);
  }

  async followLink(path: FilePath): Promise<FilePath> {
    return this.#names.has(this.#key(path)) ? path : this.#disk.followLink(path);
  }

  /** Of the volume on the disk, less what all files of the dry run have grown by. */
  async freeSpace(folder: FilePath): Promise<number | undefined> {
    let onDisk = folder;
    while (this.#names.has(this.#key(onDisk)) && this.parent(onDisk) !== onDisk) onDisk = this.parent(onDisk);
    const free = await this.#disk.freeSpace(onDisk);
    return free === undefined ? undefined : Math.max(0, free - this.#grown);
  }

  /** What the dry run made itself is not on the disk; the place that it made it in was asked then. */
  isReadOnly(path: FilePath): Promise<boolean> {
    return this.#disk.isReadOnly(path);
  }

  async create(path: FilePath, options?: CreateOptions): Promise<WritableFile> {
    const model = options?.like === undefined ? undefined : await this.#file(options.like);
    const folder = await this.#newName(path);
    const file: File = {
      // Its contents will mostly be the model's; only what differs is held.
      contents: model?.contents.isUntouched
        ? new DryRunContents(model.contents.source, model.contents.length, false)
        : new DryRunContents(undefined, 0, false),
      device: folder.device,
      inode: this.#inode(),
      modifiedMs: (model?.modifiedMs ?? folder.modifiedMs) + 1,
      writable: true,
      links: 1,
    };
    this.#names.set(this.#key(path), { kind: 'file', name: this.baseName(path), file });
    return this.#openFile(path, file);
  }

  async link(existing: FilePath, name: FilePath): Promise<void> {
    const file = await this.#file(existing);
    const folder = await this.#newName(name);
    if (folder.device !== file.device) throw new HiveError('no-hard-links', { path: name });
    file.links += 1;
    this.#names.set(this.#key(existing), { kind: 'file', name: this.baseName(existing), file });
    this.#names.set(this.#key(name), { kind: 'file', name: this.baseName(name), file });
  }

  async replace(from: FilePath, to: FilePath): Promise<void> {
    const file = await this.#file(from);
    const target = await this.status(to);
    if (target?.kind === 'folder') throw new HiveError('not-a-file', { path: to });
    if (target !== undefined) (await this.#file(to)).links -= 1;
    const folder = await this.#folder(this.parent(to));
    await this.#refuseReadOnly(to, this.parent(to));
    if (folder.device !== file.device) throw new HiveError('file-write', { path: to, cause: 'EXDEV' });
    this.#names.set(this.#key(from), { kind: 'gone' });
    this.#names.set(this.#key(to), { kind: 'file', name: this.baseName(to), file });
  }

  async remove(path: FilePath): Promise<void> {
    const file = await this.#file(path);
    await this.#refuseReadOnly(path, this.parent(path));
    file.links -= 1;
    if (file.links === 0 && !file.contents.isUntouched) this.#grown -= file.contents.length;
    this.#names.set(this.#key(path), { kind: 'gone' });
  }

  async makeFolder(path: FilePath): Promise<void> {
    const present = await this.status(path);
    if (present?.kind === 'folder') return;
    if (present !== undefined) throw new HiveError('file-exists', { path });
    const above = this.parent(path);
    if (above !== path && (await this.status(above)) === undefined) await this.makeFolder(above);
    const { device } = await this.#folder(above);
    await this.#refuseReadOnly(path, above);
    const name = this.baseName(path);
    this.#names.set(this.#key(path), { kind: 'folder', name, device, inode: this.#inode() });
  }

  async removeFolder(path: FilePath): Promise<void> {
    if ((await this.list(path)).length > 0) throw new HiveError('file-write', { path, cause: 'ENOTEMPTY' });
    this.#names.set(this.#key(path), { kind: 'gone' });
  }

  async flushFolder(path: FilePath): Promise<boolean> {
    await this.#folder(path);
    return true;
  }

  /** What would come of it only the real file system knows. */
  async protectLike(): Promise<Protection> {
    return 'same';
  }

  async carryTraits(): Promise<readonly LostTrait[]> {
    return [];
  }

  #key(path: FilePath): string {
    const resolved = this.resolve(path);
    return this.flavour === 'windows' ? resolved.toUpperCase() : resolved;
  }

  #inode(): bigint {
    this.#nextInode += 1n;
    return this.#nextInode;
  }

  async #folder(path: FilePath): Promise<FileStatus> {
    const status = await this.status(path);
    if (status === undefined) throw new HiveError('file-missing', { path });
    if (status.kind !== 'folder') throw new HiveError('not-a-folder', { path });
    return status;
  }

  /** The folder that a new name would be in. */
  async #newName(path: FilePath): Promise<FileStatus> {
    const folder = await this.#folder(this.parent(path));
    if ((await this.status(path)) !== undefined) throw new HiveError('file-exists', { path });
    await this.#refuseReadOnly(path, this.parent(path));
    return folder;
  }

  /** As the real run would be. @param place what would be written to: the file, or the folder of its name. */
  async #refuseReadOnly(path: FilePath, place: FilePath): Promise<void> {
    if (await this.isReadOnly(place)) throw new HiveError('read-only', { path, cause: 'EROFS' });
  }

  /** The file of that name; one on the disk is taken into the dry run's care from here on, its contents stay there. */
  async #file(path: FilePath): Promise<File> {
    const key = this.#key(path);
    const known = this.#names.get(key);
    if (known?.kind === 'file') return known.file;
    const status = await this.status(path);
    if (status === undefined) throw new HiveError('file-missing', { path });
    if (status.kind !== 'file') throw new HiveError('not-a-file', { path });
    const { device, inode, modifiedMs, writable, links, size } = status;
    const file: File = {
      contents: new DryRunContents(path, size, true),
      device,
      inode,
      modifiedMs,
      writable,
      links,
    };
    this.#names.set(key, { kind: 'file', name: this.baseName(path), file });
    return file;
  }

  async #openFile(path: FilePath, file: File): Promise<DryRunFile> {
    const { source } = file.contents;
    const onDisk = source === undefined ? undefined : await this.#disk.open(source);
    return new DryRunFile(
      path,
      file.contents,
      onDisk,
      async () => statusOf(file),
      (bytes) => this.#grow(path, bytes),
    );
  }

  async #grow(path: FilePath, bytes: number): Promise<void> {
    if (bytes === 0) return;
    const available = await this.freeSpace(this.parent(path));
    if (available !== undefined && available < bytes) {
      throw new HiveError('disk-full', { path, needed: bytes, available });
    }
    this.#grown += bytes;
  }
}

function statusOf({ contents, device, inode, links, modifiedMs, writable }: File): FileStatus {
  return {
    kind: 'file',
    size: contents.length,
    device,
    inode,
    links,
    modifiedMs: modifiedMs + contents.changes,
    writable,
  };
}
