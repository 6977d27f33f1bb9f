import type { CellOffset } from '../ground/brand.ts';
import { type ByteRange, byteRange } from './byte-ranges.ts';
import type { HiveImage } from './hive-image.ts';
import type { Key } from './key.ts';
import { fileOffset } from './structures/cell.ts';
import { subkeyOffsets } from './subkeys-list.ts';
import { readValueData } from './value-data.ts';

/** Calls `visit` with every cell that belongs to the key alone. */
export function visitKeyCells(image: HiveImage, key: Key, visit: (cell: CellOffset) => void): void {
  visit(key.offset);
  if (key.subkeyCount > 0)
    for (const _ of subkeyOffsets(image, key.node.subkeysList as CellOffset, visit)) {
      // The elements are other keys'; only the lists are this key's own.
    }
  if (key.valueCount > 0) {
    visit(key.node.valuesList as CellOffset);
    for (const value of key.values()) {
      visit(value.offset);
      readValueData(image, value.dataPlace, image.cellStart(value.offset, 'key value'), visit);
    }
  }
  if (key.className !== undefined) visit(key.node.className as CellOffset);
}

/** A whole cell, its size included. */
export function cellRange(image: HiveImage, cell: CellOffset): ByteRange {
  const start = image.cellStart(cell, 'cell');
  return byteRange(fileOffset(cell), start + image.cellDataSize(cell));
}
