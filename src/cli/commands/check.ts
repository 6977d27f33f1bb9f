import { SETTING_FILES } from '../../jobs/image-files.ts';
import { IMAGE_OPTIONS, MANY_OPTIONS } from '../argv/options.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { eachTarget } from '../each-target.ts';
import { EXIT_FINDINGS, EXIT_SUCCESS } from '../exit-codes.ts';
import { areMany, onTargets, type TargetTurn, type TargetWork } from '../on-targets.ts';

export const check: Command<'check'> = {
  name: 'check',
  operands: [{ name: 'TARGET', atLeast: 0, atMost: 'many' }],
  writes: false,
  options: ['all', 'online', 'accept-dirty', 'follow-links', 'report', ...IMAGE_OPTIONS, ...MANY_OPTIONS],
  async run(context, args) {
    if (args.options.online === true) {
      const { ONLINE_TARGET, refuseBesideOnline } = await import('../online-option.ts');
      refuseBesideOnline(args.targets, args.options);
      const { checkOnline } = await import('../../jobs/online.ts');
      return eachTarget([ONLINE_TARGET], async () => ended(await checkOnline(context.machine)));
    }
    const { checkTarget } = await import('../../jobs/check.ts');
    const work: TargetWork<Awaited<ReturnType<typeof checkTarget>>> = {
      command: 'check',
      reads: SETTING_FILES,
      writes: false,
      options: ['accept-dirty', 'follow-links', ...IMAGE_OPTIONS],
      carried: ['accept-dirty', 'follow-links', 'image'],
      run: async ({ machine }, name, options) =>
        ended(
          await checkTarget(machine, name, {
            acceptDirty: options['accept-dirty'] === true,
            followLinks: options['follow-links'] === true,
          }),
        ),
    };
    if (!areMany(args)) {
      const end = await onTargets(context, args, work);
      const [only, ...more] = end.result.targets;
      const isHealthy = only?.ok === true && !only.result.needsRepair && more.length === 0;
      return isHealthy ? { ...end, closing: await hintOfMore(context) } : end;
    }
    const { onManyTargets } = await import('../many/on-many-targets.ts');
    return onManyTargets(context, args, work);
  },
};

/** Who asks about a Windows that is all right may be locked out of it. */
async function hintOfMore({ words, resultStyle }: Context) {
  const { offerLines } = await import('../../report/person/offer-lines.ts');
  return offerLines(words.lockedOut.hint, resultStyle.width);
}

function ended<Result extends { readonly needsRepair: boolean }>(result: Result): TargetTurn<Result> {
  const { needsRepair } = result;
  return {
    result,
    exitCode: needsRepair ? EXIT_FINDINGS : EXIT_SUCCESS,
    disk: 'unchanged',
    outcome: needsRepair ? 'repair-needed' : 'nothing-to-repair',
  };
}
