import type { RemedyAccount } from '../../jobs/results.ts';

/** Words around the catalogue of remedies; each has its own. */
export interface RemedyMessages {
  readonly needed: string;
  readonly notNeeded: string;
  /** Named in a repair, where what it takes away is not there. */
  readonly notThere: string;
  /** Of one that no page states. */
  readonly unsourced: string;
  readonly grade: Readonly<Record<RemedyAccount['grade'], (source: string) => string>>;
}
