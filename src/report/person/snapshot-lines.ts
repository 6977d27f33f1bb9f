import type { SnapshotOutcome, SnapshotUndo } from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import type { Messages } from '../messages/messages.ts';
import type { Printed } from '../printed.ts';
import { hang, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';
import { type Row, rowLines } from './rows.ts';

const INDENT = '  ';

export function snapshotLines(outcome: SnapshotOutcome, words: Messages, style: Style): readonly Printed[] {
  const { snapshots, results } = words;
  const { snapshot, leftOut, removed, stillNeeded, warnings } = outcome;
  const rows: readonly Row[] = [
    ['backup', snapshot.folder],
    ...snapshot.hives.map(({ place }): Row => ['hive', place.join('\\')]),
    ...(removed.length === 0 ? [] : [['note', snapshots.removed(removed)] satisfies Row]),
    ...(stillNeeded.length === 0 ? [] : [['note', snapshots.stillNeeded(stillNeeded)] satisfies Row]),
    ...warnings.map((warning): Row => ['note', results.warning(warning)]),
  ];
  const title = wrap(snapshots.made(outcome), style.width);
  return [
    ...(leftOut.length === 0 ? title.map((line) => style.good(line)) : title),
    ...rowLines(rows, words, style),
    ...(leftOut.length === 0 ? [] : wrap(snapshots.leftOutHeading, style.width)),
    ...leftOut.flatMap(({ error }) => hang(INDENT, describeError(error, words).what, style.width)),
  ];
}

export function snapshotUndoLines(undo: SnapshotUndo, words: Messages, style: Style): readonly Printed[] {
  const { snapshots, results } = words;
  const { restored } = undo;
  const warnings = restored.flatMap((outcome) => outcome.warnings);
  return [
    ...wrap(snapshots.verdict(undo), style.width).map((line) => style.good(line)),
    ...restored.flatMap((outcome) => hang(INDENT, snapshots.hive(outcome), style.width)),
    ...warnings.flatMap((warning) => hang(INDENT, results.warning(warning), style.width)),
  ];
}
