import type { ByteSource, CellOffset, FilePath } from '../ground/brand.ts';
import { forEachChunk } from '../ground/chunks.ts';
import { HiveError } from '../ground/errors.ts';
import { BASE_BLOCK_SIZE } from './structures/base-block.ts';
import { CELL_ALIGNMENT, CELL_HEADER_SIZE } from './structures/cell.ts';
import { HIVE_BIN_HEADER_SIZE, HiveBin } from './structures/hive-bin.ts';
import { KeyNode } from './structures/key-node.ts';

/** "nk" as a little-endian number. */
const NK = 0x6b6e;

/** Bytes of a cell up to the end of the field that refers to the item. */
const LOOKED_AT = CELL_HEADER_SIZE + KeyNode.at.security + 4;

/**
 * How many key nodes refer to each of some key security items, in one pass over all cells. Counts whatever looks like an allocated
 * key node, reached by the tree or not: rather too many than too few.
 * @param size of the hive bins data.
 * @throws HiveError 'hive-structure' where cells can't be followed, 'file-read'.
 */
export async function countSecurityReferences(
  source: ByteSource,
  size: number,
  items: Iterable<CellOffset>,
  file: FilePath,
): Promise<ReadonlyMap<CellOffset, number>> {
  const scan = new NodeScan(items, file);
  await forEachChunk(source, BASE_BLOCK_SIZE, BASE_BLOCK_SIZE + size, (chunk, position) =>
    scan.add(chunk, position),
  );
  return scan.counts;
}

class NodeScan {
  readonly counts: Map<CellOffset, number>;
  readonly #file: FilePath;
  /** Where the next cell is, or the next hive bin. */
  #at = BASE_BLOCK_SIZE;
  #binEnd = BASE_BLOCK_SIZE;
  /** What was shown of a cell that goes on in the next chunk. */
  #rest = new Uint8Array(0);

  constructor(items: Iterable<CellOffset>, file: FilePath) {
    this.counts = new Map(Array.from(items, (item) => [item, 0]));
    this.#file = file;
  }

  add(chunk: Uint8Array, position: number): void {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const start = position - this.#rest.length;
    const view = new DataView(bytes.buffer);
    const limit = position + chunk.length;
    while (this.#at < limit) {
      if (this.#at === this.#binEnd) this.#openHiveBin(view, start);
      else if (!this.#count(view, start, limit)) break;
    }
    this.#rest = bytes.slice(Math.min(this.#at, limit) - start);
  }

  /** Hive bins start on a multiple of 4096, and chunks end on one. */
  #openHiveBin(view: DataView, start: number): void {
    const size = HiveBin.read(view, this.#at - start, 'size');
    if (size < HIVE_BIN_HEADER_SIZE) throw this.#refusal('hive bin', 'a size of its header at least', size);
    this.#binEnd = this.#at + size;
    this.#at += HIVE_BIN_HEADER_SIZE;
  }

  /** @returns false when more of the cell has to be shown. */
  #count(view: DataView, start: number, limit: number): boolean {
    const at = this.#at - start;
    const signed = view.getInt32(at, true);
    const size = Math.abs(signed);
    if (size < CELL_ALIGNMENT || this.#at + size > this.#binEnd)
      throw this.#refusal('cell', `a size up to ${this.#binEnd - this.#at}`, signed);
    if (signed < 0 && size >= LOOKED_AT) {
      if (this.#at + LOOKED_AT > limit) return false;
      const item = KeyNode.read(view, at + CELL_HEADER_SIZE, 'security') as CellOffset;
      const count = this.counts.get(item);
      if (count !== undefined && view.getUint16(at + CELL_HEADER_SIZE, true) === NK)
        this.counts.set(item, count + 1);
    }
    this.#at += size;
    return true;
  }

  #refusal(structure: string, expected: string, actual: number): HiveError<'hive-structure'> {
    return new HiveError('hive-structure', {
      file: this.#file,
      offset: this.#at,
      structure,
      expected,
      actual,
    });
  }
}
