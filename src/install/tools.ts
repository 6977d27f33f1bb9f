import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { InstallEvent, Step } from './outcome.ts';

/** What whoever writes a hive is handed: nothing below `cli/` reaches for these itself. */
export interface InstallTools {
  readonly files: WritableFileSystem;
  readonly clock: () => Date;
  readonly process: ProcessIdentity;
  /** Whether a process of this number runs on this machine now. */
  readonly isAlive: (processId: number) => boolean;
  /** Runs of this very process that hold a lock now, where several hives are worked on side by side. */
  readonly ownRuns?: Set<string>;
  /** Named for backups by whoever asks: one that an interrupted run made, and that is not where it was made, is looked for there. */
  readonly backupFolder?: FilePath;
  /** Turns true when the user asked to stop. Honoured until the hive is about to be written. */
  readonly isCancelled: () => boolean;
  readonly tell: (event: InstallEvent) => void;
  readonly toolVersion: string;
  /** A word of letters and digits that no other run has. */
  readonly newRunId: () => string;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Calls `action` again and again, so many milliseconds apart, until the returned function is called. */
  readonly every: (milliseconds: number, action: () => void) => () => void;
}

/** Tells the process that took a lock from one that took the same number after a restart or in another container. */
export interface ProcessIdentity {
  readonly id: number;
  readonly host: string;
  /** Start of the running system, ISO 8601. */
  readonly bootedAt: string;
  /**
   * The system's own name for this start of it and for the set of process numbers that are counted together; missing
   * where the system has none.
   */
  readonly space?: string | undefined;
}

/**
 * Asked right before anything is written that another run writes as well: one that was taken over meanwhile stops there.
 * @param what is about to be written: the log that the hive does not rest on yet, or the hive.
 * @throws HiveError 'hive-locked'
 */
export type StillOurs = (what: 'log' | 'hive') => Promise<void>;

/** Tells the step and returns what reports its progress; both stop the run when the user asked for it. */
export function startStep(tools: InstallTools, step: Step, total: number): (done: number) => void {
  stopIfCancelled(tools);
  tools.tell({ event: 'step', step });
  return (done) => {
    stopIfCancelled(tools);
    tools.tell({ event: 'progress', step, done, total });
  };
}

/** @throws HiveError 'cancelled' */
export function stopIfCancelled({ isCancelled }: Pick<InstallTools, 'isCancelled'>): void {
  if (isCancelled()) throw new HiveError('cancelled', {});
}

/** The error's code, for a report that must not translate anything. */
export function reasonOf(error: unknown): string {
  if (error instanceof HiveError) return error.code;
  return error instanceof Error ? error.message : String(error);
}
