import type { ListedVolume, ListedWindows } from '../jobs/results.ts';
import { nothingFound } from '../jobs/targets.ts';
import type { Context } from './context.ts';
import { chooseNumber, confirm } from './terminal/questions.ts';
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
  const { guided, lockedOut } = context.words;
  const [only, ...more] = windows;
  if (only === undefined) {
    throw nothingFound(volumes, true);
  }
  if (more.length === 0) {
    return only;
  }
  say(context, ['']);
  const number = await chooseNumber(context, guided.whichOne, windows.length);
  const chosen = windows[number - 1] ?? only;
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
