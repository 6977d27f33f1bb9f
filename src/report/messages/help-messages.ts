import type { JobName } from '../../jobs/results.ts';
import type { OptionName } from './names.ts';

export interface HelpMessages {
  /** What the program is for, in one sentence. */
  readonly purpose: string;
  readonly headings: {
    readonly usage: string;
    readonly commands: string;
    readonly options: string;
    readonly commonOptions: string;
    readonly examples: string;
    readonly target: string;
    readonly key: string;
    readonly exitCodes: string;
  };
  /** What can stand for TARGET. */
  readonly target: string;
  /** The same where any hive will do. */
  readonly targetOfAnyHive: string;
  /** What it may be besides, for commands that open images. */
  readonly targetOfImages: string;
  /** How a key is spelled. */
  readonly key: string;
  readonly guidedHint: string;
  readonly moreHint: string;
  /** Behind a mistake on the command line of this command. */
  readonly commandHint: (command: string) => string;
  readonly exitCodesHint: string;
  readonly errorsHeading: string;
  /** What the codes in brackets are. */
  readonly errorsIntroduction: string;
  readonly errorColumns: Readonly<Record<'code' | 'exit' | 'cause' | 'remedy', string>>;
  readonly exitCodeOf: (code: number) => string;
  /** Where mistakes are reported; undefined when this build names no place. */
  readonly reports: (address: string | undefined) => string;
  readonly commands: Readonly<Record<JobName, CommandWords>>;
  readonly options: Readonly<Record<OptionName, string>>;
  /** Where an option means something else with a command, or less. */
  readonly optionsOf: { readonly [Name in JobName]?: Readonly<Partial<Record<OptionName, string>>> };
  /** Exit codes with their meanings, in order. */
  readonly exitCodes: readonly (readonly [number, string])[];
}

export interface CommandWords {
  /** A few words, for the list of commands. */
  readonly summary: string;
  /** What the command does, for its own help. */
  readonly description: string;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
}
