import type { CellOffset } from '../ground/brand.ts';
import type { Provable } from '../regf/change-proof.ts';
import type { HiveImage } from '../regf/hive-image.ts';
import type { HiveRecord } from '../regf/key-record.ts';
import { CELL_HEADER_SIZE, fileOffset } from '../regf/structures/cell.ts';
import { KeySecurity } from '../regf/structures/key-security.ts';

/**
 * Compares how many keys the key security items count with how many came and went. An item that nothing refers to any more must be
 * gone, and no other.
 * @param hive after the change.
 * @returns what is otherwise.
 */
export function judgeSecurity(
  before: Pick<HiveRecord, 'security'>,
  after: Provable,
  hive: HiveImage,
): readonly string[] {
  const wrong: string[] = [];
  for (const cell of after.security.keys())
    if (!before.security.has(cell)) wrong.push(`key security ${cell} is none of those above`);
  for (const [cell, { referenceCount, uses }] of before.security) {
    const expected = referenceCount - uses + (after.security.get(cell)?.uses ?? 0);
    const count = countOf(hive, after, cell);
    if (count !== (expected > 0 ? expected : undefined)) wrong.push(`key security ${cell} (reference count)`);
  }
  return wrong;
}

/** Undefined when there is no item any more. */
function countOf(hive: HiveImage, after: Provable, cell: CellOffset): number | undefined {
  const at = fileOffset(cell);
  const known = after.security.get(cell);
  if (known !== undefined) return known.referenceCount;
  hive.require(at, at + CELL_HEADER_SIZE + KeySecurity.size);
  // Cells that were freed keep their sizes where they were, also when they are a part of a larger one by now.
  if (after.cells.has(at) || hive.view.getInt32(at, true) > 0) return undefined;
  return KeySecurity.read(hive.view, at + CELL_HEADER_SIZE, 'referenceCount');
}
