import type { ByteRange } from './byte-ranges.ts';
import { CELL_ALIGNMENT } from './structures/cell.ts';

/** Marks are kept for so many bytes together, where there are any. */
const PAGE_SIZE = 4096;
const UNITS = PAGE_SIZE / CELL_ALIGNMENT;

/**
 * A set of cells with all their bytes. Cells start and end on a multiple of 8, so that a mark for every 8 bytes is exact.
 * It takes an eighth of the memory of the pages in which the cells lie.
 */
export class CellSpans {
  readonly #pages = new Map<number, Uint8Array>();

  /** @param cell with its size field. */
  add({ start, end }: ByteRange): void {
    for (let at: number = start; at < end; ) {
      const page = Math.floor(at / PAGE_SIZE);
      const stop = Math.min(end, (page + 1) * PAGE_SIZE);
      let marks = this.#pages.get(page);
      if (marks === undefined) {
        marks = new Uint8Array(UNITS);
        this.#pages.set(page, marks);
      }
      marks.fill(1, unitOf(at), Math.ceil((stop - page * PAGE_SIZE) / CELL_ALIGNMENT));
      at = stop;
    }
  }

  /** Whether the byte at that file offset is one of a cell's. */
  has(at: number): boolean {
    return this.#pages.get(Math.floor(at / PAGE_SIZE))?.[unitOf(at)] === 1;
  }

  /** Whether any byte from `start` up to `end` is one of a cell's. */
  touches(start: number, end: number): boolean {
    for (let at = start; at < end; ) {
      const page = Math.floor(at / PAGE_SIZE);
      const stop = Math.min(end, (page + 1) * PAGE_SIZE);
      const marks = this.#pages.get(page);
      const last = Math.ceil((stop - page * PAGE_SIZE) / CELL_ALIGNMENT);
      if (marks?.subarray(unitOf(at), last).includes(1)) return true;
      at = stop;
    }
    return false;
  }

  /** File offsets of the pages in which cells lie, ascending. */
  pages(): number[] {
    return [...this.#pages.keys()].sort((a, b) => a - b).map((page) => page * PAGE_SIZE);
  }
}

const unitOf = (at: number): number => Math.floor((at % PAGE_SIZE) / CELL_ALIGNMENT);
