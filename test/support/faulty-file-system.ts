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
import { type ErrorCode, HiveError } from '../../src/ground/errors.ts';
import type { Random } from './random.ts';

/** What happens at the chosen call, and to the calls after it. */
export type Fault =
  /** The call begins (a write is only in the cache), nothing comes after it, and the caches are lost. */
  | 'power-loss'
  /** The process is gone before the call, or in the middle of a write. What it did stays. */
  | 'killed'
  /** This one call fails and does nothing. */
  | 'io-error'
  /** From here on every call fails: the stick was pulled out. */
  | 'medium-gone'
  /** From here on nothing that needs room succeeds. */
  | 'disk-full'
  /** A write stops half way and fails. */
  | 'short-write'
  /** From here on nothing may be opened, made, renamed or removed. */
  | 'permission-lost'
  /** A write succeeds and puts one wrong bit on the medium. */
  | 'corrupted-write';

export const faults: readonly Fault[] = [
  'power-loss',
  'killed',
  'io-error',
  'medium-gone',
  'disk-full',
  'short-write',
  'permission-lost',
  'corrupted-write',
];

/** Thrown at every call of a process that is no longer there. Not a HiveError: nobody may handle it. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
}

interface Call {
  /** The interface's name of it, and 'file.' before those of an open file. */
  readonly name: string;
  readonly path: string;
  readonly bytes?: Uint8Array;
}

const takesRoom = new Set(['create', 'link', 'makeFolder', 'file.write', 'file.truncate']);
const asksPermission = new Set([
  'open',
  'openForWriting',
  'create',
  'link',
  'replace',
  'remove',
  'makeFolder',
  'removeFolder',
  'list',
  'sha256',
]);
const flushes = new Set(['file.flush', 'flushFolder']);

/**
 * Counts every call to a file system and lets one of them, and where the fault lasts those after it, fail. Closing a file is
 * counted, and fails only by the process being gone.
 */
export class FaultyFileSystem implements WritableFileSystem {
  readonly flavour: 'posix' | 'windows';
  readonly isLasting: boolean;
  readonly #files: WritableFileSystem;
  readonly #fault: Fault | undefined;
  readonly #at: number;
  readonly #random: Random;
  readonly #log: Call[] = [];
  readonly #intrusions = new Map<number, () => Promise<void>>();

  /** `at`: number of the call, from 1. Without a fault it only counts. */
  constructor(files: WritableFileSystem, random: Random, fault?: Fault, at = 0) {
    this.#files = files;
    this.flavour = files.flavour;
    this.isLasting = files.isLasting;
    this.#fault = fault;
    this.#at = at;
    this.#random = random;
  }

  /** Somebody else does something right before call `number` (from 1). */
  before(number: number, action: () => Promise<void>): void {
    this.#intrusions.set(number, action);
  }

  /** Calls so far. */
  get calls(): number {
    return this.#log.length;
  }

  /** What call `number` (from 1) was, for a message. */
  describe(number: number): string {
    const call = this.#log[number - 1];
    return call === undefined ? 'no call' : `${call.name} ${call.path}`;
  }

  join(...parts: readonly string[]): string {
    return this.#files.join(...parts);
  }

  parent(path: string): string {
    return this.#files.parent(path);
  }

  baseName(path: string): string {
    return this.#files.baseName(path);
  }

  resolve(path: string): string {
    return this.#files.resolve(path);
  }

  status(path: string): Promise<FileStatus | undefined> {
    return this.#call({ name: 'status', path }, () => this.#files.status(path));
  }

  async open(path: string): Promise<ReadOnlyFile> {
    return this.#file(await this.#call({ name: 'open', path }, () => this.#files.open(path)));
  }

  list(path: string): Promise<readonly FolderEntry[]> {
    return this.#call({ name: 'list', path }, () => this.#files.list(path));
  }

  sha256(path: string): Promise<string> {
    return this.#call({ name: 'sha256', path }, () => this.#files.sha256(path));
  }

  nameStatus(path: string): Promise<NameStatus | undefined> {
    return this.#call({ name: 'nameStatus', path }, () => this.#files.nameStatus(path));
  }

  followLink(path: string): Promise<string> {
    return this.#call({ name: 'followLink', path }, () => this.#files.followLink(path));
  }

  freeSpace(folder: string): Promise<number | undefined> {
    return this.#call({ name: 'freeSpace', path: folder }, () => this.#files.freeSpace(folder));
  }

  isReadOnly(path: string): Promise<boolean> {
    return this.#call({ name: 'isReadOnly', path }, () => this.#files.isReadOnly(path));
  }

  async create(path: string, options?: { readonly like?: string }): Promise<WritableFile> {
    const file = await this.#call({ name: 'create', path }, () => this.#files.create(path, options));
    return this.#writableFile(file);
  }

  async openForWriting(path: string): Promise<WritableFile> {
    const file = await this.#call({ name: 'openForWriting', path }, () => this.#files.openForWriting(path));
    return this.#writableFile(file);
  }

  link(existing: string, name: string): Promise<void> {
    return this.#call({ name: 'link', path: name }, () => this.#files.link(existing, name));
  }

  replace(from: string, to: string): Promise<void> {
    return this.#call({ name: 'replace', path: to }, () => this.#files.replace(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#call({ name: 'remove', path }, () => this.#files.remove(path));
  }

  makeFolder(path: string): Promise<void> {
    return this.#call({ name: 'makeFolder', path }, () => this.#files.makeFolder(path));
  }

  removeFolder(path: string): Promise<void> {
    return this.#call({ name: 'removeFolder', path }, () => this.#files.removeFolder(path));
  }

  flushFolder(path: string): Promise<boolean> {
    return this.#call({ name: 'flushFolder', path }, () => this.#files.flushFolder(path));
  }

  protectLike(model: string, paths: readonly string[]): Promise<Protection> {
    const [path = model] = paths;
    return this.#call({ name: 'protectLike', path }, () => this.#files.protectLike(model, paths));
  }

  carryTraits(from: string, to: string): Promise<readonly LostTrait[]> {
    return this.#call({ name: 'carryTraits', path: to }, () => this.#files.carryTraits(from, to));
  }

  #file(file: ReadOnlyFile): ReadOnlyFile {
    const { path } = file;
    return {
      path,
      get length() {
        return file.length;
      },
      read: (target, position) => this.#call({ name: 'file.read', path }, () => file.read(target, position)),
      status: () => this.#call({ name: 'file.status', path }, () => file.status()),
      close: () => this.#call({ name: 'file.close', path }, () => file.close()),
    };
  }

  #writableFile(file: WritableFile): WritableFile {
    const { path } = file;
    const writing = (bytes: Uint8Array, position: number): Promise<void> =>
      this.#call(
        { name: 'file.write', path, bytes },
        () => file.write(bytes, position),
        (part) => file.write(part, position),
      );
    return {
      ...this.#file(file),
      get length() {
        return file.length;
      },
      write: writing,
      truncate: (length) => this.#call({ name: 'file.truncate', path }, () => file.truncate(length)),
      flush: () => this.#call({ name: 'file.flush', path }, () => file.flush()),
      close: () => this.#call({ name: 'writable.close', path }, () => file.close()),
    };
  }

  /** `doOther` writes other bytes than was asked for. */
  async #call<Result>(
    call: Call,
    doIt: () => Promise<Result>,
    doOther?: (bytes: Uint8Array) => Promise<void>,
  ): Promise<Result> {
    this.#log.push(call);
    const number = this.#log.length;
    await this.#intrusions.get(number)?.();
    if (this.#fault === undefined || number < this.#at) return doIt();
    const isFirst = number === this.#at;
    switch (this.#fault) {
      case 'power-loss':
        if (isFirst && !flushes.has(call.name)) await doIt();
        throw new ProcessGone();
      case 'killed':
        if (isFirst && doOther !== undefined) await doOther(this.#part(call));
        throw new ProcessGone();
      case 'io-error':
        if (isFirst && call.name !== 'file.close') throw await failing(call, doIt);
        return doIt();
      case 'medium-gone':
        if (call.name !== 'file.close') throw await failing(call, doIt);
        return doIt();
      case 'disk-full':
        if (takesRoom.has(call.name)) throw new HiveError('disk-full', { path: call.path, cause: 'ENOSPC' });
        return doIt();
      case 'short-write':
        if (!isFirst || doOther === undefined) return doIt();
        await doOther(this.#part(call));
        throw failure(call);
      case 'permission-lost':
        if (asksPermission.has(call.name))
          throw new HiveError('access-denied', { path: call.path, cause: 'EACCES' });
        return doIt();
      case 'corrupted-write':
        if (!isFirst || doOther === undefined) return doIt();
        return doIt().then(async (result) => {
          await doOther(this.#corrupted(call));
          return result;
        });
    }
  }

  #part({ bytes }: Call): Uint8Array {
    return bytes === undefined ? new Uint8Array(0) : bytes.subarray(0, this.#random.below(bytes.length + 1));
  }

  #corrupted({ bytes }: Call): Uint8Array {
    const wrong = bytes?.slice() ?? new Uint8Array(0);
    if (wrong.length > 0) {
      const at = this.#random.below(wrong.length);
      wrong[at] = (wrong[at] ?? 0) ^ (1 << this.#random.below(8));
    }
    return wrong;
  }
}

const reading = new Set([
  'status',
  'open',
  'list',
  'sha256',
  'nameStatus',
  'followLink',
  'freeSpace',
  'isReadOnly',
  'file.read',
  'file.status',
]);

/** A file that was written is closed also when that fails; of one that was only read it never does (file-system.ts). */
async function failing(call: Call, doIt: () => Promise<unknown>): Promise<HiveError> {
  if (call.name === 'writable.close') await doIt();
  return failure(call);
}

function failure(call: Call): HiveError {
  const code: ErrorCode = reading.has(call.name) ? 'file-read' : 'file-write';
  return new HiveError(code, { path: call.path, cause: 'EIO' });
}
