import { carriedOptions } from '../argv/carried-options.ts';
import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const repair: Command<'repair'> = {
  name: 'repair',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: true,
  options: [
    'all',
    'online',
    'dry-run',
    'value',
    'backup',
    'backup-dir',
    'in-place',
    'accept-dirty',
    'ignore-hibernation',
    'follow-links',
    'report',
    'hivex-wasm',
  ],
  async run(context, { targets, options }) {
    if (options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(targets, options);
      const { repairOnline } = await import('../../jobs/online.ts');
      const { value } = options;
      const dryRun = options['dry-run'] === true;
      return eachTarget([ONLINE_TARGET], async () =>
        ended(await repairOnline(context.machine, { dryRun, ...(value === undefined ? {} : { value }) })),
      );
    }
    const [{ chooseTargets }, { repairOrUnlock }] = await Promise.all([
      import('../choose-targets.ts'),
      import('../repair-or-unlock.ts'),
    ]);
    const chosen = await chooseTargets(context, targets, options.all === true);
    return eachTarget(
      chosen,
      async (name) => ended(await repairOrUnlock(context, name, options)),
      carriedOptions(options, ['backup-dir', 'follow-links']),
    );
  },
};

function ended<Result extends { readonly outcome: { readonly disk: 'unchanged' | 'changed' } }>(
  result: Result,
) {
  return { result, exitCode: EXIT_SUCCESS, disk: result.outcome.disk };
}
