import { DIAGNOSIS_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { onTargets, type TargetTurn, type TargetWork } from '../on-targets.ts';

export const diagnose: Command<'diagnose'> = {
  name: 'diagnose',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['all', 'online', 'follow-links', 'report', ...IMAGE_OPTIONS],
  async run(context, args) {
    const { targets, options } = args;
    if (options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(targets, options);
      const { diagnoseOnline } = await import('../../jobs/diagnose-online.ts');
      return eachTarget([ONLINE_TARGET], async () => ended(await diagnoseOnline(context.machine)));
    }
    const { diagnoseTarget } = await import('../../jobs/diagnose.ts');
    const work: TargetWork<Awaited<ReturnType<typeof diagnoseTarget>>> = {
      command: 'diagnose',
      reads: DIAGNOSIS_FILES,
      writes: false,
      options: ['follow-links', ...IMAGE_OPTIONS],
      carried: ['follow-links', 'image'],
      run: async ({ machine }, name) =>
        ended(await diagnoseTarget(machine, name, { followLinks: options['follow-links'] === true })),
    };
    return onTargets(context, args, work);
  },
};

function ended<Result extends { readonly check?: { readonly needsRepair: boolean } }>(
  result: Result,
): TargetTurn<Result> {
  const needsRepair = result.check?.needsRepair === true;
  return {
    result,
    exitCode: needsRepair ? EXIT_FINDINGS : EXIT_SUCCESS,
    disk: 'unchanged',
    outcome: needsRepair ? 'repair-needed' : 'nothing-to-repair',
  };
}
