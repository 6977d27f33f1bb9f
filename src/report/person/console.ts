import { type Printed, printable } from '../printed.ts';

/** What a console can show. */

export interface Style {
  /** Columns that text may take. */
  readonly width: number;
  bold(text: string): Printed;
  good(text: string): Printed;
  bad(text: string): Printed;
  dim(text: string): Printed;
}

const ESCAPE = '\u001b[';

/** Of a terminal that does not know its own. */
const USUAL_COLUMNS = 80;

/**
 * @param columns of the terminal; text is never wider than 100 columns, which would be hard to read. Undefined: no
 *   terminal, and whatever reads the text cuts lines as it wants
 */
export function styleFor(columns: number | undefined, hasColors: boolean): Style {
  const paint = (code: number) => (text: string) =>
    (hasColors ? `${ESCAPE}${code}m${printable(text)}${ESCAPE}0m` : printable(text)) as Printed;
  // The last column stays free: the Windows console puts an empty line after a full one.
  const width =
    columns === undefined
      ? Number.POSITIVE_INFINITY
      : Math.min(Math.max(columns === 0 ? USUAL_COLUMNS : columns, 20), 100) - 1;
  return { width, bold: paint(1), good: paint(32), bad: paint(31), dim: paint(2) };
}
