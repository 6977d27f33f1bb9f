import type { TargetEnd, TargetRow } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import type { Printed } from '../printed.ts';
import { failedLines } from './check-lines.ts';
import type { Style } from './console.ts';
import { rowOfTarget } from './summary-lines.ts';

/** Of several targets, those whose turns ended in errors: all that `--quiet` leaves. */
export function failures(
  targets: readonly (TargetEnd<unknown> | TargetRow)[],
  words: Messages,
  style: Style,
): readonly Printed[] {
  return targets.flatMap((end) => {
    if (!('ok' in end)) return end.outcome === 'not-done' ? rowOfTarget(end, words, style) : [];
    return end.ok ? [] : failedLines(end, words, style);
  });
}
