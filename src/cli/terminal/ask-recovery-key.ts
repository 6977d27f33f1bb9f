import { HiveError } from '../../ground/errors.ts';
import { isKeyGroup } from '../../jobs/unlock.ts';
import { type Printed, printable, printed } from '../../report/printed.ts';
import { padEnd, textWidth } from '../../report/text-layout.ts';
import type { Context } from '../context.ts';
import type { Key } from '../surroundings.ts';
import { KeyEntry } from './key-entry.ts';
import { say } from './say.ts';

/**
 * Nobody types two digits within this time; what is pasted comes faster. So a person is told of a wrong group at its sixth
 * digit, and what is pasted behind one is not taken for its correction.
 */
const PAUSE_MS = 120;

/**
 * Asks for the 48 digits until each group of them can be right; only those are asked for again that can't.
 * @param begun digits that were typed before, at another question.
 * @throws HiveError 'cancelled' on Ctrl+C or at the end of the input.
 */
export async function askRecoveryKey(context: Context, begun = ''): Promise<string> {
  const entry = new KeyEntry(isKeyGroup);
  entry.type(begun);
  let isAsked = begun !== '';
  for (;;) {
    if (!isAsked) await readLine(context, entry);
    isAsked = false;
    const { mistyped, unfinished } = entry.look();
    if (mistyped.length + unfinished.length === 0) return entry.text;
    tellWrong(context, mistyped, unfinished);
  }
}

function tellWrong(context: Context, mistyped: readonly number[], unfinished: readonly number[]): void {
  const { guided } = context.words;
  const isNothingTyped = mistyped.length === 0 && unfinished.length === 8;
  if (isNothingTyped) return;
  say(
    context,
    mistyped.length > 0 ? [guided.groupsMistyped(mistyped)] : [guided.groupsUnfinished(unfinished)],
  );
}

/** Until Enter. */
function readLine(context: Context, entry: KeyEntry): Promise<void> {
  const { surroundings, words, style } = context;
  const { stdin, stderr } = surroundings;
  const prompt = printed`${printable(words.guided.keyQuestion)} `;
  let shown: Printed = printable('');
  const render = (): void => {
    const line = printable(`${prompt}${entry.shown}`.slice(-style.width));
    stderr.write(printed`\r${padEnd(line, textWidth(shown))}\r${line}`);
    shown = line;
  };
  return new Promise((resolve, reject) => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    const lookSoon = (): void => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        entry.pause();
        if (!entry.hasMistyped) return;
        stderr.write(printed`\n`);
        tellWrong(context, entry.look().mistyped, []);
        shown = printable('');
        render();
      }, PAUSE_MS);
    };
    const stop = stdin.onKey((key: Key) => {
      if (key.name === 'enter') {
        finish();
        resolve();
      } else if (key.name === 'interrupt' || (key.name === 'end-of-input' && entry.isEmpty)) {
        finish();
        reject(new HiveError('cancelled', {}));
      } else {
        take(entry, key);
        render();
        lookSoon();
      }
    });
    const finish = (): void => {
      clearTimeout(pause);
      stop();
      stderr.write(printed`\n`);
    };
    // Whoever sees the question may type: the terminal must give keys by then, and not show them itself.
    render();
  });
}

/** By which all groups are shown, and hidden again. */
const SHOW = 's';

function take(entry: KeyEntry, { name, text = '' }: Key): void {
  if (name === 'backspace') entry.erase();
  else if (name === 'clear-line') entry.clear();
  else if (name === 'other' && text.normalize('NFKC').toLowerCase() === SHOW) entry.toggle();
  else if (name === 'other') entry.type(text);
}
