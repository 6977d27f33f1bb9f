import type { DiskState } from '../../ground/errors.ts';
import { HiveError } from '../../ground/errors.ts';
import type { Machine } from '../../jobs/machine.ts';
import { doneTargets, endsWithinLine } from '../../jobs/many/result-lines.ts';
import { Tally } from '../../jobs/many/summary.ts';
import type { TargetEnd, TargetOutcome } from '../../jobs/results.ts';
import type { TargetResult } from '../../report/json-lines.ts';
import { BLANK, linesOf } from '../../report/printed.ts';
import type { OptionValues } from '../argv/options.ts';
import type { CommandArguments } from '../command.ts';
import type { Context } from '../context.ts';
import { diskStateOfSeveral, EXIT_CANCELLED, exitCodeOfSeveral } from '../exit-codes.ts';
import type { ManyTargetsEnd, TargetWork } from '../on-targets.ts';
import { refuseTogether } from '../options-together.ts';
import { turnsOf } from '../target-turns.ts';
import { type ChosenTarget, chosenTargets } from './chosen-targets.ts';
import { sideBySide } from './side-by-side.ts';
import { type Teller, tellerFor } from './tellers.ts';

/** More at a time gains nothing for hives on one disk; images wait for other programs. */
const USUAL_JOBS = 4;

/**
 * Works on many targets, some of them at a time. Each end is told when it is known, so that memory does not grow with
 * their number (but for `--json`, whose one document has all of them). One target's failure never stops another, unless
 * with `--fail-fast`.
 * @throws HiveError what choosing targets and `--resume` throw, before anything is begun.
 */
export async function onManyTargets<Result extends TargetResult>(
  context: Context,
  args: CommandArguments,
  work: TargetWork<Result>,
): Promise<ManyTargetsEnd<Result>> {
  const { options } = args;
  refuseTogether(options, ['json', 'json-lines']);
  refuseNone(args);
  const teller = await tellerFor(context, work.command, options);
  const chosen = await chosenTargets(context, args, work.options);
  const done = await doneBefore(context, work.command, options);
  const run = new ManyRun<Result>(context, work, teller, options.json === true);
  let isOver = false;
  const left = await sideBySide(
    chosen,
    options.jobs ?? USUAL_JOBS,
    () => isOver || context.isCancelled(),
    async (item) => {
      if (done.has(item.target)) return run.tally.skip();
      const isWell = await run.turn(item);
      isOver ||= !isWell && options['fail-fast'] === true;
    },
  );
  run.tally.leave(left);
  return run.end();
}

/** @throws HiveError 'usage' */
function refuseNone({ targets, options }: CommandArguments): void {
  if (targets.length > 0 || options['targets-from'] !== undefined || options.all === true) return;
  throw new HiveError('usage', { kind: 'target-missing', operand: 'TARGET' });
}

/** What an earlier run has done. A line that was cut when it was killed is ended first, where this one's follow it. */
async function doneBefore(
  { machine, surroundings }: Context,
  command: string,
  { resume, 'json-lines': writesLines }: OptionValues,
): Promise<ReadonlySet<string>> {
  if (resume === undefined) return new Set();
  const files = await machine.files();
  const done = await doneTargets(files, resume, command);
  if (writesLines === true && (await endsWithinLine(files, resume)))
    surroundings.stdout.write(linesOf([BLANK]));
  return done;
}

/** What becomes of many targets, counted as they end. */
class ManyRun<Result extends TargetResult> {
  readonly tally = new Tally();
  readonly #context: Context;
  readonly #machine: Machine;
  readonly #work: TargetWork<Result>;
  readonly #teller: Teller;
  /** Kept only where one document is to have them all. */
  readonly #ends: TargetEnd<Result>[] | undefined;
  readonly #codes = new Set<number>();
  readonly #disks = new Set<DiskState>();
  #isOk = true;

  constructor(context: Context, work: TargetWork<Result>, teller: Teller, keepsEnds: boolean) {
    this.#context = context;
    this.#machine = { ...context.machine, idleHivex: [] };
    this.#work = work;
    this.#teller = teller;
    this.#ends = keepsEnds ? [] : undefined;
  }

  /** @returns whether it was done. */
  async turn({ target, options }: ChosenTarget): Promise<boolean> {
    this.#teller.begin(target);
    const own: Context = {
      ...this.#context,
      machine: this.#machine,
      canAsk: false,
      tell: (event) => {
        this.#context.log(event.event, { target, ...event });
        this.#teller.event({ target }, event);
      },
    };
    const told = await turnsOf(own, this.#work, target, options);
    for (const { end, outcome } of told) this.#add(end, outcome);
    return told.every(({ end }) => end.ok);
  }

  #add(end: TargetEnd<Result>, outcome: TargetOutcome): void {
    const { target, image, exitCode, disk } = end;
    this.#ends?.push(end);
    this.#codes.add(exitCode);
    this.#disks.add(disk);
    this.#isOk &&= end.ok;
    this.tally.add({
      command: this.#work.command,
      target,
      ...(image === undefined ? {} : { image }),
      outcome,
      exitCode,
      disk,
      ...(end.ok ? {} : { error: end.error }),
    });
    this.#teller.end(end, outcome);
  }

  end(): ManyTargetsEnd<Result> {
    const { summary } = this.tally;
    const isCut = summary.notBegun > 0;
    if (isCut && this.#context.isCancelled()) this.#codes.add(EXIT_CANCELLED);
    return {
      result: { targets: this.#ends ?? [], summary },
      exitCode: exitCodeOfSeveral([...this.#codes]),
      ok: this.#isOk && !isCut,
      disk: diskStateOfSeveral([...this.#disks]),
    };
  }
}
