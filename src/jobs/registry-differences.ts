import type { Difference } from '../change/edits.ts';
import { describeValue } from './queried-keys.ts';
import type { RegistryDifference } from './registry-results.ts';

/** Of a key that went, what lay in it is not told. */
export function toldDifferences(differences: readonly Difference[]): readonly Difference[] {
  let gone: readonly string[] | undefined;
  return differences.filter((difference) => {
    if (gone !== undefined && isAtOrBelow(difference.key, gone)) return false;
    gone = difference.kind === 'key-deleted' ? difference.key : undefined;
    return true;
  });
}

/**
 * What a change made different, in the form that two hives are compared in.
 * @param mount of the hive's root, as it is shown.
 */
export function* registryDifferences(
  differences: readonly Difference[],
  mount: string,
): Generator<RegistryDifference, void, void> {
  for (const difference of differences) {
    const key = [mount, ...difference.key].join('\\');
    if (difference.kind === 'value') yield* valueDifference(difference, key);
    else yield { kind: difference.kind === 'key-created' ? 'key-added' : 'key-removed', key };
  }
}

function isAtOrBelow(key: readonly string[], above: readonly string[]): boolean {
  return above.every((name, depth) => key[depth] === name);
}

function* valueDifference(
  { value, before, after }: Extract<Difference, { readonly kind: 'value' }>,
  key: string,
): Generator<RegistryDifference, void, void> {
  const [old, now] = [before, after].map(
    (content) => content && describeValue(value, content.type, content.data),
  );
  if (old !== undefined && now !== undefined) yield { kind: 'value-changed', key, before: old, after: now };
  else if (now !== undefined) yield { kind: 'value-added', key, after: now };
  else if (old !== undefined) yield { kind: 'value-removed', key, before: old };
}
