import type { Results, UndoOutcome } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable, printed } from '../printed.ts';
import { wrap } from '../text-layout.ts';
import { changedRows } from './change-row.ts';
import type { Style } from './console.ts';
import { replacedRows } from './repair-lines.ts';
import { type Row, rowLines, stepLines } from './rows.ts';

export function undoLines(outcome: UndoOutcome, words: Messages, style: Style): readonly Printed[] {
  const { results } = words;
  // Of other changes nobody can tell what they were for.
  const isRepair = ['repair', 'undo'].includes(outcome.restored?.command ?? outcome.recovery?.command ?? '');
  const isNext = isRepair && outcome.disk === 'restored' && !outcome.alreadyRestored;
  return [
    ...wrap(undoVerdict(outcome, words), style.width).map((line) => style.good(line)),
    ...[outcome, ...(outcome.alongside ?? [])].flatMap((one) => rowLines(undoRows(one, words), words, style)),
    ...(isNext ? [BLANK, printable(results.nextHeading), ...stepLines(results.nextAfterUndo, style)] : []),
  ];
}

export function undoVerdict(outcome: UndoOutcome, { results }: Messages): string {
  if (outcome.restored === undefined) return results.interruptedUndone(outcome);
  if (outcome.alreadyRestored) {
    return results.alreadyRestored;
  }
  return outcome.dryRun ? results.wouldRestore : results.restored;
}

/** What was put back, from where, and where what it replaced is kept. */
export function undoRows(outcome: UndoOutcome, words: Messages): Row[] {
  const { results } = words;
  const { recovery, backup, restored } = outcome;
  return [
    ['hive', outcome.hive],
    ...(recovery === undefined ? [] : [['note', results.recovery[recovery.kind]] satisfies Row]),
    ...(outcome.alreadyRestored ? [] : changedRows(outcome.change, words, restored?.changesLeftOut)),
    ...replacedRows(outcome, words),
    ...(restored === undefined ? [] : [['restored', restored.folder] satisfies Row]),
    ...(backup === undefined ? [] : [['backup', backup.folder] satisfies Row]),
    ...outcome.warnings.map((warning): Row => ['note', results.warning(warning)]),
  ];
}

export function backupsLines(
  { hive, backups, snapshots }: Results['list-backups'],
  words: Messages,
  style: Style,
): readonly Printed[] {
  const { results } = words;
  return [
    style.bold(hive),
    ...(backups.length === 0 ? wrap(results.noBackups, style.width) : []),
    ...backups.flatMap((backup) => [
      printable(`  ${results.backup(backup)}`),
      ...changedRows(backup.change, words, backup.changesLeftOut).flatMap(([, text]) =>
        wrap(text, style.width - 4).map((line) => printed`    ${line}`),
      ),
    ]),
    ...(snapshots.length === 0 ? [] : [style.bold(words.snapshots.listHeading)]),
    ...snapshots.map((snapshot) => printable(`  ${words.snapshots.listed(snapshot)}`)),
  ];
}
