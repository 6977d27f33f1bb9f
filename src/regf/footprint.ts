import type { CellOffset } from '../ground/brand.ts';
import { type ByteRange, byteRange, fieldRange, normalizeRanges } from './byte-ranges.ts';
import type { HiveImage } from './hive-image.ts';
import type { HiveReader, Key } from './hive-reader.ts';
import { CELL_HEADER_SIZE, fileOffset, NO_CELL } from './structures/cell.ts';
import { KeySecurity } from './structures/key-security.ts';
import { subkeyOffsets } from './subkeys-list.ts';
import { readValueData } from './value-data.ts';

/** The bytes of a hive that belong to one key. */
export interface Footprint {
  /**
   * The cells, with their sizes, that hold the key node, its subkeys lists (index roots and leaves), its key values
   * list, key values, their data (big data records, lists and segments) and its class name. Normalized.
   */
  readonly cells: readonly ByteRange[];
  /** The key security item's cell: apart, because keys share it. */
  readonly security: ByteRange | undefined;
}

/** @throws HiveError where the key's cells are damaged. */
export function keyFootprint(reader: HiveReader, key: Key): Footprint {
  const { image } = reader;
  const cells: ByteRange[] = [];
  visitKeyCells(image, key, (cell) => cells.push(cellRange(image, cell)));
  const security = key.node.security as CellOffset;
  return {
    cells: normalizeRanges(cells),
    security: security === NO_CELL ? undefined : cellRange(image, security),
  };
}

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
      readValueData(image, value.record, image.cellStart(value.offset, 'key value'), visit);
    }
  }
  if (key.className !== undefined) visit(key.node.className as CellOffset);
}

/** A whole cell, its size included. */
export function cellRange(image: HiveImage, cell: CellOffset): ByteRange {
  const start = image.cellStart(cell, 'cell');
  return byteRange(fileOffset(cell), start + image.cellDataSize(cell));
}

/** Where the reference count of a key security item lies, given its cell. Specification: "Key security". */
export function referenceCountRange(security: ByteRange): ByteRange {
  return fieldRange(KeySecurity, 'referenceCount', security.start + CELL_HEADER_SIZE);
}
