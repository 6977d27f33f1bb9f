import type { Snapshot, SnapshotOutcome, SnapshotUndo, UndoOutcome } from '../../jobs/results.ts';
import type { Offer } from './command-line.ts';
import type { CommandWords } from './help-messages.ts';

/** Words about copies of all hives of a Windows. */
export interface SnapshotMessages {
  readonly made: (outcome: SnapshotOutcome) => string;
  readonly leftOutHeading: string;
  readonly removed: (ids: readonly string[]) => string;
  readonly stillNeeded: (ids: readonly string[]) => string;
  /** `rest`: what stands behind the verb. */
  readonly toPutBack: (rest: string) => Offer;
  readonly verdict: (undo: SnapshotUndo) => string;
  /** What became of one hive. */
  readonly hive: (outcome: UndoOutcome) => string;
  readonly listHeading: string;
  readonly listed: (snapshot: Snapshot) => string;
}

/** Help on them. */
export interface SnapshotHelp {
  readonly command: CommandWords;
  readonly options: { readonly snapshot: string; readonly keep: string };
  readonly ownOptions: { readonly 'backup-dir': string };
}
