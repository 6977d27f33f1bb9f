import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CommandLine, Finished } from './programs.ts';

/** A person at a terminal, played by `expect`: waits for words on the screen, then types. */

export interface Turn {
  /** Words that must appear, as they stand. */
  readonly see: string;
  /** Keys; `\r` is Enter. */
  readonly type: string;
}

/** Exit codes of the script when the program did not do its part. */
const NEVER_SEEN = 201;
const ENDED_EARLY = 202;

const SCRIPT = join(import.meta.dirname, 'terminal.exp');

/** Runs a program in a pseudo terminal of 80 columns and 25 rows, as a recovery prompt has. `stdout` is all that the screen showed. */
export async function runInTerminal(
  { program, args, environment }: CommandLine,
  turns: readonly Turn[],
): Promise<Finished> {
  const told = turns.flatMap(({ see, type }) => [see, type]).join('\x1e');
  return new Promise((settle, fail) => {
    const child = execFile(
      'expect',
      ['-f', SCRIPT, program, ...args],
      { env: { ...environment, TERM: 'xterm', HIVEMEND_TURNS: told }, encoding: 'utf8', maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode !== 'number') {
          fail(error);
        } else if (exitCode === NEVER_SEEN || exitCode === ENDED_EARLY) {
          const what =
            exitCode === NEVER_SEEN ? 'waited in vain for words' : 'ended before its words were seen';
          fail(new Error(`the terminal ${what}; the screen showed:\n${stdout}${stderr}`));
        } else {
          settle({ exitCode, stdout, stderr });
        }
      },
    );
    child.stdin?.end();
  });
}
