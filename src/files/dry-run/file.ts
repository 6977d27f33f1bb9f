import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { FileStatus, ReadOnlyFile, WritableFile } from '../file-system.ts';

/** Bytes held, shared or left out together. */
const PAGE = 64 * 1024;
/** Bytes compared or hashed at once. */
const STRETCH = 16 * PAGE;

/**
 * A file of a dry run. What it shares with a file on the disk stays there and is read from there again: a staged hive
 * costs no more memory than the pages in which it differs from the original.
 */
export class DryRunContents {
  readonly source: FilePath | undefined;
  /** A page's own bytes, or that it is the source's. */
  readonly #pages = new Map<number, Uint8Array | 'source'>();
  /** What a page is that has no entry. */
  readonly #otherwise: 'source' | 'zeros';
  /** The source counts up to here; what was cut off and grown again is zero. */
  #sourceLimit: number;
  #length: number;
  #changes = 0;

  /** `isSource`: it starts as the source is, not empty. `sourceLength`: bytes. */
  constructor(source: FilePath | undefined, sourceLength: number, isSource: boolean) {
    this.source = source;
    this.#sourceLimit = sourceLength;
    this.#otherwise = isSource ? 'source' : 'zeros';
    this.#length = isSource ? sourceLength : 0;
  }

  get length(): number {
    return this.#length;
  }

  get changes(): number {
    return this.#changes;
  }

  /** Whether it is still, byte for byte, a file on the disk. */
  get isUntouched(): boolean {
    return this.#changes === 0 && this.#otherwise === 'source';
  }

  /** Bytes that it holds in memory. */
  get held(): number {
    let held = 0;
    for (const page of this.#pages.values()) if (page !== 'source') held += page.length;
    return held;
  }

  async read(source: ReadOnlyFile | undefined, target: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < target.length) {
      const index = Math.floor((position + done) / PAGE);
      const page = this.#page(index);
      let next = index + 1;
      // Neighbours on the disk are read in one call.
      while (page === 'source' && next * PAGE < position + target.length && this.#page(next) === 'source')
        next += 1;
      const stretch = target.subarray(done, Math.min(target.length, next * PAGE - position));
      const start = position + done;
      if (page === 'source') await this.#readSource(source, stretch, start);
      else if (page === 'zeros') stretch.fill(0);
      else stretch.set(page.subarray(start - index * PAGE, start - index * PAGE + stretch.length));
      done += stretch.length;
    }
  }

  async write(source: ReadOnlyFile | undefined, bytes: Uint8Array, position: number): Promise<void> {
    this.#changes += 1;
    let done = 0;
    while (done < bytes.length) {
      const start = position + done;
      const end = Math.min(position + bytes.length, (Math.floor(start / STRETCH) + 1) * STRETCH);
      const part = bytes.subarray(done, end - position);
      const there = new Uint8Array(part.length);
      await this.#readSource(source, there, start);
      for (let at = start; at < end; at = (Math.floor(at / PAGE) + 1) * PAGE) {
        const stop = Math.min(end, (Math.floor(at / PAGE) + 1) * PAGE);
        const written = part.subarray(at - start, stop - start);
        await this.#writePage(source, written, at, there.subarray(at - start, stop - start));
      }
      done += part.length;
    }
    this.#length = Math.max(this.#length, position + bytes.length);
  }

  truncate(length: number): void {
    this.#changes += 1;
    if (length < this.#length) {
      this.#sourceLimit = Math.min(this.#sourceLimit, length);
      for (const [index, page] of this.#pages) {
        if (index * PAGE >= length) this.#pages.delete(index);
        else if (page !== 'source') page.fill(0, Math.min(PAGE, length - index * PAGE));
      }
    }
    this.#length = length;
  }

  #page(index: number): Uint8Array | 'source' | 'zeros' {
    return this.#pages.get(index) ?? this.#otherwise;
  }

  async #writePage(
    source: ReadOnlyFile | undefined,
    bytes: Uint8Array,
    position: number,
    there: Uint8Array,
  ): Promise<void> {
    const index = Math.floor(position / PAGE);
    const page = this.#page(index);
    const isWhole = bytes.length === PAGE && position + PAGE <= this.#sourceLimit;
    if ((isWhole || page === 'source') && isSame(bytes, there)) {
      this.#pages.set(index, 'source');
      return;
    }
    let own = page;
    if (own === 'source' || own === 'zeros') {
      own = new Uint8Array(PAGE);
      if (page === 'source') await this.#readSource(source, own, index * PAGE);
      this.#pages.set(index, own);
    }
    own.set(bytes, position - index * PAGE);
  }

  async #readSource(source: ReadOnlyFile | undefined, target: Uint8Array, position: number): Promise<void> {
    const there = Math.max(0, Math.min(target.length, this.#sourceLimit - position));
    target.fill(0, there);
    if (there > 0 && source !== undefined) await source.read(target.subarray(0, there), position);
    else target.fill(0, 0, there);
  }
}

/** Opened by a dry run. `grow` is asked before the file takes more room. */
export class DryRunFile implements WritableFile {
  readonly path: FilePath;
  readonly #contents: DryRunContents;
  readonly #source: ReadOnlyFile | undefined;
  readonly #status: () => Promise<FileStatus>;
  readonly #grow: (bytes: number) => Promise<void>;

  constructor(
    path: FilePath,
    contents: DryRunContents,
    source: ReadOnlyFile | undefined,
    status: () => Promise<FileStatus>,
    grow: (bytes: number) => Promise<void>,
  ) {
    this.path = path;
    this.#contents = contents;
    this.#source = source;
    this.#status = status;
    this.#grow = grow;
  }

  get length(): number {
    return this.#contents.length;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const missing = position + target.length - this.length;
    if (missing > 0) {
      throw new HiveError('file-read', { path: this.path, position: this.length, wanted: missing });
    }
    await this.#contents.read(this.#source, target, position);
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#grow(Math.max(0, position + bytes.length - this.length));
    await this.#contents.write(this.#source, bytes, position);
  }

  async truncate(length: number): Promise<void> {
    await this.#grow(Math.max(0, length - this.length));
    this.#contents.truncate(length);
  }

  async flush(): Promise<boolean> {
    return true;
  }

  status(): Promise<FileStatus> {
    return this.#status();
  }

  async close(): Promise<void> {
    await this.#source?.close();
  }

  async sha256(): Promise<string> {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    const stretch = new Uint8Array(STRETCH);
    for (let position = 0; position < this.length; position += STRETCH) {
      const part = stretch.subarray(0, Math.min(STRETCH, this.length - position));
      await this.read(part, position);
      hash.update(part);
    }
    return hash.digest('hex');
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
