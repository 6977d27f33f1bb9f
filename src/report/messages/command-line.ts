import type { Messages } from './messages.ts';

/** A command, and what it is for. */
export interface Offer {
  /** Ends with a colon. */
  readonly says: string;
  readonly command: string;
}

/**
 * The same words with every command named by what starts hivemend there: in texts, 'hivemend' before a verb or an option
 * is a command line. So they are written as the documentation has them, and run where they are read.
 * @param program a name or a path
 * @param verbs all that hivemend has
 */
export function namedBy(words: Messages, program: string, verbs: readonly string[]): Messages {
  const rest = ` (?:--|(?:${[...verbs, 'help', 'COMMAND'].join('|')})(?![\\w-]))`;
  // Not as a part of a path or of a longer word.
  const command = new RegExp(`(?<![\\w\\\\/.-])hivemend(?=${rest})`, 'g');
  const cited = new RegExp(`"hivemend(${rest}[^"]*)"`, 'g');
  const name = asTyped(program);
  const change = (text: string): string =>
    // What has quotation marks of its own needs no others.
    (name.startsWith('"') ? text.replace(cited, (_all, words: string) => `hivemend${words}`) : text).replace(
      command,
      () => name,
    );
  return each(words, change) as Messages;
}

/** Every text of it, also of what its functions answer; changed when it is asked for, since of all there are few are shown. */
function each(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'function') {
    return (...args: readonly unknown[]) => each(Reflect.apply(value, undefined, args), change);
  }
  if (Array.isArray(value)) return value.map((one) => each(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, { get: (one, key) => each(Reflect.get(one, key), change) });
}

/**
 * A word of a command line as it is typed at the prompt that it belongs to: a path with backslashes or a drive at cmd.exe,
 * where a backslash before the closing quotation mark would quote it; others in a shell, too, in which quotation marks
 * keep some characters special and apostrophes none (POSIX.1-2017, Shell Command Language, 2.2).
 */
export function asTyped(word: string): string {
  // Most words are ASCII, and tables of letters take longer to make than the rest of a start's words.
  if (/^[\w\\/:.@#+-]+$/.test(word) || /^[\p{L}\p{M}\p{N}\\/:._@#+-]+$/u.test(word)) return word;
  if (/\\|^[a-z]:/i.test(word)) return `"${word.replace(/\\+$/, '')}"`;
  return /[$`"!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`;
}
