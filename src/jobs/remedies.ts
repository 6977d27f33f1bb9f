import { REMEDIES } from '../remedies/catalogue.ts';
import type { Remedy, RemedyWords } from '../remedies/remedy.ts';
import type { OtherCause } from '../windows/other-causes.ts';
import { checkTarget } from './check.ts';
import type { Machine } from './machine.ts';
import type { FindOptions } from './targets.ts';

/** What can be named with `--also`. */
export interface RemedyAccount extends Pick<Remedy, 'name' | 'cause' | 'affects' | 'grade' | 'source'> {
  readonly places: readonly { readonly key: string; readonly value: string }[];
  readonly words: Readonly<Record<'en' | 'ja', RemedyWords>>;
  /** Of a target: whether what it takes away is there. */
  readonly isNeeded?: boolean;
}

export interface RemediesResult {
  /** As it was named. */
  readonly target?: string;
  readonly remedies: readonly RemedyAccount[];
}

/** The catalogue. @throws HiveError what checkTarget throws, where a target is named. */
export async function listRemedies(
  machine: Machine,
  target: string | undefined,
  options: FindOptions,
): Promise<RemediesResult> {
  if (target === undefined) return { remedies: REMEDIES.map((remedy) => accountOf(remedy)) };
  const { otherCauses } = await checkTarget(machine, target, { acceptDirty: false, ...options });
  return { target, remedies: REMEDIES.map((remedy) => accountOf(remedy, otherCauses)) };
}

function accountOf(remedy: Remedy, found?: readonly OtherCause[]): RemedyAccount {
  const { name, cause, affects, places, grade, source, words } = remedy;
  return {
    name,
    cause,
    affects,
    places: places.map(({ keyPath, valueName }) => ({
      key: ['HKLM', 'SOFTWARE', ...keyPath].join('\\'),
      value: valueName,
    })),
    grade,
    ...(source === undefined ? {} : { source }),
    words,
    ...(found === undefined ? {} : { isNeeded: found.some((one) => one.cause === cause) }),
  };
}
