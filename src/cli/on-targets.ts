import type { DiskState } from '../ground/errors.ts';
import type { ManyEnds, TargetEnds, TargetOutcome } from '../jobs/results.ts';
import type { OptionName } from '../report/messages/names.ts';
import type { Printed } from '../report/printed.ts';
import { MANY_OPTIONS, type OptionValues } from './argv/options.ts';
import type { CommandArguments } from './command.ts';
import type { Context } from './context.ts';
import { endOfTargets, notBegun } from './each-target.ts';
import { EXIT_CANCELLED } from './exit-codes.ts';
import { type ToldEnd, turnsOf } from './target-turns.ts';

/** What a command does with one target. */
export interface TargetWork<Result> {
  readonly command: 'check' | 'repair' | 'undo' | 'diagnose';
  /** What it looks at in an image, or changes (see `Access`). */
  readonly reads: readonly string[];
  readonly writes: boolean;
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
  const chosen = !work.writes && targets.length === 1 ? targets : await choose(context, targets, options);
  const turns: ToldEnd<Result>[] = [];
  for (const [index, name] of chosen.entries()) {
    const told = await turnsOf(context, work, name, options);
    turns.push(...told);
    const isOver = told.some(
      ({ end: { exitCode, disk } }) => exitCode === EXIT_CANCELLED || disk === 'uncertain',
    );
    if (!isOver) continue;
    const rest = notBegun(chosen.slice(index + 1));
    turns.push(...rest.map((end) => ({ end, outcome: 'not-done' as const })));
    break;
  }
  const [only, ...more] = turns;
  if (chosen.length === 1 && more.length === 0 && only?.end.ok === false) throw only.end.error;
  const end = endOfTargets(turns.map((turn) => turn.end));
  if (turns.length < 2 || work.command === 'diagnose') return end;
  const outcomes = turns.map(({ outcome }) => outcome);
  return { ...end, closing: await summedUp(context, outcomes) };
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
