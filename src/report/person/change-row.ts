import type { ChangedValue, SettingChange, StoredValue } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import type { Row } from './rows.ts';

/** The setting before and after. */
export function changeRow({ before, after }: SettingChange, { results }: Messages): Row {
  const values = [results.settingValue(before), results.settingValue(after)] as const;
  return ['change', results.change('DevicePasswordLessBuildVersion', ...values)];
}

/** More than these would push everything else off a small console; JSON has them all. */
const SHOWN = 5;

/** Values before and after, a line each. */
export function changedRows(
  change: readonly ChangedValue[],
  { results }: Messages,
  leftOut: number | undefined = 0,
): Row[] {
  const shown = change.slice(0, SHOWN).map((one) => changedText(one, results));
  const more = change.length > SHOWN ? [`... (${change.length + leftOut})`] : [];
  return [...shown, ...more].map((text): Row => ['change', text]);
}

export function changedText(
  { key, value, before, after }: ChangedValue,
  results: Messages['results'],
): string {
  const name = value === null || value === '' ? key : value;
  const side = (stored: StoredValue | null): string =>
    value === null && stored !== null ? results.storedKey : results.storedValue(stored);
  return results.change(name, side(before), side(after));
}
