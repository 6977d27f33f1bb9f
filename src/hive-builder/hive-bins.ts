import type { CellOffset } from '../ground/brand.ts';
import { BASE_BLOCK_SIZE } from '../regf/structures/base-block.ts';
import { CELL_ALIGNMENT, CELL_HEADER_SIZE } from '../regf/structures/cell.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE, HiveBin } from '../regf/structures/hive-bin.ts';

const UNALLOCATED_CELL_SIZE = 64;

export interface BinLayout {
  readonly binSize: number;
  readonly cellSlack: number;
  readonly unallocatedCellEvery: number | undefined;
  /** FILETIME for the header of the first bin. */
  readonly lastWritten: bigint;
  readonly expectedSize: number;
}

/**
 * The hive bins data while it grows. Cells are laid one behind the other; what is left of a bin when a cell does not
 * fit becomes an unallocated cell. Specification: "Hive bin", "Cell".
 */
export class HiveBins {
  readonly #layout: BinLayout;
  #file: Uint8Array;
  #view: DataView;
  /** Both from the start of the hive bins data. */
  #next = 0;
  #end = 0;
  #allocatedCells = 0;

  constructor(layout: BinLayout) {
    this.#layout = layout;
    this.#file = new Uint8Array(Math.max(layout.expectedSize, 16 * HIVE_BIN_ALIGNMENT));
    this.#view = new DataView(this.#file.buffer);
  }

  /** Bytes of all bins. */
  get length(): number {
    return this.#end;
  }

  /** An allocated cell for `dataSize` bytes of cell data, all zero. */
  allocate(dataSize: number): CellOffset {
    const every = this.#layout.unallocatedCellEvery;
    if (every !== undefined && this.#allocatedCells > 0 && this.#allocatedCells % every === 0)
      this.#place(UNALLOCATED_CELL_SIZE, UNALLOCATED_CELL_SIZE);
    this.#allocatedCells++;
    const size = roundUp(CELL_HEADER_SIZE + dataSize + this.#layout.cellSlack, CELL_ALIGNMENT);
    return this.#place(size, -size) as CellOffset;
  }

  /** Cell data from the cell at `cell` to the end of the room; valid until the next allocation. */
  dataOf(cell: CellOffset): Uint8Array {
    return this.#file.subarray(BASE_BLOCK_SIZE + cell + CELL_HEADER_SIZE);
  }

  writeU32(cell: CellOffset, at: number, value: number): void {
    this.#view.setUint32(BASE_BLOCK_SIZE + cell + CELL_HEADER_SIZE + at, value, true);
  }

  /** An allocated cell that holds `data`. */
  store(data: Uint8Array): CellOffset {
    const cell = this.allocate(data.length);
    this.dataOf(cell).set(data);
    return cell;
  }

  /** Closes the last bin. The file with room for the base block in front and `trailing` zero bytes behind. */
  finish(trailing: number): Uint8Array {
    this.#closeBin();
    const length = BASE_BLOCK_SIZE + this.#end + trailing;
    this.#reserve(length);
    return this.#file.subarray(0, length);
  }

  #place(size: number, sizeField: number): number {
    if (this.#next + size > this.#end) this.#openBin(size);
    const cell = this.#next;
    this.#view.setInt32(BASE_BLOCK_SIZE + cell, sizeField, true);
    this.#next += size;
    return cell;
  }

  #openBin(cellSize: number): void {
    this.#closeBin();
    const size = Math.max(this.#layout.binSize, roundUp(HIVE_BIN_HEADER_SIZE + cellSize, HIVE_BIN_ALIGNMENT));
    const offset = this.#end;
    this.#reserve(BASE_BLOCK_SIZE + offset + size);
    const timestamp = offset === 0 ? this.#layout.lastWritten : 0n;
    HiveBin.encode(this.#file, BASE_BLOCK_SIZE + offset, { offset, size, timestamp });
    this.#next = offset + HIVE_BIN_HEADER_SIZE;
    this.#end = offset + size;
  }

  #closeBin(): void {
    const left = this.#end - this.#next;
    if (left > 0) this.#view.setInt32(BASE_BLOCK_SIZE + this.#next, left, true);
    this.#next = this.#end;
  }

  #reserve(length: number): void {
    if (length <= this.#file.length) return;
    const bigger = new Uint8Array(Math.max(length, 2 * this.#file.length));
    bigger.set(this.#file);
    this.#file = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
