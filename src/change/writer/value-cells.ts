import type { CellOffset } from '../../ground/brand.ts';
import { encodeName } from '../../regf/names.ts';
import { BigData, DATA_SEGMENT_SIZE, isBigData } from '../../regf/structures/big-data.ts';
import {
  DATA_IS_INLINE,
  KeyValue,
  VALUE_COMP_NAME,
  VALUE_TOMBSTONE,
} from '../../regf/structures/key-value.ts';
import type { Value } from '../../regf/value.ts';
import { readValueData } from '../../regf/value-data.ts';
import type { ValueContent } from '../edits.ts';
import type { HiveDraft } from './draft.ts';
import type { FreeCells } from './free-cells.ts';

/** Data no longer than this lie in the key value itself. Specification: "Key value", data offset. */
const LONGEST_INLINE_DATA = 4;

/** Bytes that Windows gives a data segment beyond its data, in every hive that has any. */
const SEGMENT_SLACK = 4;

/** Key values and their data. Specification: "Key value", "Big data". */
export class ValueCells {
  readonly #draft: HiveDraft;
  readonly #cells: FreeCells;
  readonly #minorVersion: number;

  constructor(draft: HiveDraft, cells: FreeCells) {
    this.#draft = draft;
    this.#cells = cells;
    this.#minorVersion = draft.original.baseBlock.minorVersion;
  }

  add(name: string, { type, data }: ValueContent): CellOffset {
    const stored = encodeName(name);
    const cell = this.#cells.allocate(KeyValue.size + stored.length);
    const place = this.#place(data);
    const start = this.#draft.dataOf(cell);
    const isCompressed = stored.length === name.length && name !== '';
    const flags = isCompressed ? VALUE_COMP_NAME : 0;
    KeyValue.encode(this.#draft.bytes, start, { nameLength: stored.length, ...place, type, flags });
    this.#draft.bytes.set(stored, start + KeyValue.size);
    return cell;
  }

  /** Frees what the data of a value take, if they are to be replaced by `size` bytes and those don't fit there. */
  giveUpData(value: Value, size: number): void {
    if (this.#dataCellFor(value, size) === undefined)
      for (const cell of this.#dataCells(value)) this.#cells.free(cell);
  }

  remove(value: Value): void {
    for (const cell of this.#dataCells(value)) this.#cells.free(cell);
    this.#cells.free(value.offset);
  }

  /** Gives a value that is there other contents, after `giveUpData`. It keeps its name. */
  replace(value: Value, { type, data }: ValueContent): void {
    const cell = this.#dataCellFor(value, data.length);
    if (cell !== undefined) this.#fill(cell, data);
    const place = cell === undefined ? this.#place(data) : { dataSize: data.length, dataOffset: cell };
    const flags = value.flags & ~VALUE_TOMBSTONE;
    KeyValue.encode(this.#draft.bytes, this.#draft.dataOf(value.offset), { ...place, type, flags });
  }

  /** The cell in which the data lie, if `size` bytes fit there, too. */
  #dataCellFor(value: Value, size: number): CellOffset | undefined {
    const [cell, ...others] = this.#dataCells(value);
    if (cell === undefined || others.length > 0 || size <= LONGEST_INLINE_DATA) return undefined;
    if (isBigData(size, this.#minorVersion)) return undefined;
    return this.#draft.original.cellDataSize(cell) < size ? undefined : cell;
  }

  #dataCells(value: Value): CellOffset[] {
    const { original } = this.#draft;
    const cells: CellOffset[] = [];
    const start = original.cellStart(value.offset, 'key value');
    readValueData(original, value.dataPlace, start, (cell) => cells.push(cell));
    return cells;
  }

  #place(data: Uint8Array): { readonly dataSize: number; readonly dataOffset: number } {
    const size = data.length;
    if (size <= LONGEST_INLINE_DATA)
      return { dataSize: (size | DATA_IS_INLINE) >>> 0, dataOffset: inlineData(data) };
    if (isBigData(size, this.#minorVersion)) return { dataSize: size, dataOffset: this.#storeBigData(data) };
    return { dataSize: size, dataOffset: this.#store(data, size) };
  }

  #storeBigData(data: Uint8Array): CellOffset {
    const segmentCount = Math.ceil(data.length / DATA_SEGMENT_SIZE);
    const record = this.#cells.allocate(BigData.size);
    const segmentsList = this.#cells.allocate(4 * segmentCount);
    BigData.encode(this.#draft.bytes, this.#draft.dataOf(record), { segmentCount, segmentsList });
    for (let i = 0; i < segmentCount; i++) {
      const part = data.subarray(i * DATA_SEGMENT_SIZE, (i + 1) * DATA_SEGMENT_SIZE);
      const segment = this.#store(part, DATA_SEGMENT_SIZE + SEGMENT_SLACK);
      this.#draft.view.setUint32(this.#draft.dataOf(segmentsList) + 4 * i, segment, true);
    }
    return record;
  }

  #store(data: Uint8Array, size: number): CellOffset {
    const cell = this.#cells.allocate(size);
    this.#draft.bytes.set(data, this.#draft.dataOf(cell));
    return cell;
  }

  /** Puts data where others were. */
  #fill(cell: CellOffset, data: Uint8Array): void {
    const start = this.#draft.dataOf(cell);
    this.#draft.bytes.set(data, start);
    this.#draft.bytes.fill(0, start + data.length, start + this.#draft.roomOf(cell));
  }
}

function inlineData(data: Uint8Array): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = data;
  return (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
}
