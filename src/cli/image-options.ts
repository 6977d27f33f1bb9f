import type { Machine } from '../jobs/machine.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';

/** A machine with the time that this call gives other programs. */
export function imageMachine({ machine }: Context, { 'time-limit': seconds }: OptionValues): Machine {
  return seconds === undefined ? machine : { ...machine, programTimeLimitMs: seconds * 1000 };
}
