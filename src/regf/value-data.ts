import type { CellOffset, FileOffset } from '../ground/brand.ts';
import { byteRange } from './byte-ranges.ts';
import type { HiveImage } from './hive-image.ts';
import { BigData, DATA_SEGMENT_SIZE, isBigData } from './structures/big-data.ts';
import { CELL_HEADER_SIZE, fileOffset } from './structures/cell.ts';
import { DATA_IS_INLINE, KeyValue } from './structures/key-value.ts';

/** Fields of a key value that say where its data are. */
export type DataPlace = Pick<KeyValue, 'dataSize' | 'dataOffset'>;

/** Bytes of the data of a key value, without the bit that says where they lie. */
export function dataSizeOf(value: DataPlace): number {
  return value.dataSize & DATA_IS_INLINE ? value.dataSize - DATA_IS_INLINE : value.dataSize;
}

/**
 * The data of a key value: inline, in a cell of its own, or in the segments of a big data record.
 * @param valueStart where the key value's cell data starts.
 * @param visit is told every cell that the data occupies: the data cell, or the big data record, its list and segments.
 * @returns a view on the hive, or a copy for big data.
 * @throws HiveError 'hive-structure' when the data isn't where the key value says, or not in that length.
 */
export function readValueData(
  image: HiveImage,
  value: DataPlace,
  valueStart: FileOffset,
  visit: (cell: CellOffset) => void = () => {},
): Uint8Array {
  const size = dataSizeOf(value);
  if (value.dataSize & DATA_IS_INLINE) {
    if (size > 4)
      image.refuse('key value', valueStart + KeyValue.at.dataSize, 'at most 4 bytes inline', size);
    return image.bytes.subarray(
      valueStart + KeyValue.at.dataOffset,
      valueStart + KeyValue.at.dataOffset + size,
    );
  }
  if (size === 0) return new Uint8Array(0);
  const cell = value.dataOffset as CellOffset;
  if (isBigData(size, image.baseBlock.minorVersion)) return readBigData(image, cell, size, visit);
  const start = image.cellStart(cell, 'value data', size);
  visit(cell);
  return image.bytes.subarray(start, start + size);
}

function readBigData(
  image: HiveImage,
  cell: CellOffset,
  size: number,
  visit: (cell: CellOffset) => void,
): Uint8Array {
  const start = image.cellStart(cell, 'big data', BigData.size);
  const { segmentCount, segmentsList } = BigData.decode(image.bytes, start, image.context);
  const expected = Math.ceil(size / DATA_SEGMENT_SIZE);
  if (segmentCount !== expected)
    image.refuse('big data', start + BigData.at.segmentCount, `${expected} segments`, segmentCount);
  const listCell = segmentsList as CellOffset;
  const list = image.cellStart(listCell, 'list of segments', segmentCount * 4);
  visit(cell);
  visit(listCell);
  const data = new Uint8Array(boundedSize(image, size, cell));
  expectSegments(image, list, segmentCount);
  for (let i = 0; i < segmentCount; i++) {
    const segment = image.view.getUint32(list + i * 4, true) as CellOffset;
    const at = i * DATA_SEGMENT_SIZE;
    const length = Math.min(DATA_SEGMENT_SIZE, size - at);
    const from = image.cellStart(segment, 'data segment', length);
    visit(segment);
    data.set(image.bytes.subarray(from, from + length), at);
  }
  return data;
}

/** What is missing of all segments is read together: each read begins what asks for it again. */
function expectSegments(image: HiveImage, list: FileOffset, count: number): void {
  const segments = Array.from({ length: count }, (_, i) =>
    fileOffset(image.view.getUint32(list + i * 4, true) as CellOffset),
  );
  const inHive = segments.filter((at) => at < image.end);
  image.requireRanges(
    inHive.map((at) => byteRange(at, Math.min(image.end, at + CELL_HEADER_SIZE + DATA_SEGMENT_SIZE))),
  );
}

/** Refuses a size before memory is taken for it: distinct segments can't be larger than the hive. */
function boundedSize(image: HiveImage, size: number, cell: CellOffset): number {
  if (size > image.end) image.refuse('big data', fileOffset(cell), `at most ${image.end} bytes`, size);
  return size;
}
