import type { FileOffset } from '../ground/brand.ts';
import { type ByteRange, byteRange } from './byte-ranges.ts';
import type { HiveBinOf } from './check/structure-pass.ts';
import type { HiveImage } from './hive-image.ts';
import { CELL_ALIGNMENT, CELL_HEADER_SIZE } from './structures/cell.ts';
import { HIVE_BIN_HEADER_SIZE, HiveBin } from './structures/hive-bin.ts';

/** A cell as its size says: both file offsets, the size field included. */
export interface SizedCell extends ByteRange {
  readonly isFree: boolean;
}

/** The cells of one hive bin. */
export class BinCells {
  readonly end: FileOffset;
  /** File offsets, ascending; the last is the end of the hive bin. */
  readonly #starts: number[] = [];
  readonly #isFree: boolean[] = [];

  /**
   * @param start of the hive bin.
   * @throws HiveError 'hive-structure' for a size that no cell has there, 'hive-signature'.
   */
  constructor(image: HiveImage, start: FileOffset) {
    image.require(start, start + HIVE_BIN_HEADER_SIZE);
    const { size: binSize } = HiveBin.decode(image.bytes, start, image.context);
    if (binSize > image.end - start)
      image.refuse('hive bin', start + HiveBin.at.size, `at most ${image.end - start} bytes`, binSize);
    const bin = byteRange(start, start + binSize);
    image.require(bin.start, bin.end);
    this.end = bin.end;
    let at: number = bin.start + HIVE_BIN_HEADER_SIZE;
    while (at + CELL_HEADER_SIZE <= bin.end) {
      const signed = image.view.getInt32(at, true);
      const size = Math.abs(signed);
      if (size < CELL_ALIGNMENT || size % CELL_ALIGNMENT !== 0 || at + size > bin.end)
        image.refuse('cell', at, `a multiple of 8 up to ${bin.end - at}`, signed);
      this.#starts.push(at);
      this.#isFree.push(signed > 0);
      at += size;
    }
    this.#starts.push(at);
  }

  *[Symbol.iterator](): Generator<SizedCell, void, void> {
    for (let i = 0; i < this.#isFree.length; i++) yield this.#cell(i);
  }

  /** The cell that a byte behind the hive bin's header lies in. */
  cellAt(at: number): SizedCell {
    let [low, high] = [0, this.#isFree.length];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return this.#cell(low);
  }

  #cell(index: number): SizedCell {
    const range = byteRange(this.#starts[index] ?? 0, this.#starts[index + 1] ?? 0);
    return { ...range, isFree: this.#isFree[index] ?? false };
  }
}

/** Cells, by what lies in them. Cheap for places that follow one another: the cells of one hive bin are kept. */
export class CellsByPlace {
  readonly #hive: HiveImage;
  readonly #hiveBinOf: HiveBinOf;
  #last: BinCells | undefined;
  #start = 0;

  constructor(hive: HiveImage, hiveBinOf: HiveBinOf) {
    this.#hive = hive;
    this.#hiveBinOf = hiveBinOf;
  }

  /** Reads what is missing of the hive bins around these places together. @throws PagesMissing */
  prepare(places: Iterable<number>): void {
    const starts = new Set<FileOffset>();
    for (const at of places) starts.add(this.#hiveBinOf(at as FileOffset));
    const headers = Array.from(starts, (start) => byteRange(start, start + HIVE_BIN_HEADER_SIZE));
    this.#hive.requireRanges(headers);
    const { view } = this.#hive;
    this.#hive.requireRanges(
      headers.map(({ start }) => byteRange(start, start + HiveBin.read(view, start, 'size'))),
    );
  }

  /** The cells of the hive bin that the byte lies in. */
  around(at: number): BinCells {
    if (this.#last !== undefined && this.#start <= at && at < this.#last.end) return this.#last;
    const start = this.#hiveBinOf(at as FileOffset);
    this.#start = start;
    this.#last = new BinCells(this.#hive, start);
    return this.#last;
  }

  /** The cells of all hive bins that one of the places lies in. @param places ascending. */
  *ofBins(places: readonly number[]): Generator<SizedCell, void, void> {
    let end = 0;
    for (const at of places) {
      if (at < end) continue;
      const cells = this.around(at);
      end = cells.end;
      yield* cells;
    }
  }
}
