import type { CellOffset, FileOffset } from '../../ground/brand.ts';
import { type ByteRange, byteRange } from '../../regf/byte-ranges.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { BASE_BLOCK_SIZE } from '../../regf/structures/base-block.ts';
import { CELL_ALIGNMENT, CELL_HEADER_SIZE, cellOffset, fileOffset } from '../../regf/structures/cell.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE } from '../../regf/structures/hive-bin.ts';
import type { HiveDraft } from './draft.ts';
import type { HiveBins } from './hive-bins.ts';

/** Hive bins in a row, backwards from the end of the hive, that had no room for a cell before no more are looked at. */
const FRUITLESS = 64;
/** As many more for each that is written for want of room: what is looked at stays in proportion to that. */
const MORE_FRUITLESS = 4;
/** Free cells of about the right size that are tried before a larger one is cut. */
const TRIED = 32;
/** Bytes looked at together on the way back: first, and at most. */
const FIRST_STRIDE = 64 * 1024;
const LARGEST_STRIDE = 1024 * 1024;
/** Bytes looked at for a large change. */
const LONGEST_WAY_BACK = 16 * 1024 * 1024;
/** Bytes of cells from which on a change is a large one. */
const LARGE = 64 * 1024;
/** A hive bin that has less room than this, in bytes, has little: to use it is to write a page, and that twice. */
const LITTLE_ROOM = HIVE_BIN_ALIGNMENT / 8;
/** Hive bins of little room that are used on the way back. A small change finds its place there, a large one writes pages of its own. */
const MOST_OF_LITTLE_ROOM = 16;

/**
 * Reads what `gather` is going to look at, before there is anything of an edit: what is missing later begins the edit again.
 * @param size bytes of cells that are going to be allocated, about.
 * @throws PagesMissing
 */
export function requireWayBack(image: HiveImage, size: number): void {
  if (size >= LARGE) image.require(Math.max(BASE_BLOCK_SIZE, image.end - wayBackFor(size)), image.end);
}

/** Bytes that are looked at. */
const wayBackFor = (size: number): number =>
  Math.min(FRUITLESS * HIVE_BIN_ALIGNMENT + MORE_FRUITLESS * size, LONGEST_WAY_BACK);

/**
 * Which bytes of a draft belong to no cell, and which of these the next cell gets. Free cells are used again: those in the hive
 * bins that the edit touches first, then those at the end of the hive, where the last edits left theirs; only then the hive
 * grows. Free neighbours become one cell, as Windows has it.
 */
export class FreeCells {
  readonly #draft: HiveDraft;
  readonly #bins: HiveBins;
  /** By the power of two that their size reaches. */
  readonly #runs: ByteRange[][] = [];
  readonly #known = new Set<number>();
  /** Hive bins in which cells were freed. */
  readonly #changed = new Map<number, ByteRange>();
  #searchedFrom: number;
  #fruitless = 0;
  #mayBeFruitless = FRUITLESS;
  #ofLittleRoom = 0;
  /** Bytes that are still to be allocated of those for which it was looked further already. */
  #gathered = 0;
  #expectedFrom = Number.POSITIVE_INFINITY;
  #stride = FIRST_STRIDE;

  /** @param end of the hive bins that are searched backwards for free cells. */
  constructor(draft: HiveDraft, bins: HiveBins, end: number = draft.original.end) {
    this.#draft = draft;
    this.#bins = bins;
    this.#searchedFrom = end;
  }

  /** Makes the cell free. What it held stays in it. */
  free(cell: CellOffset): void {
    const at = this.#draft.dataOf(cell) - CELL_HEADER_SIZE;
    const size = this.#draft.view.getInt32(at, true);
    if (size > 0) this.#draft.original.refuse('cell', at, 'an allocated cell', `cell size ${size}`);
    this.#draft.view.setInt32(at, -size, true);
    const bin = this.#bins.around(at);
    this.#changed.set(bin.start, bin);
  }

  /** The free cells of the hive bin around that cell are used for what is allocated from now on. */
  useAround(cell: CellOffset): void {
    this.#useBin(this.#bins.around(fileOffset(cell)));
  }

  /** The free cells of all hive bins in which cells were freed are used for what is allocated from now on. */
  useFreed(): void {
    for (const bin of this.#changed.values()) this.#useBin(bin);
  }

  /**
   * Looks for as much room and some more before any of it is used: where all of it is known, small cells leave the large free
   * ones alone.
   * @param size as it was given to `requireWayBack`.
   */
  gather(size: number): void {
    if (size < LARGE) return;
    const stop = this.#searchedFrom - wayBackFor(size);
    let room = this.#runs.reduce((sum, runs) => sum + sizeOfRuns(runs), 0);
    const wanted = size + size / 4;
    while (room < wanted && this.#searchedFrom > Math.max(stop, BASE_BLOCK_SIZE)) room += this.#lookFurther();
    if (room >= wanted) return;
    this.#fruitless = this.#mayBeFruitless;
    this.#gathered = size;
  }

  /** An allocated cell for so many bytes of data, all of them zero. @throws HiveError 'hive-too-large' */
  allocate(dataSize: number): CellOffset {
    const size = sizeOfCell(dataSize);
    const run = this.#take(size) ?? this.#searchBack(size) ?? this.#grow(size);
    const { view, bytes } = this.#draft;
    view.setInt32(run.start, -size, true);
    bytes.fill(0, run.start + CELL_HEADER_SIZE, run.start + size);
    const rest = byteRange(run.start + size, run.end);
    if (rest.start < rest.end) {
      view.setInt32(rest.start, rest.end - rest.start, true);
      this.#keep(rest);
    }
    return cellOffset(run.start);
  }

  /** As `allocate`, but only where cells were freed or free before. */
  allocateInGaps(dataSize: number): CellOffset | undefined {
    const size = sizeOfCell(dataSize);
    const run = this.#take(size) ?? this.#searchBack(size);
    if (run === undefined) {
      this.#lookFurtherFor(size);
      return undefined;
    }
    this.#keep(run);
    return this.allocate(dataSize);
  }

  /** Whether the hive bin that starts at `at` has no allocated cell. */
  isEmpty(at: number): boolean {
    const bin = this.#bins.around(at);
    const [run] = runsOf(this.#draft, bin);
    return run?.start === bin.start + HIVE_BIN_HEADER_SIZE && run.end === bin.end;
  }

  /** Makes one cell of free neighbours, in the hive bins in which cells were freed. To be called last. */
  joinNeighbours(): void {
    for (const bin of this.#changed.values()) {
      if (bin.end > this.#draft.end) continue;
      for (const { start, end } of runsOf(this.#draft, bin))
        this.#draft.view.setInt32(start, end - start, true);
    }
  }

  #useBin(bin: ByteRange): void {
    if (this.#known.has(bin.start)) return;
    this.#known.add(bin.start);
    for (const run of runsOf(this.#draft, bin)) this.#keep(run);
  }

  /** As `useBin`, but hive bins of little room only as long as there are few. @returns bytes of room. */
  #useFound(bin: ByteRange): number {
    if (this.#known.has(bin.start)) return 0;
    const runs = runsOf(this.#draft, bin);
    const room = sizeOfRuns(runs);
    if (room < LITTLE_ROOM && room > 0 && ++this.#ofLittleRoom > MOST_OF_LITTLE_ROOM) return 0;
    this.#known.add(bin.start);
    for (const run of runs) this.#keep(run);
    return room;
  }

  #keep(run: ByteRange): void {
    const order = orderOf(run.end - run.start);
    const runs = this.#runs[order] ?? [];
    this.#runs[order] = runs;
    runs.push(run);
  }

  #take(size: number): ByteRange | undefined {
    for (let order = orderOf(size); order < this.#runs.length; order++) {
      const runs = this.#runs[order] ?? [];
      for (let i = runs.length - 1; i >= Math.max(0, runs.length - TRIED); i--) {
        const run = runs[i];
        if (run === undefined || run.end - run.start < size) continue;
        const last = runs.pop();
        if (last !== undefined && last !== run) runs[i] = last;
        return run;
      }
    }
    return undefined;
  }

  #searchBack(size: number): ByteRange | undefined {
    while (this.#searchedFrom > BASE_BLOCK_SIZE && this.#fruitless < this.#mayBeFruitless) {
      this.#expect(this.#searchedFrom);
      const run = this.#lookFurther() > 0 ? this.#take(size) : undefined;
      this.#fruitless = run === undefined ? this.#fruitless + 1 : 0;
      if (run !== undefined) return run;
    }
    return undefined;
  }

  /** Takes in the next hive bin on the way back. @returns bytes that are free there and were not known. */
  #lookFurther(): number {
    const bin = this.#bins.around(this.#searchedFrom - 1);
    this.#searchedFrom = bin.start;
    return this.#useFound(bin);
  }

  /** What is looked at on the way back is read together, more of it from time to time. */
  #expect(end: number): void {
    if (end > this.#expectedFrom) return;
    this.#expectedFrom = Math.max(BASE_BLOCK_SIZE, end - this.#stride);
    this.#stride = Math.min(2 * this.#stride, LARGEST_STRIDE);
    this.#draft.original.require(this.#expectedFrom, end);
  }

  /** One large cell without room must not keep the many behind it from being looked for. */
  #lookFurtherFor(size: number): void {
    this.#mayBeFruitless += (MORE_FRUITLESS * size) / HIVE_BIN_ALIGNMENT;
  }

  #grow(size: number): ByteRange {
    if (this.#gathered > 0) this.#gathered -= size;
    else this.#lookFurtherFor(size);
    const bin = this.#draft.appendHiveBin(roundUp(HIVE_BIN_HEADER_SIZE + size, HIVE_BIN_ALIGNMENT));
    this.#bins.add(bin);
    this.#known.add(bin.start);
    return byteRange(bin.start + HIVE_BIN_HEADER_SIZE, bin.end);
  }
}

/** Bytes of a cell for so many bytes of data. Specification: "Cell". */
export function sizeOfCell(dataSize: number): number {
  return roundUp(CELL_HEADER_SIZE + dataSize, CELL_ALIGNMENT);
}

/** Free cells of a hive bin, neighbours taken as one. @throws HiveError 'hive-structure' */
function runsOf(draft: HiveDraft, bin: ByteRange): ByteRange[] {
  draft.use(bin.start, bin.end);
  const runs: ByteRange[] = [];
  let free: FileOffset | undefined;
  let at: number = bin.start + HIVE_BIN_HEADER_SIZE;
  while (at < bin.end) {
    const signed = draft.view.getInt32(at, true);
    const size = Math.abs(signed);
    if (size < CELL_ALIGNMENT || size % CELL_ALIGNMENT !== 0 || at + size > bin.end)
      draft.original.refuse('cell', at, `a multiple of 8 up to ${bin.end - at}`, signed);
    if (signed > 0) free ??= at as FileOffset;
    else if (free !== undefined) {
      runs.push(byteRange(free, at));
      free = undefined;
    }
    at += size;
  }
  if (free !== undefined) runs.push(byteRange(free, at));
  return runs;
}

const sizeOfRuns = (runs: readonly ByteRange[]): number =>
  runs.reduce((sum, { start, end }) => sum + end - start, 0);

const orderOf = (size: number): number => 31 - Math.clz32(size);

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
