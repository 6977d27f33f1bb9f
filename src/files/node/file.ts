import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { FileStatus, WritableFile } from '../file-system.ts';
import { letGo, system } from './calls.ts';
import { asking, hiveErrorFrom, isSystemError, isUnsupported } from './error.ts';
import { fileStatus } from './status.ts';

/** Bytes per call to the system. Bigger ones gain nothing, and Linux cuts a call at 2 GiB. */
const CHUNK = 4 * 1024 * 1024;

/**
 * Of a write less: Linux takes the memory for it in as large pieces as it can, and has to look for larger ones among memory that was
 * not in use (tried with 6.18, ext4, in a virtual machine: 256 MiB in 45 ms, and now and then in 500 with 2 MiB or more at a time).
 */
const WRITTEN_CHUNK = 1024 * 1024;

export interface OpenedFile {
  readonly path: FilePath;
  readonly descriptor: number;
  readonly isWritable: boolean;
  /** Bytes. */
  readonly length: number;
}

/** A file that is open in Node. */
export class NodeFile implements WritableFile {
  readonly path: FilePath;
  readonly #isWritable: boolean;
  /** Until the file is closed: then another file may get the same one. */
  #descriptor: number | undefined;
  #length: number;

  constructor({ path, descriptor, isWritable, length }: OpenedFile) {
    this.path = path;
    this.#isWritable = isWritable;
    this.#descriptor = descriptor;
    this.#length = length;
  }

  /** What the file had when it was opened, and what was written to it here since then. 0 for a device. */
  get length(): number {
    return this.#length;
  }

  /** The system fills `target` itself; it may be a view on WebAssembly memory, which must not grow meanwhile. */
  async read(target: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < target.length) {
      const wanted = Math.min(CHUNK, target.length - done);
      const { bytesRead } = await asking(this.path, 'read', () =>
        system.read(this.#open(), target, done, wanted, position + done),
      );
      if (bytesRead === 0) {
        throw new HiveError('file-read', {
          path: this.path,
          cause: 'end of file',
          position: position + done,
          wanted: target.length - done,
        });
      }
      done += bytesRead;
    }
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const wanted = Math.min(WRITTEN_CHUNK, bytes.length - done);
      const { bytesWritten } = await asking(this.path, 'write', () =>
        system.write(this.#open(), bytes, done, wanted, position + done),
      );
      // A write of nothing without an error would go round for ever.
      if (bytesWritten === 0)
        throw new HiveError('file-write', { path: this.path, cause: 'nothing written' });
      done += bytesWritten;
      this.#length = Math.max(this.#length, position + done);
    }
  }

  async truncate(length: number): Promise<void> {
    await asking(this.path, 'write', () => system.ftruncate(this.#open(), length));
    this.#length = length;
  }

  flush(): Promise<boolean> {
    return flushOpen(this.#open(), this.path);
  }

  async status(): Promise<FileStatus> {
    return fileStatus(await asking(this.path, 'read', () => system.fstat(this.#open(), { bigint: true })));
  }

  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    this.#descriptor = undefined;
    if (this.#isWritable) await asking(this.path, 'write', () => system.close(descriptor));
    else await letGo(descriptor);
  }

  /** @throws Error when the file is closed, which no caller may have forgotten */
  #open(): number {
    if (this.#descriptor === undefined) throw new Error(`${this.path} is used after it was closed`);
    return this.#descriptor;
  }
}

/** @returns whether the file system has such a call. */
export async function flushOpen(descriptor: number, path: FilePath): Promise<boolean> {
  try {
    await system.fsync(descriptor);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (isUnsupported(error)) return false;
    throw hiveErrorFrom(error, path, 'write');
  }
}
