import type { CellOffset } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { EditedHive } from '../../hivex/with-hive.ts';
import { type ByteRange, byteRange, normalizeRanges } from '../../regf/byte-ranges.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { BASE_BLOCK_SIZE } from '../../regf/structures/base-block.ts';
import { CELL_HEADER_SIZE, fileOffset } from '../../regf/structures/cell.ts';
import { HiveBin } from '../../regf/structures/hive-bin.ts';
import { LARGEST_HIVE } from '../limits.ts';
import { ChangedSpans } from './changed-spans.ts';

const PAGE_SIZE = 4096;

/** Memory is asked for in steps of this; what is not touched costs nothing. */
const ROOM = 16 * 1024 * 1024;

/**
 * A hive as it is to become: a copy of those pages of it that an edit touches, and the hive bins that it appends. The hive itself
 * stays as it is and is read where the draft has no page of its own.
 *
 * The original is read on demand: a page of it that is missing ends the edit, which then begins again with a new draft. See
 * `whenRead`.
 */
export class HiveDraft {
  readonly original: HiveImage;
  #bytes: Uint8Array;
  #view: DataView;
  #end: number;
  /** For each page of the original 1 when the draft has a copy. */
  readonly #isOwn: Uint8Array;

  constructor(original: HiveImage) {
    this.original = original;
    this.#bytes = new Uint8Array(original.end + ROOM);
    this.#view = viewOf(this.#bytes);
    this.#end = original.end;
    this.#isOwn = new Uint8Array(original.end / PAGE_SIZE);
    this.use(0, BASE_BLOCK_SIZE);
  }

  /** Valid until hive bins are appended. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  /** File offset of the end of the hive bins data. */
  get end(): number {
    return this.#end;
  }

  /** To be called before these bytes are read or written here. @throws PagesMissing */
  use(start: number, end: number): void {
    const first = Math.floor(start / PAGE_SIZE);
    const stop = Math.min(Math.ceil(end / PAGE_SIZE), this.#isOwn.length);
    if (first >= stop || (stop === first + 1 && this.#isOwn[first] === 1)) return;
    if (!this.#isOwn.subarray(first, stop).includes(0)) return;
    this.original.require(first * PAGE_SIZE, stop * PAGE_SIZE);
    for (let page = first; page < stop; page++) {
      if (this.#isOwn[page] === 1) continue;
      const [from, to] = [page * PAGE_SIZE, (page + 1) * PAGE_SIZE];
      this.#bytes.set(this.original.bytes.subarray(from, to), from);
      this.#isOwn[page] = 1;
    }
  }

  /** Where the data of a cell start, all of which may be read and written then. */
  dataOf(cell: CellOffset): number {
    const at = fileOffset(cell);
    this.use(at, at + CELL_HEADER_SIZE);
    this.use(at, at + Math.abs(this.#view.getInt32(at, true)));
    return at + CELL_HEADER_SIZE;
  }

  /** Bytes that the data of a cell may take. */
  roomOf(cell: CellOffset): number {
    return Math.abs(this.#view.getInt32(this.dataOf(cell) - CELL_HEADER_SIZE, true)) - CELL_HEADER_SIZE;
  }

  /**
   * Appends a hive bin without cells. Specification: "Hive bin".
   * @param size a multiple of 4096.
   * @throws HiveError 'hive-too-large'
   */
  appendHiveBin(size: number): ByteRange {
    const start = this.#end;
    const end = start + size;
    if (end > BASE_BLOCK_SIZE + LARGEST_HIVE)
      throw new HiveError('hive-too-large', { path: this.original.file, size: end });
    if (end > this.#bytes.length) this.#enlarge(end);
    this.#end = end;
    HiveBin.encode(this.#bytes, start, { offset: start - BASE_BLOCK_SIZE, size });
    return byteRange(start, end);
  }

  /** Drops what lies behind `end`, where a hive bin ends. */
  dropHiveBins(end: number): void {
    this.#end = end;
  }

  #enlarge(end: number): void {
    const larger = new Uint8Array(
      Math.max(end, 2 * (this.#end - this.original.end) + this.original.end) + ROOM,
    );
    for (const { start, end } of this.#ownRanges(this.original.end))
      larger.set(this.#bytes.subarray(start, end), start);
    larger.set(this.#bytes.subarray(this.original.end, this.#end), this.original.end);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }

  /**
   * How the draft differs from a hive.
   * @param before the hive that the draft is of, or one that this one came from by changes that lie in pages of the draft's own.
   * @throws PagesMissing
   */
  changesFrom(before: HiveImage): EditedHive {
    const changed = new ChangedSpans();
    for (const { start, end } of this.#ownRanges(Math.min(before.end, this.#end))) {
      before.require(start, end);
      changed.compare(before.bytes.subarray(start, end), this.#bytes.subarray(start, end), start);
    }
    if (this.#end > before.end) {
      this.use(before.end, this.#end);
      changed.add(before.end, this.#end);
    }
    const changes = changed.spans.map(({ start, end }) => ({ start, bytes: this.#bytes.slice(start, end) }));
    return { length: this.#end, changes };
  }

  /** The draft's own pages up to `end`, those that follow one another together. */
  #ownRanges(end: number): ByteRange[] {
    const ranges: ByteRange[] = [];
    for (let page = 0; page < end / PAGE_SIZE; page++)
      if (this.#isOwn[page] === 1) ranges.push(byteRange(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
    return normalizeRanges(ranges);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
