import type { DiskState, HiveError } from '../../ground/errors.ts';
import type { JobName, TargetImage } from '../results.ts';

/** How a target's turn ended, in one word for counting. */
export type TargetOutcome =
  | 'repaired'
  | 'right-already'
  | 'would-change'
  | 'repair-needed'
  | 'nothing-to-repair'
  | 'put-back'
  | 'as-before'
  | 'would-put-back'
  | 'not-done';

/** In the order in which they are told. */
export const TARGET_OUTCOMES: readonly TargetOutcome[] = [
  'repaired',
  'would-change',
  'repair-needed',
  'put-back',
  'would-put-back',
  'right-already',
  'nothing-to-repair',
  'as-before',
  'not-done',
];

/** Why a target was not done: raised in this run, or as an earlier one wrote it down. */
export type ToldError = HiveError | { readonly code: string; readonly message: string };

/** One target in a summary: no more than is shown of it, since there may be many. */
export interface TargetRow {
  readonly command: JobName;
  readonly target: string;
  readonly image?: TargetImage;
  readonly outcome: TargetOutcome;
  readonly exitCode: number;
  readonly disk: DiskState;
  readonly error?: ToldError;
}

/** Of a run on many targets, or of several such runs. */
export interface Summary {
  readonly counts: Readonly<Partial<Record<TargetOutcome, number>>>;
  /** Left out since an earlier run had done them: --resume. */
  readonly skipped: number;
  /** Whose turn did not come, after Ctrl+C or with --fail-fast. */
  readonly notBegun: number;
  readonly targets: readonly TargetRow[];
}

/** In the order in which they are told; what did not come is left out. */
export function countOutcomes(outcomes: readonly TargetOutcome[]): Summary['counts'] {
  const counts: Partial<Record<TargetOutcome, number>> = {};
  for (const outcome of TARGET_OUTCOMES) {
    const count = outcomes.filter((each) => each === outcome).length;
    if (count > 0) counts[outcome] = count;
  }
  return counts;
}

/** Counts ends as they come. What is told of a target later takes the place of what was told of it before. */
export class Tally {
  readonly #rows = new Map<string, TargetRow>();
  #skipped = 0;
  #notBegun = 0;

  add(row: TargetRow): void {
    this.#rows.set(JSON.stringify([row.target, row.image?.index]), row);
  }

  skip(count = 1): void {
    this.#skipped += count;
  }

  leave(count = 1): void {
    this.#notBegun += count;
  }

  get summary(): Summary {
    const targets = [...this.#rows.values()];
    const counts = countOutcomes(targets.map(({ outcome }) => outcome));
    return { counts, skipped: this.#skipped, notBegun: this.#notBegun, targets };
  }
}
