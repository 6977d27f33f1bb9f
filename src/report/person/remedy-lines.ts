import type { RemedyAccount, RemedyEnd, Results } from '../../jobs/results.ts';
import type { Messages } from '../messages/messages.ts';
import { type Printed, printable, printed } from '../printed.ts';
import { hang } from '../text-layout.ts';
import { changedText } from './change-row.ts';
import type { Style } from './console.ts';
import type { Row } from './rows.ts';

/** The catalogue: what each takes away, where that stands, and who says so. */
export function remediesLines(
  { remedies }: Results['remedies'],
  words: Messages,
  style: Style,
): readonly Printed[] {
  return remedies.flatMap((remedy) => remedyLines(remedy, words, style));
}

function remedyLines(remedy: RemedyAccount, { remedies, language }: Messages, style: Style): Printed[] {
  const { does, caution } = remedy.words[language];
  const { name, isNeeded, places, grade, source } = remedy;
  const state = isNeeded === undefined ? printable('') : printed`  ${stateOf(isNeeded, remedies, style)}`;
  const told = [
    does,
    caution,
    ...places.map(({ key, value }) => `${key}, ${value}`),
    source === undefined ? remedies.unsourced : remedies.grade[grade](source),
  ];
  return [printed`${style.bold(name)}${state}`, ...told.flatMap((text) => hang('  ', text, style.width))];
}

function stateOf(isNeeded: boolean, { needed, notNeeded }: Messages['remedies'], style: Style): Printed {
  return isNeeded ? style.bad(needed) : style.dim(notNeeded);
}

/** Of a repair: what became of those that were named. */
export function remedyRows(ends: readonly RemedyEnd[], words: Messages): Row[] {
  const { remedies, results } = words;
  return ends.map(({ name, state, change }): Row => {
    const changes = change.map((one) => changedText(one, results)).join(results.listSeparator);
    return ['remedy', `${name}: ${state === 'applied' ? changes : remedies.notThere}`];
  });
}
