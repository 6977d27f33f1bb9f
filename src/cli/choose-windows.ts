import type { ListedVolume, ListedWindows } from '../jobs/results.ts';
import { nothingFound } from '../jobs/targets.ts';
import { hasSomethingToSay, listLines } from '../report/person/list-lines.ts';
import { linesOf } from '../report/printed.ts';
import type { Context } from './context.ts';
import { chooseNumberOrDetails, confirm } from './terminal/questions.ts';
import { say } from './terminal/say.ts';

/**
 * The Windows that a person means. Where that one is all right and another one is not, the other may be what locks its
 * owner out.
 * @throws HiveError 'windows-nowhere' and 'still-locked' when there is none to choose, 'cancelled'
 */
export async function chooseWindows(
  context: Context,
  windows: readonly ListedWindows[],
  volumes: readonly ListedVolume[],
): Promise<ListedWindows> {
  const { lockedOut } = context.words;
  const [only, ...more] = windows;
  if (only === undefined) {
    throw nothingFound(volumes, true);
  }
  if (more.length === 0) {
    return only;
  }
  say(context, ['']);
  const chosen = windows[(await chosenNumber(context, volumes, windows.length)) - 1] ?? only;
  if (chosen.found?.needsRepair !== false) {
    return chosen;
  }
  for (const other of windows) {
    if (other.found?.needsRepair !== true) continue;
    say(context, ['', lockedOut.otherNeedsRepair(chosen.windowsFolder, other.windowsFolder)]);
    if (await confirm(context, lockedOut.takeOther)) return other;
  }
  return chosen;
}

/** Whoever can't tell them apart by the table asks for more. */
async function chosenNumber(
  context: Context,
  volumes: readonly ListedVolume[],
  count: number,
): Promise<number> {
  const { words, style, surroundings } = context;
  for (;;) {
    const answer = await chooseNumberOrDetails(context, words.guided.whichOne, count);
    if (answer !== 'details') return answer;
    const shown = { volumes: volumes.filter(hasSomethingToSay) };
    surroundings.stderr.write(linesOf(listLines(shown, words, style)));
  }
}
