import { HiveError } from '../../ground/errors.ts';
import type { Style } from '../../report/person/console.ts';
import { BLANK, linesOf, type Printed, printable, printed } from '../../report/printed.ts';
import { padEnd, textWidth, wrap } from '../../report/text-layout.ts';
import type { Input, Key, Output } from '../surroundings.ts';

/**
 * Questions at a terminal. The line is written again at each key with nothing but a carriage return, which every
 * console understands; escape sequences and Unicode symbols are not needed.
 */

/** An answer longer than this is a mistake. */
const LONGEST_ANSWER = 200;

export interface Terminal {
  readonly stdin: Input;
  readonly stderr: Pick<Output, 'write'>;
}

export interface QuestionOptions {
  /** What the screen shows of what was typed. */
  readonly show?: (typed: string) => string;
  /** Columns for the answer, beside the end of the question. */
  readonly room?: number;
}

/**
 * Asks for a line.
 * @throws HiveError 'cancelled' on Ctrl+C or at the end of the input.
 */
export function ask(
  { stdin, stderr }: Terminal,
  question: string,
  style: Style,
  { show = (typed) => typed, room = 8 }: QuestionOptions = {},
): Promise<string> {
  const lines = wrap(question, style.width - room);
  const last = lines.pop() ?? BLANK;
  const prompt = last === '' ? BLANK : printed`${last} `;
  return new Promise((resolve, reject) => {
    let typed = '';
    let shown: Printed = prompt;
    const render = (): void => {
      const line = tail(prompt + show(typed), style.width);
      stderr.write(printed`\r${padEnd(line, textWidth(shown))}\r${line}`);
      shown = line;
    };
    const stop = stdin.onKey((key: Key) => {
      if (key.name === 'enter') {
        finish();
        resolve(typed.trim());
      } else if (key.name === 'interrupt' || (key.name === 'end-of-input' && typed === '')) {
        finish();
        reject(new HiveError('cancelled', {}));
      } else {
        typed = edited(typed, key);
        render();
      }
    });
    const finish = (): void => {
      stop();
      stderr.write(printed`\n`);
    };
    // Whoever sees the question may type: the terminal must give keys by then, and not show them itself.
    stderr.write(printed`${linesOf(lines)}${prompt}`);
  });
}

function edited(typed: string, key: Key): string {
  if (key.name === 'backspace') {
    return [...typed].slice(0, -1).join('');
  }
  if (key.name === 'clear-line') {
    return '';
  }
  const text = key.name === 'other' ? (key.text ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '') : '';
  return (typed + text).slice(0, LONGEST_ANSWER);
}

/** The end of a line that is longer than the screen is wide. */
function tail(line: string, width: number): Printed {
  let shown: string = printable(line);
  while (textWidth(shown) > width) {
    shown = [...shown].slice(1).join('');
  }
  return printable(shown);
}

const YES: readonly string[] = ['y', 'yes', 'はい', 'は'];
const NO: readonly string[] = ['n', 'no', 'いいえ', 'い'];

/** Where no digits are wanted, those that come may be a recovery key's. */
const hideDigits = (typed: string): string => typed.replace(/\p{Nd}/gu, '*');

/** Asks until the answer is yes or no. @param byDefault what no answer means @throws HiveError 'cancelled' */
export async function askYesOrNo(
  terminal: Terminal,
  question: string,
  style: Style,
  byDefault?: boolean,
): Promise<boolean> {
  for (;;) {
    const answer = await askForWord(terminal, question, style);
    if (answer === '' && byDefault !== undefined) return byDefault;
    if (YES.includes(answer) || NO.includes(answer)) return YES.includes(answer);
  }
}

/**
 * Asks until the answer is yes or no, or begins like a recovery key: with six digits.
 * @returns such an answer as it was typed. @throws HiveError 'cancelled'
 */
export async function askYesNoOrKey(
  terminal: Terminal,
  question: string,
  style: Style,
): Promise<'yes' | 'no' | { readonly key: string }> {
  for (;;) {
    const answer = await askForWord(terminal, question, style);
    if (/^(?:\D?\d){6}/.test(answer)) return { key: answer };
    if (YES.includes(answer)) return 'yes';
    if (NO.includes(answer)) return 'no';
  }
}

async function askForWord(terminal: Terminal, question: string, style: Style): Promise<string> {
  const typed = await ask(terminal, question, style, { show: hideDigits });
  return typed.normalize('NFKC').toLowerCase();
}

const DETAILS: readonly string[] = ['d', 'details', '詳細'];

/** Asks until the answer is yes, no, or for more to be shown. @throws HiveError 'cancelled' */
export async function askYesNoOrDetails(
  terminal: Terminal,
  question: string,
  style: Style,
): Promise<'yes' | 'no' | 'details'> {
  for (;;) {
    const answer = await askForWord(terminal, question, style);
    if (DETAILS.includes(answer)) return 'details';
    if (YES.includes(answer)) return 'yes';
    if (NO.includes(answer)) return 'no';
  }
}

/** Asks until the answer is a number from 1 to `count`. @throws HiveError 'cancelled' */
export async function askNumber(
  terminal: Terminal,
  question: string,
  count: number,
  style: Style,
): Promise<number> {
  for (;;) {
    const number = numberIn(await askForNumber(terminal, question, style), count);
    if (number !== undefined) return number;
  }
}

/** The same, or until more is to be shown. @throws HiveError 'cancelled' */
export async function askNumberOrDetails(
  terminal: Terminal,
  question: string,
  count: number,
  style: Style,
): Promise<number | 'details'> {
  for (;;) {
    const answer = await askForNumber(terminal, question, style);
    if (DETAILS.includes(answer)) return 'details';
    const number = numberIn(answer, count);
    if (number !== undefined) return number;
  }
}

async function askForNumber(terminal: Terminal, question: string, style: Style): Promise<string> {
  // A number has four digits at most: what is longer may be a recovery key.
  const show = (typed: string): string => (typed.length > 4 ? hideDigits(typed) : typed);
  return (await ask(terminal, question, style, { show })).normalize('NFKC').toLowerCase();
}

function numberIn(answer: string, count: number): number | undefined {
  const number = /^\d{1,4}$/.test(answer) ? Number(answer) : 0;
  return number >= 1 && number <= count ? number : undefined;
}
