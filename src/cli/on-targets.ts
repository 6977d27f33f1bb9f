import type { DiskState } from '../ground/errors.ts';
import type { ManyEnds, TargetEnds, TargetOutcome } from '../jobs/results.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Printed } from '../report/printed.ts';
import { carriedOptions } from './argv/carried-options.ts';
import { MANY_OPTIONS, type OptionValues } from './argv/options.ts';
import type { CommandArguments } from './command.ts';
import type { Context } from './context.ts';
import { eachTarget } from './each-target.ts';

/** What a command does with one target. */
export interface TargetWork<Result> {
  readonly command: 'check' | 'repair' | 'undo';
  /** Options that may differ from one target to the next: those of the command. */
  readonly options: readonly OptionName[];
  /** Options that a printed command about the same target needs, too. */
  readonly carried: readonly OptionName[];
  run(context: Context, name: string, options: OptionValues): Promise<TargetTurn<Result>>;
}

/** How a target's turn ended that came to an end of its own. */
export interface TargetTurn<Result> {
  readonly result: Result;
  readonly exitCode: number;
  readonly disk: DiskState;
  readonly outcome: TargetOutcome;
}

/** How a command ended that works on targets. */
export interface TargetsEnd<Result> {
  readonly result: TargetEnds<Result>;
  readonly exitCode: number;
  readonly ok: boolean;
  readonly disk: DiskState;
}

export interface ManyTargetsEnd<Result> extends TargetsEnd<Result> {
  readonly result: ManyEnds<Result>;
}

/** Whether the targets are a crowd, of which each end is told as it comes, and a summary at the end. */
export function areMany({ targets, options }: CommandArguments): boolean {
  return MANY_OPTIONS.some((name) => options[name] !== undefined) || targets.some(mayBePattern);
}

/** A shell has left it to us; on Linux it may be a name after all, which is found first. */
const mayBePattern = (target: string): boolean => /[*?[]/.test(target);

/** Works on a few targets, told whole at the end, and summed up. Without any named, the Windows on this PC is meant. */
export async function onTargets<Result>(
  context: Context,
  { targets, options }: CommandArguments,
  work: TargetWork<Result>,
): Promise<TargetsEnd<Result> & { readonly closing?: readonly Printed[] }> {
  const chosen =
    work.command === 'check' && targets.length === 1 ? targets : await choose(context, targets, options);
  const outcomes: TargetOutcome[] = [];
  const end = await eachTarget(
    chosen,
    async (name) => {
      const turn = await work.run(context, name, options);
      outcomes.push(turn.outcome);
      return turn;
    },
    carriedOptions(options, work.carried),
  );
  if (chosen.length < 2) return end;
  const failed = end.result.targets.filter(({ ok }) => !ok).map(() => 'not-done' as const);
  return { ...end, closing: await summedUp(context, [...outcomes, ...failed]) };
}

/** The last line of what is about several targets: how many ended in which way. */
async function summedUp({ words, resultStyle }: Context, outcomes: readonly TargetOutcome[]) {
  const [{ countOutcomes }, { countsLines }] = await Promise.all([
    import('../jobs/many/summary.ts'),
    import('../report/person/summary-lines.ts'),
  ]);
  return countsLines(countOutcomes(outcomes), words, resultStyle);
}

/** One target that is named for reading needs no looking around, which takes time. */
async function choose(context: Context, targets: readonly string[], options: OptionValues) {
  const { chooseTargets } = await import('./choose-targets.ts');
  return chooseTargets(context, targets, options.all === true);
}
