import type { JobName, Results } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable } from '../printed.ts';
import type { Style } from './console.ts';

/** The person face of each command's result: lines that fit the console. That of one command is loaded, not those of all. */

type Renderer<Name extends JobName> = (
  result: Results[Name],
  words: Messages,
  style: Style,
  detail: Detail,
) => Iterable<Printed>;

/** Whether all is told, or what fits on a screen. */
export type Detail = 'brief' | 'full';

const changeLines = async () => (await import('./change-lines.ts')).changeLines;

const RENDERERS: { readonly [Name in JobName]: () => Promise<Renderer<Name>> } = {
  check: async () => (await import('./check-lines.ts')).checkLines,
  repair: async () => (await import('./repair-lines.ts')).repairLines,
  undo: async () => {
    const [{ snapshotUndoLines }, { undoLines }] = await Promise.all([
      import('./snapshot-lines.ts'),
      import('./undo-lines.ts'),
    ]);
    return (result, words, style) => {
      if ('targets' in result) return [];
      return 'snapshot' in result ? snapshotUndoLines(result, words, style) : undoLines(result, words, style);
    };
  },
  snapshot: async () => (await import('./snapshot-lines.ts')).snapshotLines,
  'list-backups': async () => (await import('./undo-lines.ts')).backupsLines,
  list: async () => {
    const [{ listLines }, { listTable }, { imageListLines }] = await Promise.all([
      import('./list-lines.ts'),
      import('./list-table.ts'),
      import('./image-list-lines.ts'),
    ]);
    return (result, words, style) => {
      const lines = result.withDetails === true ? listLines : listTable;
      const isOnlyImages = result.images !== undefined && result.volumes.length === 0;
      return [...(isOnlyImages ? [] : lines(result, words, style)), ...imageListLines(result, words, style)];
    };
  },
  diagnose: async () => (await import('./diagnosis-lines.ts')).diagnosisLines,
  prevent: async () => (await import('./prevention-lines.ts')).preventionLines,
  remedies: async () => (await import('./remedy-lines.ts')).remediesLines,
  events: async () => (await import('./event-lines.ts')).eventsLines,
  unlock:
    async () =>
    ({ volume, state }, { guided }) => [
      printable(state === 'unlocked' ? guided.unlocked(volume) : guided.alreadyOpen(volume)),
    ],
  query: async () => (await import('./query-lines.ts')).queryLines,
  export: async () => (await import('./export-lines.ts')).exportLines,
  diff: async () => (await import('./diff-lines.ts')).diffLines,
  add: changeLines,
  delete: changeLines,
  import: changeLines,
  version: async () => (result, words) => words.results.version(result).map(printable),
  summary: async () => (await import('./summary-lines.ts')).summaryLines,
  'make-media': async () => (result, words) => words.results.media(result).map(printable),
  'self-test': async () => {
    const { describeError } = await import('../error-text.ts');
    return (result, words) =>
      words.results.selfTest(result, (error) => describeError(error, words).what).map(printable);
  },
};

export async function resultLines<Name extends JobName>(
  name: Name,
  result: Results[Name],
  words: Messages,
  style: Style,
  detail: Detail = 'brief',
): Promise<Iterable<Printed>> {
  // Of many targets each was told when its turn ended.
  if ('summary' in result && result.summary !== undefined)
    return (await import('./summary-lines.ts')).summaryLines(result.summary, words, style);
  const lines = await RENDERERS[name]();
  return lines(result, words, style, detail);
}
