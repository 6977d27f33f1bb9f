import type { ByteSource, CellOffset } from '../ground/brand.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { type HiveRecord, withAllBelow } from '../regf/key-record.ts';
import { countSecurityReferences } from '../regf/security-references.ts';
import { NO_CELL } from '../regf/structures/cell.ts';
import type { KeyPlan } from './plan.ts';

/** How many keys more, or fewer, refer to which key security item after a change. A new key refers to the item of the key above. */
export function securityChanges(plan: KeyPlan): ReadonlyMap<CellOffset, number> {
  const changes = new Map<CellOffset, number>();
  const count = (item: number, by: number): void => {
    if (item !== NO_CELL) changes.set(item as CellOffset, (changes.get(item as CellOffset) ?? 0) + by);
  };
  const visit = ({ before, isRemoved, isCreated, subkeys }: KeyPlan, above: number): void => {
    if (isRemoved && before !== undefined)
      for (const { node } of withAllBelow(before)) count(node.security, -1);
    if (isCreated) count(above, 1);
    const own = isCreated || before === undefined ? above : before.node.security;
    for (const subkey of subkeys) visit(subkey, own);
  };
  visit(plan, NO_CELL);
  return changes;
}

/**
 * The record with the true counts of items that nothing would refer to any more by the counts that stand there. Hives exist in which
 * those are wrong, and an item that is freed while a key refers to it makes the hive one that Windows repairs.
 * @throws HiveError 'hive-structure' where cells can't be followed, 'file-read'.
 */
export async function withTrueCounts(
  original: ByteSource,
  { baseBlock, file }: HiveReader,
  record: HiveRecord,
  plan: KeyPlan,
): Promise<HiveRecord> {
  const doubtful = [...securityChanges(plan)]
    .filter(([item, change]) => (record.security.get(item)?.referenceCount ?? 0) + change <= 0)
    .map(([item]) => item);
  if (doubtful.length === 0) return record;
  const counts = await countSecurityReferences(original, baseBlock.hiveBinsDataSize, doubtful, file);
  const security = new Map(record.security);
  for (const [item, referenceCount] of counts) {
    const known = security.get(item);
    if (known !== undefined) security.set(item, { ...known, referenceCount });
  }
  return { ...record, security };
}
