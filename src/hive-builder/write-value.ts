import type { CellOffset } from '../ground/brand.ts';
import { BigData, DATA_SEGMENT_SIZE, isBigData } from '../regf/structures/big-data.ts';
import { NO_CELL } from '../regf/structures/cell.ts';
import { DATA_IS_INLINE, KeyValue, VALUE_COMP_NAME } from '../regf/structures/key-value.ts';
import type { HiveBins } from './hive-bins.ts';
import type { ValueRecipe } from './recipe.ts';
import { storeName } from './store-name.ts';

export interface ValuePlace {
  readonly value: CellOffset;
  /** The cell of the data or of the big data record; undefined where the data is inline or missing. */
  readonly data: CellOffset | undefined;
}

/** Specification: "Key value". Big data exists from minor version 4 on. */
export function writeValue(bins: HiveBins, recipe: ValueRecipe, minorVersion: number): ValuePlace {
  const name = storeName(recipe.name, recipe.nameForm);
  const { data } = recipe;
  const value = bins.allocate(KeyValue.size + name.bytes.length);
  const stored = recipe.stored ?? usualPlace(data.length, minorVersion);
  if (stored === 'inline' && data.length > 4) throw new RangeError('only four bytes fit inline');
  // Windows marks missing data as inline; real hives have 0x80000000 there, and 0 as its offset.
  const isInline = stored === 'inline';
  const place = isInline || data.length === 0 ? undefined : writeData(bins, data, stored);
  const bytes = bins.dataOf(value);
  KeyValue.encode(bytes, 0, {
    nameLength: name.bytes.length,
    dataSize: (data.length | (isInline ? DATA_IS_INLINE : 0)) >>> 0,
    dataOffset: isInline ? inlineData(data) : (place ?? NO_CELL),
    type: recipe.type,
    flags: name.compressed ? VALUE_COMP_NAME : 0,
  });
  bytes.set(name.bytes, KeyValue.size);
  return { value, data: place };
}

function usualPlace(size: number, minorVersion: number): 'inline' | 'cell' | 'big data' {
  if (size <= 4) return 'inline';
  return isBigData(size, minorVersion) ? 'big data' : 'cell';
}

function writeData(bins: HiveBins, data: Uint8Array, stored: 'inline' | 'cell' | 'big data'): CellOffset {
  if (stored !== 'big data') return bins.store(data);
  const record = bins.allocate(BigData.size);
  const segmentCount = Math.ceil(data.length / DATA_SEGMENT_SIZE);
  const segmentsList = bins.allocate(4 * segmentCount);
  BigData.encode(bins.dataOf(record), 0, { segmentCount, segmentsList });
  for (let i = 0; i < segmentCount; i++) {
    const segment = data.subarray(i * DATA_SEGMENT_SIZE, (i + 1) * DATA_SEGMENT_SIZE);
    // Windows gives a segment four bytes more than its data.
    const cell = bins.allocate(segment.length + 4);
    bins.dataOf(cell).set(segment);
    bins.writeU32(segmentsList, 4 * i, cell);
  }
  return record;
}

function inlineData(data: Uint8Array): number {
  let number = 0;
  for (const [index, byte] of data.entries()) number |= byte << (8 * index);
  return number >>> 0;
}
