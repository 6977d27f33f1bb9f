import type { JobName } from '../jobs/results.ts';
import type { ErrorRow } from './error-table.ts';
import type { LockedOutStep } from './messages/locked-out-messages.ts';

/** What help tells programs: `--help --json` of the program or of a command, and `help` with a page. Always in English. */
export type HelpDocument =
  | {
      readonly topic: 'hivemend';
      readonly purpose: string;
      readonly commands: readonly { readonly name: JobName; readonly summary: string }[];
      /** With every command. */
      readonly options: readonly OptionHelp[];
      /** What else there is help on. */
      readonly pages: readonly string[];
    }
  | {
      readonly topic: 'command';
      readonly name: JobName;
      readonly purpose: string;
      readonly description: string;
      readonly usage: string;
      readonly operands: readonly {
        readonly name: string;
        readonly isRequired: boolean;
        readonly isRepeatable: boolean;
      }[];
      /** Its own, and those of every command. */
      readonly options: readonly OptionHelp[];
      readonly examples: readonly { readonly line: string; readonly does: string }[];
    }
  | { readonly topic: 'exit-codes'; readonly exitCodes: readonly ExitCodeHelp[] }
  | { readonly topic: 'errors'; readonly errors: readonly ErrorRow[] }
  | { readonly topic: 'still-locked-out'; readonly steps: readonly LockedOutStep[] };

export interface OptionHelp {
  /** As it is typed, with its dashes. */
  readonly option: string;
  /** Placeholder of its value; missing where it takes none. */
  readonly argument?: string;
  readonly does: string;
}

interface ExitCodeHelp {
  readonly code: number;
  readonly meaning: string;
}
