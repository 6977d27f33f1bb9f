import type { CheckResult, Results, TargetEnd, WindowsDescription } from '../../jobs/results.ts';
import { describeError, whatAndCode } from '../error-text.ts';
import { fileSize } from '../figures.ts';
import { heading, type Named } from '../heading.ts';
import { asTyped } from '../messages/command-line.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable, printed } from '../printed.ts';
import { hang, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';
import { lastRepairRows, lastSet } from './locked-out-lines.ts';
import { offerLines } from './offer-lines.ts';
import { type Row, rowLines } from './rows.ts';

export function checkLines({ targets }: Results['check'], words: Messages, style: Style): readonly Printed[] {
  return targets.flatMap((end, index) => [
    ...(index === 0 ? [] : [BLANK]),
    ...(end.ok ? checkedLines(end, words, style) : failedLines(end, words, style)),
  ]);
}

function checkedLines(
  end: Extract<TargetEnd<CheckResult>, { readonly ok: true }>,
  words: Messages,
  style: Style,
): Printed[] {
  const { results } = words;
  const { result: found } = end;
  const verdict = found.needsRepair ? style.bad(results.repairNeeded) : style.good(results.nothingToRepair);
  return [
    printed`${style.bold(heading(end))} ${verdict}`,
    ...rowLines(foundRows(found, words), words, style),
    ...otherCausesLines(found, found.hiveSize === undefined ? undefined : typedAgain(end), words, style),
    ...(found.needsRepair ? [BLANK, ...wayToRepair(end, words, style)] : wayBack(end, words, style)),
  ];
}

/**
 * What to do about what else hides the password.
 * @param target as it is typed; undefined for the Windows that runs
 */
export function otherCausesLines(
  { otherCauses, remedies }: Pick<CheckResult, 'otherCauses' | 'remedies'>,
  target: string | undefined,
  { results }: Messages,
  { width }: Style,
): Printed[] {
  if (otherCauses.length === 0) return [];
  return target === undefined
    ? wrap(results.otherCausesUnchanged, width)
    : offerLines(results.takeAway(target, remedies.join(',')), width);
}

/** A repair of a hibernated Windows would be refused: what comes first is told, which ends with running hivemend again. */
function wayToRepair(
  end: Extract<TargetEnd<CheckResult>, { readonly ok: true }>,
  words: Messages,
  { width }: Style,
): Printed[] {
  const { hibernation } = end.result;
  return hibernation?.state === 'hibernated'
    ? wrap(words.errors['windows-hibernated'](hibernation).next, width)
    : offerLines(words.results.fixCommand(typedAgain(end)), width);
}

/** A repair that helped nothing can be taken back. */
function wayBack(
  end: Extract<TargetEnd<CheckResult>, { readonly ok: true }>,
  { results }: Messages,
  { width }: Style,
): Printed[] {
  return end.result.lastRepair === undefined ? [] : offerLines(results.nextUndo(typedAgain(end)), width);
}

/** Of several targets, one whose turn ended in an error. */
export function failedLines(
  end: Extract<TargetEnd<unknown>, { readonly ok: false }>,
  words: Messages,
  style: Style,
): Printed[] {
  const { what, next, commands = [] } = describeError(end.error, words);
  return [
    printed`${style.bold(heading(end))} ${style.bad(words.results.notDone)}`,
    ...hang('  ', whatAndCode(end.error, what), style.width),
    ...hang('  ', next, style.width),
    ...commands.map((command) => printable(`    ${command}`)),
  ];
}

/** What is known of an installation, for `check` and for the reports. */
export function foundRows(found: CheckResult, words: Messages): Row[] {
  const { results } = words;
  const { accounts, microsoftIdentities } = found.accounts;
  const hibernation = found.hibernation === undefined ? undefined : results.hibernation(found.hibernation);
  return [
    ['windows', windowsName(found.windows, words)],
    ...optional('computer', found.windows.computerName),
    ['hive', found.hiveSize === undefined ? found.hive : `${found.hive} (${fileSize(found.hiveSize)})`],
    ['setting', results.setting(found.setting)],
    ...(found.replay === undefined ? [] : replayRows(found.replay, words)),
    ...optional('hibernation', hibernation),
    ...(found.interruptedRun === undefined
      ? []
      : optional('interrupted', results.interruptedRun(found.interruptedRun.startedAt))),
    ...lastRepairRows(found.lastRepair, lastSet(found.setting, found), words),
    ...(accounts.length === 0
      ? optional('accounts', results.noAccounts)
      : accounts.map((account): Row => ['accounts', results.account(account)])),
    ...(microsoftIdentities.length === 0 || accounts.some(({ kind }) => kind === 'microsoft')
      ? []
      : optional('accounts', results.unassignedIdentities(microsoftIdentities))),
    ...found.otherCauses.map((cause): Row => ['also', results.otherCause(cause)]),
  ];
}

export function replayRows(replay: NonNullable<CheckResult['replay']>, words: Messages): Row[] {
  const { results } = words;
  const stopped = replay.applied.filter(({ stop }) => stop === 'entry-torn' || stop === 'sequence-gap');
  return [
    ['dirty', results.replay(replay)],
    ...stopped.map(({ file, stop }): Row => ['log', `${file}: ${results.logStop[stop]}`]),
    ...replay.refused
      .filter(({ reason }) => reason !== 'empty')
      .map(({ file, reason }): Row => ['log', `${file}: ${results.refusedLog[reason]}`]),
  ];
}

/** Such as 'Windows 11 Pro 24H2 (26100.4652)'. */
export function windowsName(windows: WindowsDescription, words: Messages): string {
  if (windows.isPreinstallation) {
    return words.results.preinstallation;
  }
  if (windows.product === undefined) {
    return words.results.windowsUnknown;
  }
  const build =
    windows.build === undefined
      ? ''
      : ` (${[windows.build, windows.revision].filter((part) => part !== undefined).join('.')})`;
  return [windows.product, windows.version].filter((part) => part !== undefined).join(' ') + build;
}

/** The target and the options that have to be given again, as they can be typed. */
export function typedAgain({ target, carriedOptions = [] }: Named): string {
  return [target, ...carriedOptions].map(asTyped).join(' ');
}

function optional(label: Row[0], text: string | undefined): Row[] {
  return text === undefined ? [] : [[label, text]];
}
