import { carriedOptions } from '../argv/carried-options.ts';
import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

export const diagnose: Command<'diagnose'> = {
  name: 'diagnose',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['all', 'online', 'follow-links', 'report'],
  async run(context, { targets, options }) {
    if (options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(targets, options);
      const { diagnoseOnline } = await import('../../jobs/diagnose-online.ts');
      return eachTarget([ONLINE_TARGET], async () => ended(await diagnoseOnline(context.machine)));
    }
    const { chooseTargets } = await import('../choose-targets.ts');
    const chosen =
      targets.length === 1 ? targets : await chooseTargets(context, targets, options.all === true);
    const { diagnoseTarget } = await import('../../jobs/diagnose.ts');
    const followLinks = options['follow-links'] === true;
    return eachTarget(
      chosen,
      async (name) => ended(await diagnoseTarget(context.machine, name, { followLinks })),
      carriedOptions(options, ['follow-links']),
    );
  },
};

function ended<Result extends { readonly check?: { readonly needsRepair: boolean } }>(result: Result) {
  const exitCode = result.check?.needsRepair === true ? EXIT_FINDINGS : EXIT_SUCCESS;
  return { result, exitCode, disk: 'unchanged' } as const;
}
