import { HiveError } from '../ground/errors.ts';
import type { OptionName } from '../report/messages/names.ts';
import { type OptionValues, spellingOf } from './argv/options.ts';

/** @throws HiveError 'usage' for the first pair of which both were given */
export function refuseTogether(
  options: OptionValues,
  ...pairs: readonly (readonly [OptionName, OptionName])[]
): void {
  for (const [one, other] of pairs) {
    if (options[one] === undefined || options[other] === undefined) continue;
    const together = [`--${spellingOf(one)}`, `--${spellingOf(other)}`] as const;
    throw new HiveError('usage', { kind: 'options-exclude', options: together });
  }
}
