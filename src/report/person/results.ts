import type { JobName, Results } from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable } from '../printed.ts';
import { changeLines } from './change-lines.ts';
import { checkLines } from './check-lines.ts';
import type { Style } from './console.ts';
import { diagnosisLines } from './diagnosis-lines.ts';
import { diffLines } from './diff-lines.ts';
import { eventsLines } from './event-lines.ts';
import { exportLines } from './export-lines.ts';
import { imageListLines } from './image-list-lines.ts';
import { listLines } from './list-lines.ts';
import { listTable } from './list-table.ts';
import { preventionLines } from './prevention-lines.ts';
import { queryLines } from './query-lines.ts';
import { remediesLines } from './remedy-lines.ts';
import { repairLines } from './repair-lines.ts';
import { snapshotLines, snapshotUndoLines } from './snapshot-lines.ts';
import { summaryLines } from './summary-lines.ts';
import { backupsLines, undoLines } from './undo-lines.ts';

/** The person face of each command's result: lines that fit the console. */

type Renderer<Name extends JobName> = (
  result: Results[Name],
  words: Messages,
  style: Style,
  detail: Detail,
) => Iterable<Printed>;

/** Whether all is told, or what fits on a screen. */
export type Detail = 'brief' | 'full';

const RENDERERS: { readonly [Name in JobName]: Renderer<Name> } = {
  check: checkLines,
  repair: repairLines,
  undo: (result, words, style) => {
    if ('targets' in result) return [];
    return 'snapshot' in result ? snapshotUndoLines(result, words, style) : undoLines(result, words, style);
  },
  snapshot: snapshotLines,
  'list-backups': backupsLines,
  list: (result, words, style) => {
    const lines = result.withDetails === true ? listLines : listTable;
    const isOnlyImages = result.images !== undefined && result.volumes.length === 0;
    return [...(isOnlyImages ? [] : lines(result, words, style)), ...imageListLines(result, words, style)];
  },
  diagnose: diagnosisLines,
  prevent: preventionLines,
  remedies: remediesLines,
  events: eventsLines,
  unlock: ({ volume, state }, { guided }) => [
    printable(state === 'unlocked' ? guided.unlocked(volume) : guided.alreadyOpen(volume)),
  ],
  query: queryLines,
  export: exportLines,
  diff: diffLines,
  add: changeLines,
  delete: changeLines,
  import: changeLines,
  version: (result, words) => words.results.version(result).map(printable),
  summary: summaryLines,
  'make-media': (result, words) => words.results.media(result).map(printable),
  'self-test': (result, words) =>
    words.results.selfTest(result, (error) => describeError(error, words).what).map(printable),
};

export function resultLines<Name extends JobName>(
  name: Name,
  result: Results[Name],
  words: Messages,
  style: Style,
  detail: Detail = 'brief',
): Iterable<Printed> {
  // Of many targets each was told when its turn ended.
  if ('summary' in result && result.summary !== undefined) return summaryLines(result.summary, words, style);
  return RENDERERS[name](result, words, style, detail);
}
