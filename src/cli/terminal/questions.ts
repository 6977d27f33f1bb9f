import type { Context } from '../context.ts';
import {
  ask,
  askNumber,
  askNumberOrDetails,
  askYesNoOrDetails,
  askYesNoOrKey,
  askYesOrNo,
} from './prompt.ts';

/** Every question ends with what can be typed, and that Enter follows. */

/** `--yes` answers it. @throws HiveError 'cancelled' */
export async function confirm(context: Context, question: string): Promise<boolean> {
  const { surroundings, words, style, saysYes } = context;
  return saysYes || (await askYesOrNo(surroundings, `${question} ${words.guided.answers.yesNo}`, style));
}

/** @param isYes what Enter alone means @throws HiveError 'cancelled' */
export async function confirmByDefault(
  { surroundings, words, style, saysYes }: Context,
  question: string,
  isYes: boolean,
): Promise<boolean> {
  const asked = `${question} ${words.guided.answers.yesNoByDefault(isYes)}`;
  return saysYes || (await askYesOrNo(surroundings, asked, style, isYes));
}

/** @returns '' for nothing, as `--yes` answers it. @throws HiveError 'cancelled' */
export async function askText(
  { surroundings, words, style, saysYes }: Context,
  question: string,
): Promise<string> {
  if (saysYes) return '';
  const asked = `${question} ${words.guided.answers.textOrNothing}`;
  return ask(surroundings, asked, style, { room: 30 });
}

/** A key that is typed at once means yes. `--yes` answers it. @throws HiveError 'cancelled' */
export async function confirmOrKey(
  { surroundings, words, style, saysYes }: Context,
  question: string,
): Promise<'yes' | 'no' | { readonly key: string }> {
  if (saysYes) return 'yes';
  return askYesNoOrKey(surroundings, `${question} ${words.guided.answers.yesNo}`, style);
}

/** `--yes` answers it. @throws HiveError 'cancelled' */
export async function confirmOrDetails(
  { surroundings, words, style, saysYes }: Context,
  question: string,
): Promise<'yes' | 'no' | 'details'> {
  if (saysYes) return 'yes';
  return askYesNoOrDetails(surroundings, `${question} ${words.guided.answers.yesNoDetails}`, style);
}

/** @returns from 1 to `count` @throws HiveError 'cancelled' */
export async function chooseNumber(
  { surroundings, words, style }: Context,
  question: string,
  count: number,
): Promise<number> {
  return askNumber(surroundings, `${question} ${words.guided.answers.number(count)}`, count, style);
}

/** @returns from 1 to `count` @throws HiveError 'cancelled' */
export async function chooseNumberOrDetails(
  { surroundings, words, style }: Context,
  question: string,
  count: number,
): Promise<number | 'details'> {
  const asked = `${question} ${words.guided.answers.numberDetails(count)}`;
  return askNumberOrDetails(surroundings, asked, count, style);
}
