import { BASE_BLOCK_SIZE } from '../structures/base-block.ts';
import { CELL_ALIGNMENT } from '../structures/cell.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE, HiveBin } from '../structures/hive-bin.ts';
import type { Findings } from './findings.ts';

const { offset: BIN_OFFSET, size: BIN_SIZE } = HiveBin.at;

/** A bit per 8 bytes of hive bins data, for marks on cells. */
export class CellMap {
  readonly words: Int32Array;
  /** Bytes of hive bins data. */
  readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.words = new Int32Array((size >>> 8) + 1);
  }

  /** @param cell a multiple of 8 below `size`. */
  has(cell: number): boolean {
    return ((this.words[cell >>> 8] ?? 0) & (1 << (cell >>> 3))) !== 0;
  }

  /** @param cell as for `has`. */
  add(cell: number): void {
    this.words[cell >>> 8] = (this.words[cell >>> 8] ?? 0) | (1 << (cell >>> 3));
  }
}

/** What a scan of the cells counted. */
export interface CellCount {
  hiveBins: number;
  allocatedCells: number;
  freeCells: number;
  allocatedBytes: number;
}

/** "hbin" as a little-endian number. */
const HBIN = 0x6e696268;

/**
 * Goes through all hive bins and cells by their sizes, stretch by stretch. Specification: "Hive bin", "Cell".
 * A hive bin whose header is wrong ends the scan; after a cell whose size is wrong it goes on in the next hive bin.
 */
export class HiveBinScan {
  readonly count: CellCount = { hiveBins: 0, allocatedCells: 0, freeCells: 0, allocatedBytes: 0 };
  readonly #end: number;
  readonly #findings: Findings;
  readonly #marks: CellMarks;
  /** Where the next cell is, or the next hive bin. */
  #at = BASE_BLOCK_SIZE;
  #binEnd = BASE_BLOCK_SIZE;
  #isOver = false;

  /** @param end file offset of the end of the hive bins data. */
  constructor(end: number, findings: Findings, marks: CellMarks = {}) {
    this.#end = end;
    this.#findings = findings;
    this.#marks = marks;
  }

  /** @param view bytes of the file from `offset` on, a multiple of 4096; each call goes on where the one before it ended. */
  scan(view: DataView, offset: number): void {
    const limit = Math.min(this.#end, offset + view.byteLength);
    while (!this.#isOver && this.#at < limit) {
      if (this.#at === this.#binEnd) this.#openHiveBin(view, offset, limit);
      else this.#scanCells(view, offset, Math.min(limit, this.#binEnd));
    }
  }

  #openHiveBin(view: DataView, offset: number, limit: number): void {
    const at = this.#at;
    const isThere = at + HIVE_BIN_HEADER_SIZE <= limit;
    const size = isThere ? hiveBinSize(view, at, offset, this.#end, this.#findings) : 0;
    this.#isOver = size === 0;
    if (this.#isOver) return;
    this.count.hiveBins++;
    this.#binEnd = at + size;
    this.#at = at + HIVE_BIN_HEADER_SIZE;
  }

  #scanCells(view: DataView, offset: number, limit: number): void {
    const allocated = this.#marks.allocated?.words;
    const starts = this.#marks.starts?.words;
    const end = this.#binEnd;
    let at = this.#at;
    let [used, free, bytes] = [0, 0, 0];
    while (at < limit) {
      const signed = view.getInt32(at - offset, true);
      const size = signed < 0 ? -signed : signed;
      if (size < CELL_ALIGNMENT || (size & (CELL_ALIGNMENT - 1)) !== 0 || size > end - at) {
        this.#findings.add('cell-size', at, 'cell', `a multiple of 8 up to ${end - at}`, signed);
        at = end;
        break;
      }
      const cell = at - BASE_BLOCK_SIZE;
      if (starts !== undefined) starts[cell >>> 8] = (starts[cell >>> 8] ?? 0) | (1 << (cell >>> 3));
      if (signed < 0) {
        used++;
        bytes += size;
        if (allocated !== undefined)
          allocated[cell >>> 8] = (allocated[cell >>> 8] ?? 0) | (1 << (cell >>> 3));
      } else free++;
      at += size;
    }
    this.#at = at;
    this.count.allocatedCells += used;
    this.count.freeCells += free;
    this.count.allocatedBytes += bytes;
  }
}

/** Maps in which a scan marks what it meets. */
export interface CellMarks {
  readonly allocated?: CellMap;
  /** Where cells start, allocated or free. */
  readonly starts?: CellMap;
}

/** A HiveBinScan of a hive that is in memory. */
export function scanHiveBins(view: DataView, end: number, findings: Findings, marks?: CellMarks): CellCount {
  const scan = new HiveBinScan(end, findings, marks);
  scan.scan(view, 0);
  return scan.count;
}

/** @returns 0 when there is no hive bin at `at`. `view` starts at file offset `start`. */
function hiveBinSize(view: DataView, at: number, start: number, end: number, findings: Findings): number {
  const structure = 'hive bin';
  const header = at - start;
  const [signature, offset] = [view.getUint32(header, true), view.getUint32(header + BIN_OFFSET, true)];
  if (signature !== HBIN) {
    findings.add('hive-bin-header', at, structure, 'hbin', `0x${signature.toString(16)}`);
    return 0;
  }
  if (offset !== at - BASE_BLOCK_SIZE)
    findings.add('hive-bin-header', at + BIN_OFFSET, structure, at - BASE_BLOCK_SIZE, offset);
  const size = view.getUint32(header + BIN_SIZE, true);
  if (size !== 0 && size % HIVE_BIN_ALIGNMENT === 0 && at + size <= end) return size;
  findings.add('hive-bin-size', at + BIN_SIZE, structure, `a multiple of 4096 up to ${end - at}`, size);
  return 0;
}
