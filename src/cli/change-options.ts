import type { ChangeOptions } from '../jobs/change-target.ts';
import type { ChangeResult } from '../jobs/results.ts';
import type { OptionName } from '../report/messages/names.ts';
import { carriedOptions } from './argv/carried-options.ts';
import { IMAGE_OPTIONS, type OptionValues } from './argv/options.ts';
import { diskStateOfSeveral, EXIT_FINDINGS, EXIT_SUCCESS } from './exit-codes.ts';
import { writeOptions } from './write-options.ts';

/** What commands that change keys have in common. */
export const CHANGE_OPTIONS = [
  'dry-run',
  'user',
  'backup',
  'backup-dir',
  'accept-dirty',
  'ignore-hibernation',
  'follow-links',
  'hivex-wasm',
  ...IMAGE_OPTIONS,
] as const satisfies readonly OptionName[];

/** @throws HiveError 'usage' */
export function changeOptions(options: OptionValues): ChangeOptions {
  const { user } = options;
  return { ...writeOptions(options), ...(user === undefined ? {} : { user }) };
}

/** Not all of what was asked for was done where lines of a .reg file were skipped. */
export function changedEnd(changed: ChangeResult, options: OptionValues) {
  const { hives, skipped = [] } = changed;
  const carried = carriedOptions(options, ['backup-dir', 'follow-links', 'image']);
  return {
    result: carried.length === 0 ? changed : { ...changed, carriedOptions: carried },
    exitCode: skipped.length === 0 ? EXIT_SUCCESS : EXIT_FINDINGS,
    ok: true,
    disk: diskStateOfSeveral(hives.map(({ disk }) => disk)),
  } as const;
}
