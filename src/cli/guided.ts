import { HiveError, isHiveError } from '../ground/errors.ts';
import { installedWindows, survey } from '../jobs/list.ts';
import { refuseHibernated } from '../jobs/refuse-hibernated.ts';
import type { CheckResult, DiagnosisResult, ListedVolume, ListedWindows } from '../jobs/results.ts';
import { nothingFound } from '../jobs/targets.ts';
import { hasSomethingToSay, listLines } from '../report/person/list-lines.ts';
import { linesOf } from '../report/printed.ts';
import type { CommandEnd } from './command.ts';
import type { Context } from './context.ts';
import { eachTarget } from './each-target.ts';
import { EXIT_SUCCESS } from './exit-codes.ts';
import { offerUnlocking, repairOrUnlock } from './repair-or-unlock.ts';
import { askNumber, askYesNoOrDetails, askYesOrNo } from './terminal/prompt.ts';
import { say } from './terminal/say.ts';

/** `hivemend` alone, at a terminal: what is there, what is wrong, one question, the repair. */

export type GuidedEnd =
  | { readonly command: 'check'; readonly end: CommandEnd<'check'> }
  | { readonly command: 'repair'; readonly end: CommandEnd<'repair'> };

/**
 * @throws HiveError 'windows-nowhere' and 'still-locked' when there is none to choose, 'windows-hibernated', 'cancelled' when the question
 *   is answered with no, the error of a Windows that can't be read, and what a repair throws
 */
export async function guide(context: Context): Promise<GuidedEnd> {
  const { words } = context;
  say(context, [words.guided.looking, '']);
  const volumes = await surveyUnlocked(context);
  const windows = installedWindows(volumes);
  const chosen = await chooseOne(context, windows, volumes);
  const target = chosen.windowsFolder;
  if (chosen.error !== undefined) {
    throw chosen.error;
  }
  if (chosen.found === undefined || !chosen.found.needsRepair) {
    return { command: 'check', end: await checkedEnd(context, target, chosen.found) };
  }
  refuseHibernated(chosen.found.hibernation);
  const { setting, hive } = chosen.found;
  say(context, [
    '',
    words.results.setting(setting),
    ...(chosen.found.replay === undefined ? [] : [words.guided.dirtyNote]),
    words.guided.willChange(hive, words.results.settingValue(setting)),
    words.guided.willBackUp,
    '',
  ]);
  if (!context.saysYes && !(await agreesToRepair(context, target))) {
    throw new HiveError('cancelled', {});
  }
  const end = await eachTarget([target], async (name) => {
    const result = await repairOrUnlock(context, name, {});
    return { result, exitCode: EXIT_SUCCESS, disk: result.outcome.disk };
  });
  return { command: 'repair', end };
}

/** Says in a line why this PC is locked out; the rest on request. A disk that can't tell keeps nobody from a repair. */
async function agreesToRepair(context: Context, target: string): Promise<boolean> {
  const { words, style, surroundings } = context;
  const diagnosis = await diagnosisOf(context, target);
  if (diagnosis === undefined) return askYesOrNo(surroundings, words.guided.repairQuestion, style);
  const { diagnosedLines, verdictLine } = await import('../report/person/diagnosis-lines.ts');
  say(context, [verdictLine(diagnosis, words)]);
  for (;;) {
    const answer = await askYesNoOrDetails(surroundings, words.guided.repairOrDetailsQuestion, style);
    if (answer !== 'details') return answer === 'yes';
    surroundings.stderr.write(linesOf(diagnosedLines(target, diagnosis, words, style)));
  }
}

async function diagnosisOf({ machine }: Context, target: string): Promise<DiagnosisResult | undefined> {
  const { diagnoseTarget } = await import('../jobs/diagnose.ts');
  try {
    return await diagnoseTarget(machine, target, {});
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}

/** Shows what is there. A locked drive may hold the Windows that is meant: unlocking is offered, once for each. */
async function surveyUnlocked(context: Context): Promise<readonly ListedVolume[]> {
  const offered = new Set<string>();
  for (;;) {
    const volumes = await survey(context.machine, []);
    const { stderr } = context.surroundings;
    const lines = listLines({ volumes: volumes.filter(hasSomethingToSay) }, context.words, context.style);
    stderr.write(linesOf(lines));
    const locked = volumes.find(({ root, access }) => access.state === 'locked' && !offered.has(root));
    if (locked === undefined) {
      return volumes;
    }
    offered.add(locked.root);
    say(context, ['']);
    const answer = await offerUnlocking(context, locked.root);
    if (answer !== 'unlocked' && installedWindows(volumes).length > 0) {
      return volumes;
    }
  }
}

async function chooseOne(
  context: Context,
  windows: readonly ListedWindows[],
  volumes: readonly ListedVolume[],
): Promise<ListedWindows> {
  const { words, style, surroundings } = context;
  const [only, ...more] = windows;
  if (only === undefined) {
    throw nothingFound(volumes, true);
  }
  if (more.length === 0) {
    return only;
  }
  say(context, ['']);
  const number = await askNumber(surroundings, words.guided.whichOne(windows.length), windows.length, style);
  return windows[number - 1] ?? only;
}

async function checkedEnd(
  { machine }: Context,
  target: string,
  found: CheckResult | undefined,
): Promise<CommandEnd<'check'>> {
  if (found === undefined) {
    const files = await machine.files();
    throw new HiveError('hive-missing', { path: files.join(target, 'System32', 'config', 'SOFTWARE') });
  }
  return eachTarget(
    [target],
    async () => ({ result: found, exitCode: EXIT_SUCCESS, disk: 'unchanged' }) as const,
  );
}
