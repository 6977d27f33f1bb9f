import { SETTING_FILES } from '../../jobs/image-files.ts';
import type { OfflineRepairResult, RepairResult } from '../../jobs/results.ts';
import { IMAGE_OPTIONS, MANY_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_SUCCESS } from '../exit-codes.ts';
import { areMany, onTargets, type TargetTurn, type TargetWork } from '../on-targets.ts';

export const repair: Command<'repair'> = {
  name: 'repair',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: true,
  options: [
    'all',
    'online',
    'dry-run',
    'value',
    'also',
    'backup',
    'backup-dir',
    'in-place',
    'accept-dirty',
    'ignore-hibernation',
    'follow-links',
    'report',
    'hivex-wasm',
    ...IMAGE_OPTIONS,
    ...MANY_OPTIONS,
  ],
  async run(context, args) {
    if (args.options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(args.targets, args.options);
      const { repairOnline } = await import('../../jobs/online.ts');
      const { value } = args.options;
      const dryRun = args.options['dry-run'] === true;
      return eachTarget([ONLINE_TARGET], async () =>
        ended(await repairOnline(context.machine, { dryRun, ...(value === undefined ? {} : { value }) })),
      );
    }
    const { repairOrUnlock } = await import('../repair-or-unlock.ts');
    const work: TargetWork<OfflineRepairResult> = {
      command: 'repair',
      reads: SETTING_FILES,
      writes: true,
      options: [
        'dry-run',
        'value',
        'also',
        'backup',
        'backup-dir',
        'accept-dirty',
        'ignore-hibernation',
        'follow-links',
        ...IMAGE_OPTIONS,
      ],
      carried: ['backup-dir', 'follow-links', 'image'],
      run: async (own, name, options) => ended(await repairOrUnlock(own, name, options)),
    };
    if (!areMany(args)) return onTargets(context, args, work);
    const { onManyTargets } = await import('../many/on-many-targets.ts');
    return onManyTargets(context, args, work);
  },
};

function ended<Result extends RepairResult>(result: Result): TargetTurn<Result> {
  const { alreadyRight, dryRun, disk } = result.outcome;
  const outcome = alreadyRight ? 'right-already' : dryRun ? 'would-change' : 'repaired';
  return { result, exitCode: EXIT_SUCCESS, disk, outcome };
}
