import type { KeyMeasure, Measure, PreventionResult, Proposal } from '../../jobs/results.ts';
import type { Offer } from './command-line.ts';

/** Words about what keeps an owner from being locked out. */
export interface PreventionMessages {
  readonly verdict: (left: number, failed: number) => string;
  readonly labels: Readonly<Record<Measure['measure'], string>>;
  readonly question: (proposal: Proposal) => string;
  readonly state: (measure: Measure) => string;
  /** Ctrl+C, after something was done. */
  readonly stopped: string;
  readonly recoveryPage: (volume: string, keyIds: readonly string[]) => string;
  /** Of a key that was made now: Windows is not known to keep it anywhere. */
  readonly newKeyPage: (keyId: string) => string;
  /** What is left to be done. */
  readonly offer: (result: PreventionResult, target: string) => Offer;
  readonly resume: (volume: string, restarts: number) => Offer;
  readonly undoPassword: Offer;
  readonly keyShown: (volume: string) => string;
  readonly keyRows: (keyId: string, password: string) => readonly string[];
  readonly keptQuestion: string;
  /** A whole text file. */
  readonly keyText: (volume: string, keyId: string, password: string) => string;
  readonly encryption: Readonly<Record<NonNullable<KeyMeasure['encryption']>, string>>;
}
