import type { ByteSource } from '../ground/brand.ts';
import { type ByteRange, byteRange } from './byte-ranges.ts';

/** Pages are what hives are written in. */
const PAGE_SIZE = 4096;

/** Pages this near to each other are read in one go: a disk is asked once, and reads on rather than going elsewhere. */
const BRIDGED = 65_536;

/**
 * Memory as long as a hive, of which only those pages are filled that somebody asked for. The system gives it real
 * memory where it is touched, so that the pages nobody asked for cost nothing.
 */
export class HivePages {
  readonly bytes: Uint8Array;
  readonly #source: ByteSource;
  /** For each page 1 when it is filled. */
  readonly #isFilled: Uint8Array;
  /** Sizes of the allocated cells that were looked at, by where they start. */
  readonly #cells = new Map<number, number>();

  /** @param length bytes of the source that are the hive's. */
  constructor(source: ByteSource, length: number) {
    this.#source = source;
    this.bytes = new Uint8Array(length);
    this.#isFilled = new Uint8Array(Math.ceil(length / PAGE_SIZE));
  }

  /** Bytes outside the hive are left to the caller, who finds there what is wrong. @throws PagesMissing */
  require(start: number, end: number): void {
    const missing = this.#missing(start, end);
    if (missing !== undefined) throw new PagesMissing(this, [missing]);
  }

  /** As `require`, for `size` bytes at each place: what is read next is read together. @throws PagesMissing */
  requireAll(places: readonly number[], size: number): void {
    this.requireRanges(places.map((at) => byteRange(at, at + size)));
  }

  /** As `require`, of all these bytes: what is missing of them is read together. @throws PagesMissing */
  requireRanges(ranges: Iterable<ByteRange>): void {
    const missing: ByteRange[] = [];
    for (const { start, end } of ranges) {
      const range = this.#missing(start, end);
      if (range !== undefined) missing.push(range);
    }
    if (missing.length > 0) throw new PagesMissing(this, missing);
  }

  /** As `require`, of a whole allocated cell. */
  requireCell(start: number, size: number): void {
    this.require(start, start + size);
    this.#cells.set(start, size);
  }

  /** The cells that were looked at, ascending: views. */
  get cells(): readonly { readonly start: number; readonly bytes: Uint8Array }[] {
    const starts = [...this.#cells.keys()].sort((a, b) => a - b);
    return starts.map((start) => {
      const end = start + (this.#cells.get(start) ?? 0);
      return { start, bytes: this.bytes.subarray(start, end) };
    });
  }

  /** @throws HiveError 'file-read' */
  async fill(ranges: readonly ByteRange[]): Promise<void> {
    for (const { start, end } of bridged(ranges)) {
      const stop = Math.min(end, this.bytes.length);
      await this.#source.read(this.bytes.subarray(start, stop), start);
      this.#isFilled.fill(1, start / PAGE_SIZE, Math.ceil(stop / PAGE_SIZE));
    }
  }

  #missing(start: number, end: number): ByteRange | undefined {
    const stop = Math.min(Math.ceil(end / PAGE_SIZE), this.#isFilled.length);
    for (let page = Math.max(0, Math.floor(start / PAGE_SIZE)); page < stop; page++)
      if (this.#isFilled[page] === 0) return byteRange(page * PAGE_SIZE, stop * PAGE_SIZE);
    return undefined;
  }
}

/**
 * Thrown by what reads a hive when pages of it are not there yet. No failure: `whenRead` fills them and lets the reader
 * begin again.
 */
export class PagesMissing extends Error {
  readonly #pages: HivePages;
  readonly #ranges: readonly ByteRange[];

  constructor(pages: HivePages, ranges: readonly ByteRange[]) {
    // Nobody asks where it was thrown, and to find that out takes longer than to read a page.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super('pages of a hive are read outside of whenRead');
    Error.stackTraceLimit = stackTraceLimit;
    this.#pages = pages;
    this.#ranges = ranges;
  }

  fill(): Promise<void> {
    return this.#pages.fill(this.#ranges);
  }
}

/**
 * What `look` says, when all pages that it looks at are read. It is called again from its start after each read, so it must
 * change nothing outside of itself.
 * @throws HiveError 'file-read', and what `look` throws.
 */
export async function whenRead<Result>(look: () => Result): Promise<Result> {
  for (;;) {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof PagesMissing)) throw error;
      await error.fill();
    }
  }
}

/** Ascending, with what lies between ranges that are near to each other. */
function bridged(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: ByteRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || range.start - last.end > BRIDGED) merged.push(range);
    else merged[merged.length - 1] = byteRange(last.start, Math.max(last.end, range.end));
  }
  return merged;
}
