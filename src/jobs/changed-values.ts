import type { Difference, ValueContent } from '../change/edits.ts';
import type { BackupSummary, ChangedValue, StoredValue } from '../install/outcome.ts';

/** What a change made different, as manifests and outcomes list it. */
export function changedValues(differences: readonly Difference[]): ChangedValue[] {
  return differences.map(changedValue);
}

/** A manifest is read whole by whoever lists backups: what would make it large is counted. Characters of data, and entries. */
const MOST_DATA = 1024 * 1024;
const MOST_ENTRIES = 10_000;

/** The same for a manifest; of a large change the first part. */
export function listedChange(
  differences: readonly Difference[],
): Pick<BackupSummary, 'change' | 'changesLeftOut'> {
  const change: ChangedValue[] = [];
  let size = 0;
  for (const difference of differences) {
    const { before, after } = difference.kind === 'value' ? difference : {};
    size += 2 * ((before?.data.length ?? 0) + (after?.data.length ?? 0));
    if (size > MOST_DATA || change.length === MOST_ENTRIES)
      return { change, changesLeftOut: differences.length - change.length };
    change.push(changedValue(difference));
  }
  return { change };
}

function changedValue(difference: Difference): ChangedValue {
  const key = difference.key.join('\\');
  switch (difference.kind) {
    case 'key-created':
      return { key, value: null, before: null, after: KEY };
    case 'key-deleted':
      return { key, value: null, before: KEY, after: null };
    case 'value':
      return {
        key,
        value: difference.value,
        before: storedValue(difference.before),
        after: storedValue(difference.after),
      };
  }
}

const KEY: StoredValue = { type: 0, data: '' };

function storedValue(content: ValueContent | undefined): StoredValue | null {
  if (content === undefined) return null;
  return { type: content.type, data: Buffer.from(content.data).toString('hex') };
}
