import { BASE_BLOCK_SIZE, BaseBlock } from '../structures/base-block.ts';
import { CELL_ALIGNMENT } from '../structures/cell.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE, HiveBin } from '../structures/hive-bin.ts';
import { Findings } from './findings.ts';

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
 * Goes through all hive bins and cells by their sizes. Specification: "Hive bin", "Cell".
 * A hive bin whose header is wrong ends the scan; after a cell whose size is wrong it goes on in the next hive bin.
 * @param end file offset of the end of the hive bins data.
 * @param allocated gets a mark for every allocated cell.
 * @param starts gets a mark for every cell.
 */
export function scanHiveBins(
  view: DataView,
  end: number,
  findings: Findings,
  allocated?: CellMap,
  starts?: CellMap,
): CellCount {
  const count: CellCount = { hiveBins: 0, allocatedCells: 0, freeCells: 0, allocatedBytes: 0 };
  let at = BASE_BLOCK_SIZE;
  if ((end - at) % HIVE_BIN_ALIGNMENT !== 0 || end === at)
    findings.add(
      'hive-bins-data-size',
      BaseBlock.at.hiveBinsDataSize,
      'base block',
      'a multiple of 4096 above 0',
      end - at,
    );
  while (at + HIVE_BIN_HEADER_SIZE <= end) {
    const size = hiveBinSize(view, at, end, findings);
    if (size === 0) break;
    count.hiveBins++;
    scanCells(view, at, at + size, count, findings, allocated?.words, starts?.words);
    at += size;
  }
  return count;
}

/**
 * Whether the hive bins follow one another from first to last, whatever is in them.
 * @param end file offset of the end of the hive bins data.
 */
export function areHiveBinsInLine(view: DataView, end: number): boolean {
  const findings = new Findings();
  let at = BASE_BLOCK_SIZE;
  while (at + HIVE_BIN_HEADER_SIZE <= end) {
    const size = hiveBinSize(view, at, end, findings);
    if (size === 0) return false;
    at += size;
  }
  return true;
}

/** @returns 0 when there is no hive bin at `at`. */
function hiveBinSize(view: DataView, at: number, end: number, findings: Findings): number {
  const structure = 'hive bin';
  const [signature, offset] = [view.getUint32(at, true), view.getUint32(at + BIN_OFFSET, true)];
  if (signature !== HBIN) {
    findings.add('hive-bin-header', at, structure, 'hbin', `0x${signature.toString(16)}`);
    return 0;
  }
  if (offset !== at - BASE_BLOCK_SIZE)
    findings.add('hive-bin-header', at + BIN_OFFSET, structure, at - BASE_BLOCK_SIZE, offset);
  const size = view.getUint32(at + BIN_SIZE, true);
  if (size !== 0 && size % HIVE_BIN_ALIGNMENT === 0 && at + size <= end) return size;
  findings.add('hive-bin-size', at + BIN_SIZE, structure, `a multiple of 4096 up to ${end - at}`, size);
  return 0;
}

function scanCells(
  view: DataView,
  start: number,
  end: number,
  count: CellCount,
  findings: Findings,
  allocated: Int32Array | undefined,
  starts: Int32Array | undefined,
): void {
  let at = start + HIVE_BIN_HEADER_SIZE;
  let [used, free, bytes] = [0, 0, 0];
  while (at < end) {
    const signed = view.getInt32(at, true);
    const size = signed < 0 ? -signed : signed;
    if (size < CELL_ALIGNMENT || (size & (CELL_ALIGNMENT - 1)) !== 0 || size > end - at) {
      findings.add('cell-size', at, 'cell', `a multiple of 8 up to ${end - at}`, signed);
      break;
    }
    const cell = at - BASE_BLOCK_SIZE;
    if (starts !== undefined) starts[cell >>> 8] = (starts[cell >>> 8] ?? 0) | (1 << (cell >>> 3));
    if (signed < 0) {
      used++;
      bytes += size;
      if (allocated !== undefined) allocated[cell >>> 8] = (allocated[cell >>> 8] ?? 0) | (1 << (cell >>> 3));
    } else free++;
    at += size;
  }
  count.allocatedCells += used;
  count.freeCells += free;
  count.allocatedBytes += bytes;
}
