import type { ReplayAccount } from '../jobs/results.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { say } from './terminal/say.ts';

/** Says on standard error that a hive was dirty, so that a list on standard output stays a list. JSON has it itself. */
export function sayReplay(context: Context, options: OptionValues, replay: ReplayAccount | undefined): void {
  if (replay === undefined || options.json === true || options['json-lines'] === true) return;
  say(context, [context.words.results.replay(replay)]);
}
