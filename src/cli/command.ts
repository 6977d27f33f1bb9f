import type { DiskState } from '../ground/errors.ts';
import type { JobName, Results } from '../jobs/results.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Printed } from '../report/printed.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';

export interface CommandArguments {
  /** As typed, in order. */
  readonly targets: readonly string[];
  readonly options: OptionValues;
}

/** How a command ended that came to an end of its own; what it could not continue from is thrown. */
export interface CommandEnd<Name extends JobName> {
  readonly result: Results[Name];
  readonly exitCode: number;
  /** False when part of what was asked for was not done. Findings are not a failure. */
  readonly ok: boolean;
  readonly disk: DiskState;
  /** What belongs on standard output is there already, for a program: the rest is said to people. */
  readonly isStreamed?: boolean;
  /** Told a person behind the result. */
  readonly closing?: readonly Printed[];
}

export interface Operand {
  readonly name: 'TARGET' | 'DRIVE' | 'FOLDER' | 'LOG' | 'KEY' | 'FILE' | 'OTHER';
  readonly atLeast: 0 | 1;
  readonly atMost: 1 | 'many';
}

/** One verb. Its words are in report/messages; what it needs that takes time to load, it loads when it runs. */
export interface Command<Name extends JobName = JobName> {
  readonly name: Name;
  /** What stands after the verb. Only the last may be left out or be given more than once. */
  readonly operands: readonly Operand[];
  /** Whether it may change a disk: then Ctrl+C waits for a moment at which nothing is half done. */
  readonly writes: boolean;
  /** Whether it writes its items itself: then, with `--json-lines`, nothing else goes to standard output. */
  readonly streams?: true;
  /** Besides the common ones, in the order in which help shows them. */
  readonly options: readonly OptionName[];
  run(context: Context, args: CommandArguments): Promise<CommandEnd<Name>>;
}
