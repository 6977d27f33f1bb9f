import { BaseBlock, FILE_TYPE_OLD_LOG } from '../regf/structures/base-block.ts';
import {
  DIRTY_VECTOR_PAGE_SIZE,
  DirtyVector,
  dirtyVectorBitmapSize,
} from '../regf/structures/log-dirty-vector.ts';
import { LOG_SECTOR_SIZE } from '../regf/structures/log-entry.ts';
import { buildLogBaseBlock, type LogBaseBlockFault, type LogIdentity } from './log-base-block.ts';
import { join, type LogPage } from './log-builder.ts';

/** Makes transaction logs of the old format. Specification: "Old format". */

export interface OldLogRecipe extends LogIdentity {
  /** Its base block is the model for the log's. */
  readonly primary: Uint8Array;
  readonly sequenceNumber: number;
  /** In the order of their offsets; they don't overlap. */
  readonly pages: readonly LogPage[];
  /** As in the primary's base block, unless given. */
  readonly hiveBinsDataSize?: number;
  readonly remnant?: Uint8Array;
  readonly wrong?: LogBaseBlockFault | 'dirty-vector-signature';
}

export function buildOldLog(recipe: OldLogRecipe): Uint8Array {
  const { primary, wrong } = recipe;
  const size = recipe.hiveBinsDataSize ?? BaseBlock.decode(primary, 0, { file: 'primary' }).hiveBinsDataSize;
  const baseBlockFault = wrong === 'dirty-vector-signature' ? undefined : wrong;
  const fields = { ...recipe, fileType: FILE_TYPE_OLD_LOG, hiveBinsDataSize: size };
  const vectorSize = DirtyVector.size + dirtyVectorBitmapSize(size);
  const vector = new Uint8Array(Math.ceil(vectorSize / LOG_SECTOR_SIZE) * LOG_SECTOR_SIZE);
  DirtyVector.encode(vector, 0, {});
  if (wrong === 'dirty-vector-signature') vector[0] = 0x64;
  for (const page of recipe.pages) markDirty(vector.subarray(DirtyVector.size), page);
  const pages = recipe.pages.map((page) => page.bytes);
  const baseBlock = buildLogBaseBlock(primary, fields, baseBlockFault);
  return join([baseBlock, vector, ...pages, recipe.remnant ?? new Uint8Array(0)]);
}

function markDirty(bitmap: Uint8Array, page: LogPage): void {
  const first = page.offset / DIRTY_VECTOR_PAGE_SIZE;
  const count = page.bytes.length / DIRTY_VECTOR_PAGE_SIZE;
  for (let bit = first; bit < first + count; bit++)
    bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) | (1 << (bit & 7));
}
