import type { OptionValues } from '../argv/options.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { runIdentity } from '../run-identity.ts';

export const check: Command<'check'> = {
  name: 'check',
  operand: { name: 'TARGET', atLeast: 0, atMost: 'many' },
  writes: false,
  options: ['all', 'online', 'accept-dirty', 'report'],
  async run(context, { targets, options }) {
    if (options.online === true) {
      const { ONLINE_TARGET, checkOnline, refuseBesideOnline } = await import('../online.ts');
      refuseBesideOnline(targets, options);
      return eachTarget([ONLINE_TARGET], async () => ended(await checkOnline(context.surroundings)));
    }
    const chosen = targets.length === 1 ? targets : await choose(context, targets, options);
    return eachTarget(chosen, async (name) => ended(await checkTarget(context, name, options)));
  },
};

/** One target that is named needs no looking around, which takes time. */
async function choose(context: Context, targets: readonly string[], options: OptionValues) {
  const { chooseTargets } = await import('../choose-targets.ts');
  return chooseTargets(context, targets, options.all === true);
}

async function checkTarget({ surroundings }: Context, name: string, options: OptionValues) {
  const [{ inspect }, { findTarget }, files] = await Promise.all([
    import('../../jobs/check.ts'),
    import('../find-target.ts'),
    surroundings.files(),
  ]);
  const target = await findTarget(files, name, surroundings);
  return inspect(files, target, {
    acceptDirty: options['accept-dirty'] === true,
    run: runIdentity(surroundings),
  });
}

function ended<Result extends { readonly needsRepair: boolean }>(result: Result) {
  return { result, exitCode: result.needsRepair ? EXIT_FINDINGS : EXIT_SUCCESS, disk: 'unchanged' } as const;
}
