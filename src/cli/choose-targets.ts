import { HiveError, isHiveError } from '../ground/errors.ts';
import { findTarget, windowsOnThisPc } from '../jobs/targets.ts';
import { hang } from '../report/text-layout.ts';
import type { Context } from './context.ts';
import { chooseNumber } from './terminal/questions.ts';
import { say } from './terminal/say.ts';

/**
 * The targets that a command line means: those it names; without any, the one Windows on this PC. Where several could
 * be meant, a person is asked; `--all` takes them all.
 *
 * @throws HiveError 'ambiguous-target' when there is nobody to ask, 'windows-nowhere' and 'volume-locked' when there is
 *   nothing to choose from, 'cancelled'
 */
export async function chooseTargets(
  context: Context,
  named: readonly string[],
  all: boolean,
): Promise<readonly string[]> {
  if (named.length === 0) {
    return choose(context, await windowsOnThisPc(context.machine), all);
  }
  const chosen: string[] = [];
  for (const name of named) {
    chosen.push(...(await meantBy(context, name, all)));
  }
  return chosen;
}

/** A volume with several Windows folders means none of them by itself. What else is wrong is told when its turn comes. */
async function meantBy(context: Context, name: string, all: boolean): Promise<readonly string[]> {
  try {
    await findTarget(context.machine, name);
    return [name];
  } catch (error) {
    return isHiveError(error, 'ambiguous-target') ? choose(context, error.details.candidates, all) : [name];
  }
}

async function choose(context: Context, found: readonly string[], all: boolean): Promise<readonly string[]> {
  if (found.length <= 1 || all) {
    return found;
  }
  if (!context.canAsk) {
    throw new HiveError('ambiguous-target', { candidates: found });
  }
  const { width } = context.style;
  say(
    context,
    found.flatMap((path, index) => hang(`  ${index + 1}. `, path, width)),
  );
  const number = await chooseNumber(context, context.words.guided.whichOne, found.length);
  const path = found[number - 1];
  return path === undefined ? [] : [path];
}
