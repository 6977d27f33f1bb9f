import { dirname, join } from 'node:path';
import { run } from './cli/run.ts';
import type { BuildFacts, Input, Key, Output, Surroundings } from './cli/surroundings.ts';
import { codePageEncoder } from './files/node/code-page.ts';
import { nodeInput } from './files/node/input.ts';
import { type NodeOutput, nodeOutput } from './files/node/output.ts';
import { windowsFolder } from './files/node/windows-folder.ts';

/** The only file that touches `process`: it tells `cli/` where it runs, and gives the system the exit code. */

/** Set by the bundler. */
declare const HIVEMEND_BUILD: Omit<BuildFacts, 'codeCache'> | undefined;
/** Set by the launcher of an executable. */
declare const HIVEMEND_CODE_CACHE: BuildFacts['codeCache'] | undefined;

const BUILD: BuildFacts = {
  ...(typeof HIVEMEND_BUILD === 'undefined'
    ? { version: 'source', commit: 'unknown', hivex: 'unknown', emscripten: 'unknown' }
    : HIVEMEND_BUILD),
  codeCache: typeof HIVEMEND_CODE_CACHE === 'undefined' ? 'none' : HIVEMEND_CODE_CACHE,
};

const ON_WINDOWS = process.platform === 'win32';

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
    let ended = false;
    let stop: (() => void) | undefined;
    // At once: until the terminal gives keys, Ctrl+C is a signal. Some consoles (Wine's) never give it as a key, and the
    // other ways to interrupt are none.
    const stopListening = onInterrupt(() => listener({ text: undefined, name: 'interrupt' }));
    void import('node:readline').then(({ emitKeypressEvents }) => {
      if (!ended) {
        emitKeypressEvents(process.stdin);
        stop = listen(listener);
      }
    });
    return () => {
      ended = true;
      stopListening();
      stop?.();
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

function listen(listener: (key: Key) => void): () => void {
  const heard = (text: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean }) =>
    listener({ text, name: keyName(key) });
  process.stdin.setRawMode(true);
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
  return typeof HIVEMEND_CODE_CACHE === 'undefined' ? 'hivemend' : process.argv0;
}

function systemRoot(): string | undefined {
  // Elsewhere nobody's variable of that name is asked for.
  if (!ON_WINDOWS) return undefined;
  const { SystemRoot } = process.env;
  return windowsFolder(SystemRoot);
}

/** Linux (proc(5)): a new word at each start, and the number of the PID namespace, which a container has of its own. */
function processSpace(): string | undefined {
  const { readFileSync, readlinkSync } = process.getBuiltinModule('node:fs');
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined; // No Linux, or no /proc.
  }
}

/** Loaded when something is asked that only it tells. */
const os = () => process.getBuiltinModule('node:os');

const surroundings: Surroundings = {
  args: process.argv.slice(2),
  calledAs: calledAs(),
  environment: (name) => process.env[name],
  stdin,
  stdout: outputOf(stdout),
  stderr: outputOf(stderr),
  clock: () => new Date(),
  locale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
  system: {
    flavour: ON_WINDOWS ? 'windows' : 'posix',
    architecture: process.arch,
    processId: process.pid,
    hostName: () => os().hostname(),
    bootedAt: () => new Date(Date.now() - os().uptime() * 1000).toISOString(),
    processSpace,
    nodeVersion: process.versions.node,
    systemRoot,
    // Beside the executable; beside the bundle; and what the packaging script made of this source.
    programFolders: () => {
      const [executable, script] = [process.execPath, process.argv[1] ?? process.execPath].map(dirname);
      return [executable, script, join(script ?? '', '..', 'dist')].filter((folder) => folder !== undefined);
    },
    temporaryFolder: () => os().tmpdir(),
    freeMemory: () => os().freemem(),
  },
  build: BUILD,
  processRuns(id) {
    try {
      process.kill(id, 0);
      return true;
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
  files: async () => (await import('./files/node/file-system.ts')).nodeFileSystem(),
  commands: async () => (await import('./files/node/command-runner.ts')).nodeCommandRunner(),
  mounts: async () => (await import('./files/node/mounts.ts')).readMounts(),
  hivexModule: async () => (await import('../build/hivex.wasm')).default,
  structureCheckModule: async () => (await import('../build/hive-check.wasm')).default,
  onInterrupt,
};

void run(surroundings).then((exitCode) => {
  process.exitCode = exitCode === 0 && !isEverythingSaid ? 1 : exitCode;
  // Otherwise the system first waits for what a stream holds back, and Node takes the program apart piece by piece.
  if (stdout.isDone() && stderr.isDone()) process.exit();
});
