import { HiveError } from '../ground/errors.ts';
import type { RepairOptions } from '../jobs/repair-target.ts';
import type { OptionValues } from './argv/options.ts';

/** What every command that writes a hive is asked with. @throws HiveError 'usage' */
export function writeOptions(options: OptionValues): Omit<RepairOptions, 'value'> {
  const { 'backup-dir': backupFolder, 'hivex-wasm': hivexModule } = options;
  return {
    ...(backupFolder === undefined ? {} : { backupFolder }),
    ...(hivexModule === undefined ? {} : { hivexModule }),
    pagesOnly: keepsPagesOnly(options),
    inPlace: options['in-place'] === true,
    acceptDirty: options['accept-dirty'] === true,
    followLinks: options['follow-links'] === true,
    ignoreHibernation: options['ignore-hibernation'] === true,
    dryRun: options['dry-run'] === true,
  };
}

/** @throws HiveError 'usage' */
function keepsPagesOnly({ backup = 'whole' }: OptionValues): boolean {
  if (backup === 'whole' || backup === 'changed') return backup === 'changed';
  const wrong = { option: '--backup', given: backup, expected: 'whole|changed' } as const;
  throw new HiveError('usage', { kind: 'option-value', ...wrong });
}
