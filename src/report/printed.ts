import type { Branded } from '../ground/brand.ts';

/**
 * Text that a terminal takes for text: a volume's name, a user's or a key's may hold escape sequences that clear the
 * screen, or turn the direction of writing. Standard output and standard error accept nothing else (`cli/surroundings.ts`),
 * and only this file and `Style` make it, so that no name can be printed as it lies on a disk.
 */
export type Printed = Branded<string, 'Printed'>;

/** What moves the cursor, starts an escape sequence, turns the direction of writing, or breaks a line. */
const controls = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Any text, with such characters as `\u{1b}`. What is printable already stays as it is. */
export function printable(text: string): Printed {
  // Making the expression takes time that most lines need not spend.
  if (/^[ -~]*$/.test(text)) {
    return text as Printed;
  }
  return text.replace(controls(), (character) => `\\u{${codeOf(character).toString(16)}}`) as Printed;
}

/** Text of the program's own, line feeds and carriage returns included, with printable parts in it. */
export function printed(own: TemplateStringsArray, ...parts: readonly Printed[]): Printed {
  return own.map((text, index) => (index === 0 ? '' : (parts[index - 1] ?? '')) + text).join('') as Printed;
}

/** An empty line. */
export const BLANK = printable('');

export function linesOf(lines: readonly Printed[]): Printed {
  return lines.map((line) => `${line}\n`).join('') as Printed;
}

/** Pieces as few larger ones: each is given to the system by itself. */
export function* inLargerPieces(pieces: Iterable<Printed>): Generator<Printed, void, void> {
  let larger = '';
  for (const piece of pieces) {
    larger += piece;
    if (larger.length < PIECE_SIZE) continue;
    yield larger as Printed;
    larger = '';
  }
  if (larger !== '') yield larger as Printed;
}

/** Letters. */
const PIECE_SIZE = 65_536;

/** Each with the end of a line. */
export function* endedLines(lines: Iterable<Printed>): Generator<Printed, void, void> {
  for (const line of lines) yield `${line}\n` as Printed;
}

/** A JSON text whose strings can be shown: JSON itself leaves all but the first 32 controls as they are. */
export function printableJson(json: string): Printed {
  if (/^[\n -~]*$/.test(json)) {
    return json as Printed;
  }
  return json.replace(controls(), (character) =>
    character === '\n' ? '\n' : jsonEscape(character),
  ) as Printed;
}

function jsonEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
