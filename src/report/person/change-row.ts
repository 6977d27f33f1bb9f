import type { ValueChange } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import type { Row } from './rows.ts';

/** The value before and after. */
export function changeRow({ before, after }: ValueChange, words: Messages): Row {
  return ['change', changeText({ before, after }, words)];
}

export function changeText({ before, after }: ValueChange, { results }: Messages): string {
  return results.change(results.settingValue(before), results.settingValue(after));
}
