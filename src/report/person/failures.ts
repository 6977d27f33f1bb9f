import type { JobName, Measure, Results, TargetEnd, TargetRow } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import type { Printed } from '../printed.ts';
import { hang } from '../text-layout.ts';
import { failedLines } from './check-lines.ts';
import type { Style } from './console.ts';
import { measureText } from './prevention-lines.ts';
import { rowOfTarget } from './summary-lines.ts';

/** Of a result, what ended in errors: all that `--quiet` leaves. */
export function failures(result: Results[JobName], words: Messages, style: Style): readonly Printed[] {
  if ('targets' in result) return failedTargets(result.targets, words, style);
  return 'measures' in result ? failedMeasures(result.measures, words, style) : [];
}

function failedTargets(
  targets: readonly (TargetEnd<unknown> | TargetRow)[],
  words: Messages,
  style: Style,
): readonly Printed[] {
  return targets.flatMap((end) => {
    if (!('ok' in end)) return end.outcome === 'not-done' ? rowOfTarget(end, words, style) : [];
    return end.ok ? [] : failedLines(end, words, style);
  });
}

function failedMeasures(measures: readonly Measure[], words: Messages, { width }: Style): readonly Printed[] {
  return measures.flatMap((measure) =>
    measure.error === undefined
      ? []
      : hang(`${words.prevention.labels[measure.measure]}: `, measureText(measure, words), width),
  );
}
