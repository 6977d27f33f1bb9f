import { isHiveError } from '../../ground/errors.ts';
import type { Summary, TargetRow } from '../../jobs/results.ts';
import { describeError, whatAndCode } from '../error-text.ts';
import { nameOf } from '../heading.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printed } from '../printed.ts';
import { hang, padEnd, textWidth, wrap } from '../text-layout.ts';
import type { Style } from './console.ts';

/** Of those that were not done; reports and JSON have all of them. */
const MOST_SHOWN = 20;

type ShownRow = Pick<TargetRow, 'target' | 'image' | 'outcome' | 'error'>;

/** One line of the table that a run on many targets leaves on the screen, as soon as it is known. */
export function rowOfTarget(row: ShownRow, words: Messages, style: Style): Printed[] {
  const { outcomes } = words.many;
  const width = Math.max(...Object.values(outcomes).map(textWidth));
  const label = padEnd(outcomes[row.outcome], width);
  const isBad = row.outcome === 'not-done' || row.outcome === 'repair-needed';
  return [
    printed`${isBad ? style.bad(label) : style.good(label)}  ${style.bold(nameOf(row))}`,
    ...(row.error === undefined ? [] : hang('    ', whatWentWrong(row.error, words), style.width)),
  ];
}

/** "4 repaired, 1 right already, 2 not done", and which were not. */
export function summaryLines(summary: Summary, words: Messages, style: Style): readonly Printed[] {
  const failed = summary.targets.filter(({ outcome }) => outcome === 'not-done');
  const shown = failed.slice(0, MOST_SHOWN);
  return [
    BLANK,
    ...wrap(summaryText(summary, words), style.width).map((line) => style.bold(line)),
    ...shown.flatMap((row) => rowOfTarget(row, words, style)),
    ...(failed.length > shown.length
      ? wrap(words.many.andMore(failed.length - shown.length), style.width)
      : []),
  ];
}

/** The same of a few targets, each of which was told whole. */
export function countsLines(counts: Summary['counts'], words: Messages, style: Style): readonly Printed[] {
  const text = summaryText({ counts, skipped: 0, notBegun: 0 }, words);
  return [BLANK, ...wrap(text, style.width).map((line) => style.bold(line))];
}

export function summaryText(
  { counts, skipped, notBegun }: Pick<Summary, 'counts' | 'skipped' | 'notBegun'>,
  { many, results }: Messages,
): string {
  const parts = Object.entries(counts).map(([outcome, count]) => many.counted(outcome, count));
  return [
    ...(parts.length === 0 ? [many.nothing] : parts),
    ...(skipped === 0 ? [] : [many.skipped(skipped)]),
    ...(notBegun === 0 ? [] : [many.notBegun(notBegun)]),
  ].join(results.listSeparator);
}

/** In this language where it is an error of this run. */
export function whatWentWrong(error: NonNullable<TargetRow['error']>, words: Messages): string {
  return isHiveError(error) ? whatAndCode(error, describeError(error, words).what) : error.message;
}
