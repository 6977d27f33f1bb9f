/** What a console can show, and text made safe for it. */

export interface Style {
  /** Columns that text may take. */
  readonly width: number;
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
}

const ESCAPE = '\u001b[';

/** @param columns of the terminal; text is never wider than 100 columns, which would be hard to read */
export function styleFor(columns: number | undefined, hasColors: boolean): Style {
  const paint = (code: number) => (text: string) =>
    hasColors ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text;
  // The last column stays free: the Windows console puts an empty line after a full one.
  const width = Math.min(Math.max(columns ?? 80, 20), 100) - 1;
  return { width, bold: paint(1), good: paint(32), bad: paint(31), dim: paint(2) };
}

/** Names from a disk or a hive, without characters that would move the cursor or turn the direction of writing. */
export function printable(text: string): string {
  // Compiling the expression below takes time that most lines need not spend.
  if (/^[ -~]*$/.test(text)) {
    return text;
  }
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
