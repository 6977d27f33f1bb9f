import { REMEDIES } from '../remedies/catalogue.ts';
import type { Remedy } from '../remedies/remedy.ts';
import type { OtherCause } from '../windows/other-causes.ts';

/** Remedies by their names, as command lines and reports have them. */

/** Names of what takes these away. */
export function remediesFor(causes: readonly OtherCause[]): readonly string[] {
  return REMEDIES.filter((remedy) => causes.some(({ cause }) => cause === remedy.cause)).map(
    ({ name }) => name,
  );
}

/** Those of these names, each once. Undefined for names of which there is none. */
export function remediesNamed(names: readonly string[]): readonly Remedy[] | undefined {
  const named = REMEDIES.filter(({ name }) => names.includes(name));
  return new Set(names).size === named.length ? named : undefined;
}

export const REMEDY_NAMES: readonly string[] = REMEDIES.map(({ name }) => name);
