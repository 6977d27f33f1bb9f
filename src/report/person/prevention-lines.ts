import type { Measure, PreventionResult } from '../../jobs/results.ts';
import { describeError } from '../error-text.ts';
import { heading } from '../heading.ts';
import { asTyped } from '../messages/command-line.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printed } from '../printed.ts';
import { hang, padEnd, textWidth, wrap } from '../text-layout.ts';
import { otherCausesLines, windowsName } from './check-lines.ts';
import type { Style } from './console.ts';
import { offerLines } from './offer-lines.ts';

/** What was looked at, what was done, and what is left. */
export function preventionLines(result: PreventionResult, words: Messages, style: Style): readonly Printed[] {
  const { measures } = result;
  const left = measures.filter(isLeft).length;
  const failed = measures.filter(({ state }) => state === 'failed').length;
  const verdict = words.prevention.verdict(left, failed);
  const paint = left + failed === 0 ? style.good : style.bad;
  return [
    printed`${style.bold(heading({ target: result.windowsFolder }))} ${paint(verdict)}`,
    ...columns(preventionRows(result, words), style),
    ...otherCausesLines(result, result.online ? undefined : asTyped(result.windowsFolder), words, style),
    ...afterwards(result, words, style),
  ];
}

export function isLeft({ state }: Measure): boolean {
  return state === 'needed' || state === 'declined';
}

/** Labels and what they say. */
export function preventionRows(
  { windows, measures, otherCauses }: PreventionResult,
  words: Messages,
): readonly (readonly [string, string])[] {
  const { results, prevention } = words;
  return [
    [results.labels.windows, windowsName(windows, words)],
    ...measures.map((measure) => [prevention.labels[measure.measure], measureText(measure, words)] as const),
    ...otherCauses.map((cause) => [results.labels.also, results.otherCause(cause)] as const),
  ];
}

/** Of one that failed, what it failed with. */
export function measureText(measure: Measure, words: Messages): string {
  const { error } = measure;
  if (error === undefined) return words.prevention.state(measure);
  if (error.code === 'cancelled') return words.prevention.stopped;
  const { what, next, commands = [] } = describeError(error, words);
  return [what, next, ...commands].join(' ');
}

/** How to go on, and how to go back. */
function afterwards(result: PreventionResult, words: Messages, style: Style): Printed[] {
  const { measures, windowsFolder } = result;
  const target = asTyped(windowsFolder);
  const offer = words.prevention.offer(result, target);
  const lines = [
    ...measures.flatMap((measure) => afterMeasure(measure, result, words, style)),
    ...(measures.some(isLeft) ? offerLines(offer, style.width) : []),
  ];
  return lines.length === 0 ? [] : [BLANK, ...lines];
}

function afterMeasure(
  measure: Measure,
  { online, windowsFolder }: PreventionResult,
  { prevention, results }: Messages,
  { width }: Style,
): Printed[] {
  if (measure.measure === 'recovery-key') {
    const { state, volume = '', keyIds, newKeyId } = measure;
    if (newKeyId !== undefined) return wrap(prevention.newKeyPage(newKeyId), width);
    return state === 'in-order' ? wrap(prevention.recoveryPage(volume, keyIds), width) : [];
  }
  if (measure.state !== 'done') return [];
  if (measure.measure === 'update-suspension')
    return offerLines(prevention.resume(measure.volume, measure.restarts), width);
  return offerLines(online ? prevention.undoPassword : results.nextUndo(asTyped(windowsFolder)), width);
}

function columns(rows: readonly (readonly [string, string])[], style: Style): Printed[] {
  const width = Math.max(...rows.map(([label]) => textWidth(label)));
  return rows.flatMap(([label, text], index) => {
    const shown = rows[index - 1]?.[0] === label ? '' : label;
    return hang(`  ${padEnd(shown, width)}  `, text, style.width);
  });
}
