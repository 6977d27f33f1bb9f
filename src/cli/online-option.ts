import { HiveError } from '../ground/errors.ts';
import { IMAGE_OPTIONS, MANY_OPTIONS, type OptionValues } from './argv/options.ts';

/** `--online`: the Windows that hivemend runs on, in the place of a target. */

/** How the running Windows is named where a target would be. */
export const ONLINE_TARGET = '--online';

/** @throws HiveError 'usage' when a target, or what only makes sense for a file, stands beside --online. */
export function refuseBesideOnline(targets: readonly string[], options: OptionValues): void {
  const [target] = targets;
  if (target !== undefined) {
    throw new HiveError('usage', { kind: 'options-exclude', options: [ONLINE_TARGET, target] });
  }
  const offlineOnly = [
    'all',
    'also',
    'backup',
    'backup-dir',
    'in-place',
    'accept-dirty',
    'ignore-hibernation',
    'follow-links',
    'hivex-wasm',
    ...IMAGE_OPTIONS,
    ...MANY_OPTIONS,
  ] as const;
  const other = offlineOnly.find((name) => options[name] !== undefined);
  if (other !== undefined) {
    throw new HiveError('usage', { kind: 'options-exclude', options: [ONLINE_TARGET, `--${other}`] });
  }
}
