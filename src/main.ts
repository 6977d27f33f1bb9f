import { run } from './cli/run.ts';
import type { Input, Key, Output, Surroundings } from './cli/surroundings.ts';
import { codePageEncoder } from './files/node/code-page.ts';
import { nodeInput } from './files/node/input.ts';
import { type NodeOutput, nodeOutput } from './files/node/output.ts';
import { isExecutable, ON_WINDOWS, system } from './system.ts';

/** The program: it tells `cli/` where it runs, and gives the system the exit code. */

/** What was not said is a failure, unless another one is told by the exit code. */
let isEverythingSaid = true;
function fallSilent(): void {
  isEverythingSaid = false;
  process.exitCode ||= 1;
}

const stderr = nodeOutput(2, () => process.stderr, fallSilent);
const stdout = nodeOutput(
  1,
  () => process.stdout,
  (reason) => {
    fallSilent();
    stderr.write(`hivemend: stdout: ${reason}\n`);
  },
);

/** As hivemend.cmd hands it over. */
function forPeople(output: NodeOutput): (text: string) => void {
  const { HIVEMEND_CODE_PAGE } = process.env;
  const encode = ON_WINDOWS ? codePageEncoder(Number(HIVEMEND_CODE_PAGE)) : undefined;
  return (text) => output.write(encode === undefined || output.isTerminal ? text : encode(text));
}

const outputOf = (output: NodeOutput): Output => ({
  get isTerminal() {
    return output.isTerminal;
  },
  get columns() {
    return output.columns;
  },
  get hasColors() {
    return output.hasColors;
  },
  write: forPeople(output),
  writeDocument: (text) => output.write(text),
});

const input = nodeInput(0, () => process.stdin);

const stdin: Input = {
  get isTerminal() {
    return input.isTerminal;
  },
  readAll: () => input.readAll(),
  onKey(listener) {
    // Some consoles (Wine's) never give Ctrl+C as a key, and the other ways to interrupt are none.
    const stopListening = onInterrupt(() => listener({ text: undefined, name: 'interrupt' }));
    const stop = listen(listener);
    return () => {
      stopListening();
      stop();
    };
  },
};

/**
 * Ctrl+C; on Windows Ctrl+Break and a closed console window, which Node tells as SIGHUP and which leaves some seconds
 * (Node: "Signal events"). Unheard, each of them ends the program wherever it stands. Elsewhere SIGHUP is left as it
 * is: `nohup` has it ignored.
 */
const INTERRUPTIONS: readonly NodeJS.Signals[] = ON_WINDOWS
  ? ['SIGINT', 'SIGBREAK', 'SIGHUP']
  : ['SIGINT', 'SIGTERM'];

function onInterrupt(listener: () => void): () => void {
  for (const signal of INTERRUPTIONS) process.on(signal, listener);
  return () => {
    for (const signal of INTERRUPTIONS) process.off(signal, listener);
  };
}

/** At once, not when a module is loaded: until then the terminal itself would show what is typed, a recovery key too. */
function listen(listener: (key: Key) => void): () => void {
  const { emitKeypressEvents } = process.getBuiltinModule('node:readline');
  const heard = (text: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean }) =>
    listener({ text, name: keyName(key) });
  process.stdin.setRawMode(true);
  emitKeypressEvents(process.stdin);
  process.stdin.on('keypress', heard);
  process.stdin.resume();
  return () => {
    process.stdin.off('keypress', heard);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  };
}

function keyName({ name, ctrl }: { readonly name?: string; readonly ctrl?: boolean }): Key['name'] {
  if (ctrl === true) {
    const byLetter: Readonly<Record<string, Key['name']>> = {
      c: 'interrupt',
      d: 'end-of-input',
      u: 'clear-line',
      h: 'backspace',
    };
    return byLetter[name ?? ''] ?? 'other';
  }
  switch (name) {
    case 'return':
    case 'enter':
      return 'enter';
    case 'backspace':
      return 'backspace';
    case 'escape':
      return 'escape';
    default:
      return 'other';
  }
}

/** As hivemend.cmd says, which picks the executable; as an executable was called itself. */
function calledAs(): string {
  const { HIVEMEND_COMMAND = '' } = process.env;
  if (HIVEMEND_COMMAND !== '') return HIVEMEND_COMMAND;
  return isExecutable ? process.argv0 : 'hivemend';
}

const surroundings: Surroundings = {
  ...system,
  args: process.argv.slice(2),
  calledAs: calledAs(),
  stdin,
  stdout: outputOf(stdout),
  stderr: outputOf(stderr),
  // Of all that tells it, this loads the least: a hundredth of what forms of dates take.
  locale: () => new Intl.PluralRules().resolvedOptions().locale,
  onInterrupt,
};

void run(surroundings).then((exitCode) => {
  process.exitCode = exitCode === 0 && !isEverythingSaid ? 1 : exitCode;
  // Otherwise the system first waits for what a stream holds back, and Node takes the program apart piece by piece.
  if (stdout.isDone() && stderr.isDone()) process.exit();
});
