import { createHash } from 'node:crypto';
import type { FileStatus, WritableFile } from '../../src/files/file-system.ts';
import { HiveError } from '../../src/ground/errors.ts';
import type { FileNode } from './memory-volume.ts';

/** An open file of a MemoryFileSystem. Using it after it was closed is a bug in what is tested. */
export class MemoryFile implements WritableFile {
  readonly path: string;
  readonly #node: FileNode;
  readonly #canWrite: boolean;
  #isOpen = true;

  constructor(path: string, node: FileNode, canWrite: boolean) {
    this.path = path;
    this.#node = node;
    this.#canWrite = canWrite;
    node.openHandles += 1;
  }

  get length(): number {
    return this.#node.contents.length;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    this.#mustBeOpen();
    const bytes = this.#node.contents.subarray(position, position + target.length);
    target.set(bytes);
    if (bytes.length < target.length) {
      throw new HiveError('file-read', { path: this.path, position, wanted: target.length });
    }
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.#mustBeWritable();
    const growth = position + bytes.length - this.#node.contents.length;
    const free = this.#node.volume.free();
    if (growth > free) {
      // A full disk takes what fits before it refuses the rest.
      const fitting = bytes.subarray(0, Math.max(0, bytes.length - (growth - free)));
      if (fitting.length > 0) this.#node.write(fitting, position);
      throw new HiveError('disk-full', { path: this.path, cause: 'ENOSPC' });
    }
    this.#node.write(bytes, position);
  }

  async truncate(length: number): Promise<void> {
    this.#mustBeWritable();
    const growth = length - this.#node.contents.length;
    if (growth > this.#node.volume.free())
      throw new HiveError('disk-full', { path: this.path, cause: 'ENOSPC' });
    this.#node.truncate(length);
  }

  async flush(): Promise<boolean> {
    this.#mustBeOpen();
    this.#node.volume.flushFile(this.#node);
    return true;
  }

  async status(): Promise<FileStatus> {
    this.#mustBeOpen();
    return {
      kind: 'file',
      size: this.#node.contents.length,
      device: this.#node.volume.device,
      inode: this.#node.inode,
      links: this.#node.links,
      modifiedMs: this.#node.modifiedMs,
      writable: (this.#node.attributes.mode & 0o222) !== 0,
    };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#node.openHandles -= 1;
  }

  async sha256(): Promise<string> {
    this.#mustBeOpen();
    return createHash('sha256').update(this.#node.contents).digest('hex');
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new Error(`${this.path} was used after it was closed`);
  }

  #mustBeWritable(): void {
    this.#mustBeOpen();
    if (!this.#canWrite) throw new Error(`${this.path} was opened for reading only`);
  }
}
