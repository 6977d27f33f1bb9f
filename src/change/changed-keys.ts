import type { RecordedKey } from '../regf/key-record.ts';
import { withAllBelow } from '../regf/key-record.ts';
import type { KeyPath } from './edits.ts';
import type { KeyPlan } from './plan.ts';

/** A key that a plan changes, and what it is before and after. */
export interface ChangedKey {
  readonly path: KeyPath;
  /** Undefined for a new key. */
  readonly before: RecordedKey | undefined;
  /** Undefined for one that goes. */
  readonly after: RecordedKey | undefined;
}

/** The keys that a plan changes, makes or removes, each once; not those that it only passes through. */
export function* changedKeysOf(
  plan: KeyPlan,
  after: RecordedKey | undefined,
): Generator<ChangedKey, void, void> {
  const { path, before, isRemoved, isCreated, subkeys } = plan;
  if (isRemoved && before !== undefined)
    for (const gone of withAllBelow(before)) yield { path, before: gone, after: undefined };
  if (isCreated) {
    if (after !== undefined)
      for (const made of withAllBelow(after)) yield { path, before: undefined, after: made };
    return;
  }
  if (isRemoved) return;
  if (plan.values.length > 0 || subkeys.some((subkey) => subkey.isRemoved || subkey.isCreated))
    yield { path, before, after };
  const afterwards = new Map(after?.subkeys.map((subkey) => [subkey.snapshot.fields.name, subkey]));
  for (const subkey of subkeys) yield* changedKeysOf(subkey, afterwards.get(subkey.path.at(-1)));
}
