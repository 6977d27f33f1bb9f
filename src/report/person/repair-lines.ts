import type { RepairOutcome, UndoOutcome } from '../../repair/outcome.ts';
import type { Messages } from '../messages/messages.ts';
import type { RepairResult, Results } from '../results.ts';
import { wrap } from '../text-layout.ts';
import { failedLines, quoted, replayRows, windowsName } from './check-lines.ts';
import { printable, type Style } from './console.ts';
import { type Row, rowLines, stepLines } from './rows.ts';

export function repairLines(
  { targets }: Results['repair'],
  words: Messages,
  style: Style,
): readonly string[] {
  return targets.flatMap((end, index) => [
    ...(index === 0 ? [] : ['']),
    ...(end.ok ? repairedLines(end.target, end.result, words, style) : failedLines(end, words, style)),
  ]);
}

export function repairedLines(target: string, result: RepairResult, words: Messages, style: Style): string[] {
  const { outcome, found } = result;
  const otherCauses = found?.otherCauses ?? [];
  const { results } = words;
  return [
    `${style.bold(printable(target))}: ${style.good(verdict(outcome, words))}`,
    ...rowLines(
      [
        ...(found === undefined ? [] : [['windows', windowsName(found.windows, words)] satisfies Row]),
        ...outcomeRows(outcome, words),
        ...otherCauses.map((cause): Row => ['also', results.otherCause(cause)]),
      ],
      words,
      style,
    ),
    ...(otherCauses.length === 0 ? [] : wrap(results.otherCausesUnchanged, style.width)),
    ...nextLines(target, outcome, words, style),
  ];
}

function nextLines(target: string, outcome: RepairOutcome, words: Messages, style: Style): string[] {
  const { results } = words;
  const hint = printable(results.nextUndo(quoted(target)));
  if (outcome.dryRun || (outcome.alreadyRight && outcome.recovery === undefined)) {
    return [];
  }
  const isOff = outcome.change.after.state === 'off';
  return [
    ...(isOff ? ['', results.nextHeading, ...stepLines(results.nextAfterRepair, style)] : []),
    '',
    ...wrap(hint, style.width),
  ];
}

export function verdict(outcome: RepairOutcome, words: Messages): string {
  const { results } = words;
  if (outcome.alreadyRight) {
    return results.alreadyRight;
  }
  if (outcome.dryRun) {
    return results.wouldChange;
  }
  const { after } = outcome.change;
  return after.because === 'value' && after.state === 'enforced'
    ? results.valueSet(after.value)
    : results.repaired;
}

/** What was done and how it was proven. */
export function outcomeRows(outcome: RepairOutcome, words: Messages): Row[] {
  const { results } = words;
  const { verification } = outcome;
  return [
    ['hive', outcome.hive],
    ...(outcome.recovery === undefined
      ? []
      : [['note', results.recovery[outcome.recovery.kind]] satisfies Row]),
    ...(outcome.replay === undefined ? [] : replayRows(outcome.replay, words)),
    ...(outcome.alreadyRight ? [] : [changeRow(outcome, words)]),
    ...(verification === undefined
      ? []
      : [
          [
            'verified',
            results.verified(
              verification.bytesCompared,
              verification.changedRanges.reduce((sum, { length }) => sum + length, 0),
              verification.changedRanges.length,
            ),
          ] satisfies Row,
        ]),
    ...(outcome.backup === undefined ? [] : [['backup', outcome.backup.folder] satisfies Row]),
    ...outcome.warnings.map((warning): Row => ['note', results.warning(warning)]),
  ];
}

function changeRow({ change }: RepairOutcome | UndoOutcome, { results }: Messages): Row {
  return ['change', results.change(results.settingValue(change.before), results.settingValue(change.after))];
}

export function undoLines(outcome: UndoOutcome, words: Messages, style: Style): readonly string[] {
  const { results } = words;
  const wrote = outcome.disk === 'restored' && !outcome.alreadyRestored;
  return [
    ...wrap(undoVerdict(outcome, words), style.width).map((line) => style.good(line)),
    ...rowLines(undoRows(outcome, words), words, style),
    ...(wrote ? ['', results.nextHeading, ...stepLines(results.nextAfterUndo, style)] : []),
  ];
}

export function undoVerdict(outcome: UndoOutcome, { results }: Messages): string {
  if (outcome.alreadyRestored) {
    return results.alreadyRestored;
  }
  return outcome.dryRun ? results.wouldRestore : results.restored;
}

/** What was put back, from where, and where what it replaced is kept. */
export function undoRows(outcome: UndoOutcome, words: Messages): Row[] {
  const { results } = words;
  return [
    ['hive', outcome.hive],
    ...(outcome.recovery === undefined
      ? []
      : [['note', results.recovery[outcome.recovery.kind]] satisfies Row]),
    changeRow(outcome, words),
    ['restored', outcome.restored.folder],
    ...(outcome.backup === undefined ? [] : [['backup', outcome.backup.folder] satisfies Row]),
    ...outcome.warnings.map((warning): Row => ['note', results.warning(warning)]),
  ];
}

export function backupsLines(
  { hive, backups }: Results['list-backups'],
  words: Messages,
  style: Style,
): readonly string[] {
  const { results } = words;
  return [
    style.bold(printable(hive)),
    ...(backups.length === 0 ? wrap(results.noBackups, style.width) : []),
    ...backups.flatMap((backup) => [
      `  ${printable(results.backup(backup))}`,
      ...wrap(
        results.change(results.settingValue(backup.change.before), results.settingValue(backup.change.after)),
        style.width - 4,
      ).map((line) => `    ${line}`),
    ]),
  ];
}
