import type { CellOffset, FileOffset } from '../../ground/brand.ts';
import { i32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';
import { BASE_BLOCK_SIZE } from './base-block.ts';

/** Cells start on this boundary, and their sizes are multiples of it. Specification: "Cell". */
export const CELL_ALIGNMENT = 8;

/** Bytes of the size field, which a cell's size includes. */
export const CELL_HEADER_SIZE = 4;

/** "Doesn't point anywhere". Specification: "Base block", note 1. */
export const NO_CELL = 0xffffffff as CellOffset;

/** Specification: "Cell". The size is negative while the cell is allocated. */
export const Cell = layout('cell', CELL_HEADER_SIZE, {
  size: i32(0),
});

/** Specification: "Base block", note 1. */
export function fileOffset(cell: CellOffset): FileOffset {
  return (BASE_BLOCK_SIZE + cell) as FileOffset;
}

/** The inverse of `fileOffset`. */
export function cellOffset(file: FileOffset): CellOffset {
  return (file - BASE_BLOCK_SIZE) as CellOffset;
}
