import type { Difference, ValueContent } from '../change/edits.ts';
import type { ChangedValue, StoredValue } from '../install/outcome.ts';

/** What a change made different, as manifests and outcomes list it. */
export function changedValues(differences: readonly Difference[]): ChangedValue[] {
  return differences.map(changedValue);
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
