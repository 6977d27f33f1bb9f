import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';

export const repair: Command<'repair'> = {
  name: 'repair',
  operand: { name: 'TARGET', atLeast: 0, atMost: 'many' },
  writes: true,
  options: [
    'all',
    'online',
    'dry-run',
    'value',
    'backup-dir',
    'in-place',
    'accept-dirty',
    'ignore-hibernation',
    'report',
    'hivex-wasm',
  ],
  async run(context, { targets, options }) {
    if (options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline, repairOnline } = await import('../online.ts');
      refuseBesideOnline(targets, options);
      return eachTarget([ONLINE_TARGET], async () =>
        ended(await repairOnline(context.surroundings, options)),
      );
    }
    const [{ chooseTargets }, { repairTarget }] = await Promise.all([
      import('../choose-targets.ts'),
      import('../repair-target.ts'),
    ]);
    const chosen = await chooseTargets(context, targets, options.all === true);
    return eachTarget(chosen, async (name) => ended(await repairTarget(context, name, options)));
  },
};

function ended<Result extends { readonly outcome: { readonly disk: 'unchanged' | 'changed' } }>(
  result: Result,
) {
  return { result, exitCode: EXIT_SUCCESS, disk: result.outcome.disk };
}
