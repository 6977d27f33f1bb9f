import type { HiveRecord, RecordedKey } from '../regf/key-record.ts';
import { pairByName } from '../regf/key-snapshot.ts';
import { isSameContent } from './edit-tree.ts';
import type { Difference, KeyPath } from './edits.ts';
import { contentOf } from './plan.ts';

type Pair = readonly [KeyPath, RecordedKey | undefined, RecordedKey | undefined];

/** How recorded keys and their values differ, keys from the root downwards. Views on the hives' bytes. */
export function differencesOf(before: HiveRecord, after: HiveRecord): Difference[] {
  const differences: Difference[] = [];
  const pending: Pair[] = [[[], before.root, after.root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [key, one, other] = next;
    if (one === undefined) differences.push({ kind: 'key-created', key });
    if (other === undefined) differences.push({ kind: 'key-deleted', key });
    differences.push(...valuesOf(next));
    const below = pairByName((one?.subkeys ?? []).map(named), (other?.subkeys ?? []).map(named));
    for (const [left, right] of below.reverse())
      pending.push([[...key, (right ?? left)?.name ?? ''], left?.key, right?.key]);
  }
  return differences;
}

const named = (key: RecordedKey) => ({ name: String(key.snapshot.fields.name), key });

function valuesOf([key, one, other]: Pair): Difference[] {
  const differences: Difference[] = [];
  for (const [left, right] of pairByName(one?.snapshot.values ?? [], other?.snapshot.values ?? [])) {
    const before = left && contentOf(left);
    const after = right && contentOf(right);
    if (before !== undefined && after !== undefined && isSameContent(before, after)) continue;
    differences.push({ kind: 'value', key, value: (right ?? left)?.name ?? '', before, after });
  }
  return differences;
}
