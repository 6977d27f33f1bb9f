import { eastAsianWidth } from 'get-east-asian-width';
import { type Printed, printable } from './printed.ts';

/** Laying out text on a console of fixed-width cells, where a full-width character takes two. */

/** Letters of which each takes a column. */
const PLAIN = /^[ -~]*$/;

/** Columns that `text` takes. Combining marks and other characters without a cell of their own count nothing. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
  }
  return width;
}

function characterWidth(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) {
    return 0;
  }
  if (codePoint < 0x300) {
    return 1;
  }
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) {
    return 0;
  }
  return eastAsianWidth(codePoint);
}

/** `text` followed by spaces up to `width` columns. */
export function padEnd(text: string, width: number): Printed {
  const shown = printable(text);
  return printable(shown + ' '.repeat(Math.max(0, width - textWidth(shown))));
}

/** Characters that must not begin a line of Japanese (JIS X 4051), and those that must not end one. */
const NOT_FIRST = '、。，．・：；？！）」』】〉》〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;?!)]}';
const NOT_LAST = '（「『【〈《〔［｛([{';

/**
 * Breaks text into lines of at most `width` columns: at spaces, and between full-width characters as Japanese
 * typesetting allows. A word that is longer than a line is broken behind the separators of a path, or where the line ends; nothing is cut off.
 * A line feed in the text is none: a name may hold one.
 */
export function wrap(text: string, width: number): Printed[] {
  return wrapParagraph(printable(text), Math.max(2, width)).map(printable);
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const whole = paragraph.trimEnd();
  if (textWidth(whole) <= width) {
    return [whole];
  }
  const lines: string[] = [];
  let line = '';
  for (const piece of unbreakablePieces(paragraph).flatMap((each) => fitting(each, width))) {
    if (line !== '' && textWidth(line) + textWidth(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

function fitting(piece: string, width: number): readonly string[] {
  return textWidth(piece.trimEnd()) > width ? cutToWidth(piece, width) : [piece];
}

/** Words with the spaces after them; a full-width character is a word of its own unless a rule ties it to another. */
function unbreakablePieces(paragraph: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let previous = '';
  for (const character of paragraph) {
    if (piece !== '' && mayBreakBetween(previous, character)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
    previous = character;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

function mayBreakBetween(before: string, after: string): boolean {
  if (before === ' ') {
    return after !== ' ';
  }
  if (after === ' ' || NOT_FIRST.includes(after) || NOT_LAST.includes(before)) {
    return false;
  }
  return characterWidth(before) === 2 || characterWidth(after) === 2;
}

/** Parts that fit: cut behind a separator of a path where there is one, and where the line ends otherwise. */
function cutToWidth(piece: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of piece) {
    if (textWidth(part) + characterWidth(character) > width) {
      const end = Math.max(part.lastIndexOf('/'), part.lastIndexOf('\\')) + 1;
      const cut = end > 0 ? end : part.length;
      parts.push(part.slice(0, cut));
      part = part.slice(cut);
    }
    part += character;
  }
  return [...parts, part];
}

/** Wrapped text whose first line begins with `first` and whose other lines are indented to the same column. */
export function hang(first: string, text: string, width: number): Printed[] {
  const heading = printable(first);
  const indent = textWidth(heading);
  return wrap(text, width - indent).map((line, index) =>
    printable(`${index === 0 ? heading : ' '.repeat(indent)}${line}`.trimEnd()),
  );
}
