import type { LazyList } from '../../ground/lazy-list.ts';
import type { ChangeResult, RegistryDifference } from '../../jobs/registry-results.ts';
import type { Messages } from '../messages/messages.ts';
import { BLANK, type Printed, printable } from '../printed.ts';
import { wrap } from '../text-layout.ts';
import { typedAgain } from './check-lines.ts';
import type { Style } from './console.ts';
import { differenceLines, skippedLines } from './diff-lines.ts';
import { offerLines } from './offer-lines.ts';
import { hiveRows } from './repair-lines.ts';
import { rowLines } from './rows.ts';

/** More of what was done would scroll what counts off the screen. */
const DIFFERENCES_SHOWN = 20;
const LETTERS_SHOWN = 400;

/** What `add`, `delete` and `import` did, or would do. Differences are never wrapped. */
export function* changeLines(
  result: ChangeResult,
  words: Messages,
  style: Style,
): Generator<Printed, void, void> {
  const { registry, results } = words;
  const { alreadyRight, dryRun, hives, warnings } = result;
  for (const line of wrap(registry.changeVerdict(result), style.width)) yield style.good(line);
  const { shown, left } = firstOf(result.differences, dryRun ? Number.POSITIVE_INFINITY : DIFFERENCES_SHOWN);
  for (const line of differenceLines(shown, registry)) yield shortened(line, registry);
  if (left > 0) yield printable(registry.moreDifferences(left));
  yield* skippedLines(result, registry);
  for (const hive of hives) yield* rowLines(hiveRows(hive, words), words, style);
  yield* rowLines(
    warnings.map((warning) => ['note', results.warning(warning)]),
    words,
    style,
  );
  if (alreadyRight || dryRun) return;
  yield BLANK;
  yield* offerLines(results.nextUndo(typedAgain(result)), style.width);
}

/** A value of a megabyte would do so as well. */
function shortened(line: Printed, registry: Messages['registry']): Printed {
  const left = line.length - LETTERS_SHOWN;
  return left <= 0 ? line : printable(`${line.slice(0, LETTERS_SHOWN)}${registry.moreLetters(left)}`);
}

function firstOf(differences: LazyList<RegistryDifference>, most: number) {
  const shown: RegistryDifference[] = [];
  let count = 0;
  for (const difference of differences) {
    count++;
    if (shown.length < most) shown.push(difference);
    else if (differences.count !== undefined) return { shown, left: differences.count - most };
  }
  return { shown, left: count - shown.length };
}
