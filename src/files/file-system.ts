import type { ByteSource, FilePath } from '../ground/brand.ts';

/**
 * What hivemend asks of a file system, in two interfaces: code that is handed the read-only one cannot write.
 * All calls fail with a HiveError whose code is in `errors.ts`; nothing else is thrown.
 */

/** What the file system tells about a file without reading it. */
export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Together the file's identity: two paths with the same pair are names of one file. */
  readonly device: bigint;
  readonly inode: bigint;
  /** Number of names (hard links) of the file. */
  readonly links: number;
  /** Last change of the contents, milliseconds since 1970, with fractions where the file system has them. */
  readonly modifiedMs: number;
  /** False when the file carries the read-only attribute (Windows) or has no write permission bit at all. */
  readonly writable: boolean;
}

/** What a name is, before any link is followed. */
export type NameStatus =
  /** A symbolic link, or a junction of Windows; `target` as it says itself, where the system can read it. */
  | { readonly kind: 'link'; readonly target?: FilePath }
  | { readonly kind: FileStatus['kind']; readonly device: bigint };

export interface ReadOnlyFile extends ByteSource {
  readonly path: FilePath;
  status(): Promise<FileStatus>;
  /** Nothing else that was asked of the file may be under way. Fails only for a file that was opened for writing. */
  close(): Promise<void>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface ReadOnlyFileSystem {
  /** 'windows': `\` separates, names compare without case. 'posix': `/` separates, names compare by case. */
  readonly flavour: 'windows' | 'posix';
  join(...parts: readonly string[]): FilePath;
  parent(path: FilePath): FilePath;
  baseName(path: FilePath): string;
  /** Absolute, without `.` and `..`. */
  resolve(path: FilePath): FilePath;
  /** Follows links. Undefined when there is nothing of that name. */
  status(path: FilePath): Promise<FileStatus | undefined>;
  /** Of the name itself, in a folder that links may lead to. Undefined when there is nothing of that name. */
  nameStatus(path: FilePath): Promise<NameStatus | undefined>;
  /** What a symbolic link leads to, through further links; the path itself when it is no link. @throws like `open` */
  followLink(path: FilePath): Promise<FilePath>;
  /** @throws HiveError 'file-missing', 'not-a-file', 'access-denied', 'file-in-use', 'volume-locked', 'file-read' */
  open(path: FilePath): Promise<ReadOnlyFile>;
  /** Names in the order of the file system. @throws like `open`, and 'not-a-folder'. */
  list(path: FilePath): Promise<readonly FolderEntry[]>;
  /** SHA-256 of a file's contents in lower-case hexadecimal. May work beside the caller, on another core. */
  sha256(path: FilePath): Promise<string>;
  /** Bytes that this user may still write on the volume that holds the folder. Undefined when it does not tell. */
  freeSpace(folder: FilePath): Promise<number | undefined>;
  /**
   * Whether the medium that holds the file or folder is known to take no writes: a write protection, a mount for reading
   * only. Nothing is written to find out; what the system does not tell without that (of folders on Windows) is false.
   */
  isReadOnly(path: FilePath): Promise<boolean>;
}

export interface WritableFile extends ReadOnlyFile {
  /** Writes all of `bytes` at `position`; the file grows as needed. @throws HiveError 'disk-full', 'file-write' */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /**
   * Returns when the contents are on the medium (fsync, FlushFileBuffers). Answers false where the file system has no
   * such call, throws when the call was made and failed.
   */
  flush(): Promise<boolean>;
}

/** Who may open what hivemend made, compared with the file that it was made from. */
export type Protection =
  /** Nobody who may not open that one; or the system inherits rights from the folder, as Windows does. */
  | 'same'
  /** The file system has security descriptors, and there is no program to read them with. */
  | 'unknown'
  /** SIDs of the accounts and groups that may open it besides. */
  | { readonly openTo: readonly string[] };

/** What a file that takes another one's place may lack of it. */
export type LostTrait = 'security-descriptor' | 'attributes' | 'creation-time' | 'object-id';

export interface OpenOptions {
  /** While it is open, no other program may open it. Only Windows offers that; elsewhere it means nothing. */
  readonly isExclusive?: boolean;
}

export interface CreateOptions extends OpenOptions {
  /** Owner, permissions and attributes of that file. */
  readonly like?: FilePath;
}

export interface WritableFileSystem extends ReadOnlyFileSystem {
  /** False for a dry run: what is written can be read back, and is forgotten at the end. */
  readonly isLasting: boolean;
  /**
   * Makes a file that must not exist yet, for reading and writing.
   * @throws HiveError 'file-exists', 'access-denied', 'read-only', 'disk-full', 'file-write'
   */
  create(path: FilePath, options?: CreateOptions): Promise<WritableFile>;
  /** Opens a file that exists for reading and writing, without truncating it. @throws HiveError like `create`, and 'file-in-use' */
  openForWriting(path: FilePath, options?: OpenOptions): Promise<WritableFile>;
  /** Gives the file a second name. @throws HiveError 'no-hard-links' where the file system cannot, and like `create`. */
  link(existing: FilePath, name: FilePath): Promise<void>;
  /**
   * Renames on one volume; replaces a file of the new name in one step. Where another program holds one of them for the
   * moment, it is tried again; `beforeRetry` may throw to have that left.
   */
  replace(from: FilePath, to: FilePath, beforeRetry?: () => Promise<void>): Promise<void>;
  remove(path: FilePath): Promise<void>;
  /** Makes the folder and those above it that are missing. */
  makeFolder(path: FilePath): Promise<void>;
  /** Removes an empty folder. */
  removeFolder(path: FilePath): Promise<void>;
  /**
   * Returns when names made, renamed and removed in the folder are on the medium: fsync of the folder on Linux; the
   * volume's handle on Windows. Answers false where the system offers no such call to this user (the caller goes on,
   * and says so), throws when the call was made and failed.
   */
  flushFolder(path: FilePath): Promise<boolean>;
  /**
   * Gives files and folders, all of one folder, the security descriptor of `model` where the file system does not see to
   * that itself (NTFS on Linux); where it has none, its permissions keep others out. What could not be done is told by the answer.
   * Costs one look at the mounts on any other file system. @throws HiveError like `open`
   */
  protectLike(model: FilePath, paths: readonly FilePath[]): Promise<Protection>;
  /**
   * Gives `to`, which is about to take the place of `from`, the security descriptor, attributes and creation time of
   * that file, where the file system is Windows'. @returns what it lacks.
   */
  carryTraits(from: FilePath, to: FilePath): Promise<readonly LostTrait[]>;
}
