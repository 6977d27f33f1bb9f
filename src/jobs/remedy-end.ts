import type { Change } from '../change/apply.ts';
import type { Difference, Edit } from '../change/edits.ts';
import { isSameName } from '../regf/names.ts';
import type { Remedy } from '../remedies/remedy.ts';
import { changedValues } from './changed-values.ts';
import type { RemedyEnd } from './outcome.ts';

/** A remedy that was named, and what it asks for in a hive. */
export interface NamedRemedy {
  readonly remedy: Remedy;
  readonly edits: readonly Edit[];
}

/** What became of it, by what was proven to be different. */
export function remedyEnd({ remedy, edits }: NamedRemedy, change: Change): RemedyEnd {
  const differences = change.state === 'made' ? change.differences : [];
  return {
    name: remedy.name,
    cause: remedy.cause,
    state: edits.length === 0 ? 'not-needed' : 'applied',
    change: changedValues(differences.filter((one) => edits.some((edit) => isOf(one, edit)))),
  };
}

function isOf(difference: Difference, edit: Edit): boolean {
  if (difference.kind !== 'value' || !('value' in edit)) return false;
  const isSameKey =
    difference.key.length === edit.key.length &&
    difference.key.every((name, index) => isSameName(name, edit.key[index] ?? ''));
  return isSameKey && isSameName(difference.value, edit.value);
}
