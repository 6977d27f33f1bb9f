import type { Machine } from '../jobs/machine.ts';
import type { InstallEvent } from '../jobs/results.ts';
import type { Messages } from '../report/messages/messages.ts';
import type { Style } from '../report/person/console.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command is handed besides its arguments. */
export interface Context {
  readonly surroundings: Surroundings;
  /** What jobs are handed of them. */
  readonly machine: Machine;
  readonly words: Messages;
  /** For questions and progress, which go to stderr so that stdout carries the result only. */
  readonly style: Style;
  /** For results, which go to stdout. */
  readonly resultStyle: Style;
  /** Whether a person sits at a terminal who can answer, and who did not ask for JSON. */
  readonly canAsk: boolean;
  /** Whether what takes y or n is answered with yes before it is asked. */
  readonly saysYes: boolean;
  /** Tells the person and the log what a repair is doing. */
  readonly tell: (event: InstallEvent) => void;
  /** Writes into the log alone. */
  readonly log: (event: string, details: unknown) => void;
  /** True once Ctrl+C was pressed. Who writes looks at it where stopping leaves nothing half done. */
  readonly isCancelled: () => boolean;
}
