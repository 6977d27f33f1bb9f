import type { HiveRecord, RecordedKey } from './key-record.ts';
import { compareKeys, type HiveDifference, pairByName } from './key-snapshot.ts';

type Path = readonly string[];

/**
 * How recorded keys differ before and after an edit: all differences between the two hives, if ChangeProof finds nothing
 * unexplained. Of a subkey that is not recorded only that it came, went or lies elsewhere is told.
 */
export function compareRecords(before: HiveRecord, after: HiveRecord): HiveDifference[] {
  const differences: HiveDifference[] = [];
  const pending: [Path, RecordedKey | undefined, RecordedKey | undefined][] = [[[], before.root, after.root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, one, other] = next;
    differences.push(...compareOwn(path, one, other), ...compareLists(path, one, other));
    const below = pairByName((one?.subkeys ?? []).map(named), (other?.subkeys ?? []).map(named));
    for (const [left, right] of below.reverse())
      pending.push([[...path, (right ?? left)?.name ?? ''], left?.key, right?.key]);
  }
  return differences;
}

const named = (key: RecordedKey) => ({ name: String(key.snapshot.fields.name), key });

function compareOwn(
  path: Path,
  one: RecordedKey | undefined,
  other: RecordedKey | undefined,
): HiveDifference[] {
  if (one !== undefined && other !== undefined) return compareKeys(path, one.snapshot, other.snapshot);
  const kind = other === undefined ? 'value-removed' : 'value-added';
  return ((other ?? one)?.snapshot.values ?? []).map(({ name }) => ({ kind, path, value: name }));
}

function compareLists(
  path: Path,
  one: RecordedKey | undefined,
  other: RecordedKey | undefined,
): HiveDifference[] {
  const differences: HiveDifference[] = [];
  const recorded = new Set(
    [...(one?.subkeys ?? []), ...(other?.subkeys ?? [])].map(({ snapshot }) => snapshot.offset),
  );
  for (const [left, right] of pairByName(one?.snapshot.subkeys ?? [], other?.snapshot.subkeys ?? [])) {
    const child = [...path, (right ?? left)?.name ?? ''];
    if (left === undefined) differences.push({ kind: 'key-added', path: child });
    else if (right === undefined) differences.push({ kind: 'key-removed', path: child });
    else if (left.offset !== right.offset && !(recorded.has(left.offset) && recorded.has(right.offset)))
      differences.push({ kind: 'key-moved', path: child, before: left.offset, after: right.offset });
  }
  return differences;
}
