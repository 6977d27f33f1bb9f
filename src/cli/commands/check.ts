import { carriedOptions } from '../argv/carried-options.ts';
import type { OptionValues } from '../argv/options.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';

export const check: Command<'check'> = {
  name: 'check',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['all', 'online', 'accept-dirty', 'follow-links', 'report'],
  async run(context, { targets, options }) {
    if (options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(targets, options);
      const { checkOnline } = await import('../../jobs/online.ts');
      return eachTarget([ONLINE_TARGET], async () => ended(await checkOnline(context.machine)));
    }
    const chosen = targets.length === 1 ? targets : await choose(context, targets, options);
    const { checkTarget } = await import('../../jobs/check.ts');
    const acceptDirty = options['accept-dirty'] === true;
    const followLinks = options['follow-links'] === true;
    return eachTarget(
      chosen,
      async (name) => ended(await checkTarget(context.machine, name, { acceptDirty, followLinks })),
      carriedOptions(options, ['accept-dirty', 'follow-links']),
    );
  },
};

/** One target that is named needs no looking around, which takes time. */
async function choose(context: Context, targets: readonly string[], options: OptionValues) {
  const { chooseTargets } = await import('../choose-targets.ts');
  return chooseTargets(context, targets, options.all === true);
}

function ended<Result extends { readonly needsRepair: boolean }>(result: Result) {
  return { result, exitCode: result.needsRepair ? EXIT_FINDINGS : EXIT_SUCCESS, disk: 'unchanged' } as const;
}
