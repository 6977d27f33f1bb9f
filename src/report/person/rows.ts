import type { Messages } from '../messages/messages.ts';
import type { Label } from '../messages/result-messages.ts';
import type { Printed } from '../printed.ts';
import { hang, padEnd, textWidth } from '../text-layout.ts';
import type { Style } from './console.ts';

/** A label and what it says. */
export type Row = readonly [label: Label, text: string];

const INDENT = '  ';

/** Rows under each other, labels in a column; a label that repeats is shown once. */
export function rowLines(rows: readonly Row[], words: Messages, style: Style): Printed[] {
  const { labels } = words.results;
  const width = Math.max(...rows.map(([label]) => textWidth(labels[label])));
  return rows.flatMap(([label, text], index) => {
    const shown = rows[index - 1]?.[0] === label ? '' : labels[label];
    return hang(`${INDENT}${padEnd(shown, width)}${INDENT}`, text, style.width);
  });
}

/** Numbered steps. */
export function stepLines(steps: readonly string[], style: Style): Printed[] {
  return steps.flatMap((step, index) => hang(`${INDENT}${index + 1}. `, step, style.width));
}
