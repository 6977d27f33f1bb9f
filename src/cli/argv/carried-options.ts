import type { OptionName } from '../../report/messages/names.ts';
import type { OptionValues } from './options.ts';

/** Words that the next command about the same target has to be given again, for commands that are printed. */
export function carriedOptions(options: OptionValues, names: readonly OptionName[]): readonly string[] {
  return names.flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, String(value)];
  });
}
