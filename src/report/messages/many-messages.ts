import type { TargetOutcome } from '../../jobs/results.ts';

/** Words of runs on many targets. */
export interface ManyMessages {
  /** In front of a target in the table. */
  readonly outcomes: Readonly<Record<TargetOutcome, string>>;
  /** Such as '4 repaired'. */
  readonly counted: (outcome: string, count: number) => string;
  readonly nothing: string;
  readonly skipped: (count: number) => string;
  readonly notBegun: (count: number) => string;
  readonly andMore: (count: number) => string;
  readonly target: string;
  readonly outcome: string;
}
