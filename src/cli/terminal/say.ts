import { linesOf } from '../../report/printed.ts';
import { wrap } from '../../report/text-layout.ts';
import type { Context } from '../context.ts';

/** Tells a person something while a command runs. */
export function say({ surroundings, style }: Context, paragraphs: readonly string[]): void {
  const lines = paragraphs.flatMap((paragraph) => wrap(paragraph, style.width));
  surroundings.stderr.write(linesOf(lines));
}
