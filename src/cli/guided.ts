import { HiveError, isHiveError } from '../ground/errors.ts';
import { findBootDisks } from '../jobs/boot-disks.ts';
import { installedWindows, survey } from '../jobs/list.ts';
import { refuseHibernated } from '../jobs/refuse-hibernated.ts';
import type { CheckResult, DiagnosisResult, ListedVolume } from '../jobs/results.ts';
import { asTyped } from '../report/messages/command-line.ts';
import { hasSomethingToSay, listLines, virtualDiskLines } from '../report/person/list-lines.ts';
import { listTable } from '../report/person/list-table.ts';
import { lockedOutLines, minuteOf } from '../report/person/locked-out-lines.ts';
import type { Printed } from '../report/printed.ts';
import { BLANK, linesOf } from '../report/printed.ts';
import { chooseWindows } from './choose-windows.ts';
import type { CommandEnd } from './command.ts';
import type { Context } from './context.ts';
import { eachTarget } from './each-target.ts';
import { EXIT_SUCCESS } from './exit-codes.ts';
import { offerRecords, type RecordKeeper } from './keep-records.ts';
import { offerUnlocking, repairOrUnlock } from './repair-or-unlock.ts';
import { confirm, confirmOrDetails } from './terminal/questions.ts';
import { say } from './terminal/say.ts';

/** `hivemend` alone, at a terminal: what is there, what is wrong, one question, the repair. */

export type GuidedEnd =
  | { readonly command: 'check'; readonly end: CommandEnd<'check'> }
  | { readonly command: 'repair'; readonly end: CommandEnd<'repair'> };

/**
 * @throws HiveError 'windows-nowhere' and 'still-locked' when there is none to choose, 'windows-hibernated', 'cancelled' when the question
 *   is answered with no, the error of a Windows that can't be read, and what a repair throws
 */
export async function guide(context: Context, keeper: RecordKeeper): Promise<GuidedEnd> {
  const { words } = context;
  say(context, [words.guided.looking, '']);
  const volumes = await surveyUnlocked(context);
  const windows = installedWindows(volumes);
  const chosen = await chooseWindows(context, windows, volumes);
  const target = chosen.windowsFolder;
  const keepRecords = () => offerRecords(context, keeper, chosen.found?.windows.computerName);
  if (chosen.found?.needsRepair !== true || chosen.found.hibernation?.state === 'hibernated') {
    await keepRecords();
  }
  if (chosen.error !== undefined) {
    const isToBeFinished =
      isUnfinished(chosen.error) && (await confirm(context, words.guided.finishQuestion));
    if (!isToBeFinished) throw chosen.error;
    return { command: 'repair', end: await repaired(context, target) };
  }
  if (chosen.found === undefined || !chosen.found.needsRepair) {
    const end = await checkedEnd(context, target, chosen.found);
    return { command: 'check', end: { ...end, closing: whatElse(context, target) } };
  }
  refuseHibernated(chosen.found.hibernation);
  const { setting, hive, lastRepair } = chosen.found;
  say(context, [
    '',
    words.results.setting(setting),
    ...(lastRepair === undefined ? [] : [words.lockedOut.enforcedAgain(minuteOf(lastRepair.at))]),
    ...(chosen.found.replay === undefined ? [] : [words.guided.dirtyNote]),
    words.guided.willChange(hive, words.results.settingValue(setting)),
    words.guided.willBackUp,
    '',
  ]);
  if (!(await agreesToRepair(context, target))) {
    throw new HiveError('cancelled', {});
  }
  await keepRecords();
  return { command: 'repair', end: await repaired(context, target) };
}

async function repaired(context: Context, target: string): Promise<CommandEnd<'repair'>> {
  return await eachTarget([target], async (name) => {
    const result = await repairOrUnlock(context, name, {});
    return { result, exitCode: EXIT_SUCCESS, disk: result.outcome.disk };
  });
}

/** Whether a repair first puts right what can't be read here. */
function isUnfinished(error: unknown): boolean {
  const isMissing = isHiveError(error, 'hive-missing') && error.details.isInterrupted === true;
  return isMissing || isHiveError(error, 'interrupted-run');
}

/** Says in a line why this PC is locked out; the rest on request. A disk that can't tell keeps nobody from a repair. */
async function agreesToRepair(context: Context, target: string): Promise<boolean> {
  const { words, style, surroundings, saysYes } = context;
  if (saysYes) return true;
  const { repairQuestion } = words.guided;
  const diagnosis = await diagnosisOf(context, target);
  if (diagnosis === undefined) return confirm(context, repairQuestion);
  const { diagnosedLines, verdictLine } = await import('../report/person/diagnosis-lines.ts');
  say(context, [verdictLine(diagnosis, words)]);
  for (;;) {
    const answer = await confirmOrDetails(context, repairQuestion);
    if (answer !== 'details') return answer === 'yes';
    surroundings.stderr.write(linesOf(diagnosedLines({ target }, diagnosis, words, style)));
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
    // What is asked about next need not be told before.
    const told = volumes.filter(({ root, access }) => access.state !== 'locked' || offered.has(root));
    const lines = await overview(told, context);
    stderr.write(linesOf(lines));
    const locked = volumes.find(({ root, access }) => access.state === 'locked' && !offered.has(root));
    if (locked === undefined) {
      return volumes;
    }
    offered.add(locked.root);
    if (lines.length > 0) say(context, ['']);
    const answer = await offerUnlocking(context, locked.root);
    if (answer !== 'unlocked' && installedWindows(volumes).length > 0) {
      return volumes;
    }
  }
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

/**
 * Of a single Windows all that tells whether it is the right one; of several a line each. One that needs nothing is told whole
 * at the end.
 */
async function overview(
  volumes: readonly ListedVolume[],
  { words, style, machine }: Context,
): Promise<readonly Printed[]> {
  const virtualDisks = await findBootDisks(machine, volumes);
  const shown = { volumes: volumes.filter(hasSomethingToSay), virtualDisks };
  if (shown.volumes.length === 0) return virtualDiskLines(virtualDisks, words, style);
  const [only, ...more] = installedWindows(volumes);
  return more.length > 0 || only?.found?.needsRepair === false
    ? listTable(shown, words, style)
    : listLines(shown, words, style);
}

/** Whoever starts hivemend has come for some reason: what may keep the owner out besides. */
function whatElse({ words, resultStyle }: Context, target: string): readonly Printed[] {
  return [BLANK, ...lockedOutLines(words, asTyped(target), resultStyle.width)];
}
