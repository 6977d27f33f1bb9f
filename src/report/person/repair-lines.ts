import type {
  HiveOutcome,
  OnlineRepairResult,
  RepairOutcome,
  RepairResult,
  Results,
  TargetEnd,
  WriteMethod,
} from '../../jobs/results.ts';
import { type Named, nameOf } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable } from '../printed.ts';
import { wrap } from '../text-layout.ts';
import { changeRow } from './change-row.ts';
import { failedLines, otherCausesLines, replayRows, typedAgain, windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { lastRepairRows, lastSet } from './locked-out-lines.ts';
import { offerLines } from './offer-lines.ts';
import { remedyRows } from './remedy-lines.ts';
import { type Row, rowLines, stepLines } from './rows.ts';

export function repairLines(
  { targets }: Results['repair'],
  words: Messages,
  style: Style,
): readonly Printed[] {
  return targets.flatMap((end, index) => [
    ...(index === 0 ? [] : [BLANK]),
    ...(end.ok ? repairedLines(end, words, style) : failedLines(end, words, style)),
  ]);
}

type RepairedEnd = Extract<TargetEnd<RepairResult>, { readonly ok: true }>;

function repairedLines(end: RepairedEnd, words: Messages, style: Style): Printed[] {
  const { result } = end;
  const { found } = result;
  return [
    style.bold(nameOf(end)),
    ...rowLines(repairRows(result, words), words, style),
    ...(found === undefined
      ? []
      : otherCausesLines(found, result.online ? undefined : typedAgain(end), words, style)),
    BLANK,
    // Behind the facts: on a small console their beginning may have scrolled away.
    ...wrap(verdict(result, words), style.width).map((line) => style.good(line)),
    ...nextLines(end, words, style),
  ];
}

export function verdict({ outcome }: RepairResult, { results }: Messages): string {
  if (outcome.alreadyRight) {
    return results.alreadyRight;
  }
  if (outcome.dryRun) {
    return results.wouldChange;
  }
  if (!isSettingChanged(outcome)) return results.remedied;
  const { after } = outcome.change;
  return after.because === 'value' && after.state === 'enforced'
    ? results.valueSet(after.value)
    : results.repaired;
}

/** A change may be about nothing but what else hides the password. */
function isSettingChanged({ alreadyRight, change: { before, after } }: RepairResult['outcome']): boolean {
  return !alreadyRight && JSON.stringify(before) !== JSON.stringify(after);
}

/** In which Windows what was done, how it was proven, and what else stands in the way. */
export function repairRows(result: RepairResult, words: Messages): Row[] {
  const { found } = result;
  return [
    ...(found === undefined ? [] : [['windows', windowsName(found.windows, words)] satisfies Row]),
    ...(found?.windows.computerName === undefined
      ? []
      : [['computer', found.windows.computerName] satisfies Row]),
    ...(result.online ? onlineRows(result, words) : outcomeRows(result.outcome, words)),
    ...(result.online || !result.outcome.alreadyRight
      ? []
      : lastRepairRows(result.lastRepair, lastSet(result.outcome.change.after, found), words)),
    ...(found?.otherCauses ?? []).map((cause): Row => ['also', words.results.otherCause(cause)]),
  ];
}

function onlineRows({ outcome, found }: OnlineRepairResult, words: Messages): Row[] {
  return [
    ['hive', outcome.key],
    ...(outcome.alreadyRight ? [] : [changeRow(outcome.change, words)]),
    ...found.accounts.accounts.map((account): Row => ['accounts', words.results.account(account)]),
  ];
}

function outcomeRows(outcome: RepairOutcome, words: Messages): Row[] {
  return hiveRows(outcome, words, [
    ...(isSettingChanged(outcome) ? [changeRow(outcome.change, words)] : []),
    ...remedyRows(outcome.remedies ?? [], words),
  ]);
}

/** What became of one hive. @param change what was changed, where that is told in rows. */
export function hiveRows(outcome: HiveOutcome, words: Messages, change: readonly Row[] = []): Row[] {
  const { results } = words;
  const { verification, recovery, replay, backup } = outcome;
  return [
    ['hive', outcome.hive],
    ...(recovery === undefined ? [] : [['note', results.recovery[recovery.kind]] satisfies Row]),
    ...(replay === undefined ? [] : replayRows(replay, words)),
    ...change,
    ...(verification === undefined
      ? []
      : [
          [
            'verified',
            results.verified(
              verification.bytesChecked,
              verification.changedRanges.reduce((sum, { length }) => sum + length, 0),
              verification.changedRanges.length,
            ),
          ] satisfies Row,
        ]),
    ...(backup === undefined ? [] : [['backup', backup.folder] satisfies Row]),
    ...replacedRows(outcome, words),
    ...outcome.warnings.map((warning): Row => ['note', results.warning(warning)]),
  ];
}

/** That a hive is a new file now, and why. */
export function replacedRows({ because }: WriteMethod, { results }: Messages): Row[] {
  return because === undefined ? [] : [['note', results.replaced[because]]];
}

function nextLines(end: RepairedEnd, words: Messages, style: Style): Printed[] {
  const { results } = words;
  const { result } = end;
  const { outcome } = result;
  if (outcome.alreadyRight) {
    const isOurs = !result.online && result.lastRepair !== undefined;
    return [
      ...(isOurs ? offerLines(results.nextUndo(typedAgain(end)), style.width) : []),
      ...(end.image === undefined ? offerLines(words.lockedOut.hint, style.width) : []),
    ];
  }
  if (outcome.dryRun) {
    return [];
  }
  const steps = nextSteps(end, result, words);
  const undo = result.online ? results.nextUndoOnline : results.nextUndo(typedAgain(end));
  return [
    ...(steps.length === 0 ? [] : [printable(results.nextHeading), ...stepLines(steps, style)]),
    BLANK,
    ...offerLines(undo, style.width),
  ];
}

/** What to do so that the password is used: nothing when the repair was about something else, or an image's, whose PC is none yet. */
export function nextSteps({ image }: Named, result: RepairResult, { results }: Messages): readonly string[] {
  const { outcome, found } = result;
  if (image !== undefined || outcome.disk !== 'changed' || outcome.change.after.state !== 'off') {
    return [];
  }
  if (result.online) return results.nextAfterOnline;
  return results.nextAfterRepair(result.startedFrom, (found?.otherCauses.length ?? 0) > 0);
}
