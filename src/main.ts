import { freemem, hostname, tmpdir, uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './cli/run.ts';
import type { BuildFacts, Input, Key, Output, Surroundings } from './cli/surroundings.ts';

/** The only file that touches `process`: it tells `cli/` where it runs, and gives the system the exit code. */

/** Set by the bundler. */
declare const HIVEMEND_BUILD: BuildFacts | undefined;

const BUILD =
  typeof HIVEMEND_BUILD === 'undefined'
    ? { version: 'source', commit: 'unknown', hivex: 'unknown', emscripten: 'unknown' }
    : HIVEMEND_BUILD;

/** The streams are made by Node when they are first touched, which takes time: so they are touched when needed. */
function output(open: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    opened ??= open().on('error', (error: NodeJS.ErrnoException) => {
      // A reader that stops early (head, more) is no failure of ours.
      if (error.code !== 'EPIPE') {
        process.exitCode = 1;
      }
    });
    return opened;
  };
  return {
    get isTerminal() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().isTTY === true ? stream().columns : undefined;
    },
    get hasColors() {
      return stream().isTTY === true && stream().hasColors();
    },
    write: (text) => void stream().write(text),
  };
}

const stdin: Input = {
  get isTerminal() {
    return process.stdin.isTTY === true;
  },
  async readAll() {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  },
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
const INTERRUPTIONS: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];

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

const surroundings: Surroundings = {
  args: process.argv.slice(2),
  environment: (name) => process.env[name],
  stdin,
  stdout: output(() => process.stdout),
  stderr: output(() => process.stderr),
  clock: () => new Date(),
  locale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
  system: {
    flavour: process.platform === 'win32' ? 'windows' : 'posix',
    architecture: process.arch,
    processId: process.pid,
    hostName: hostname,
    bootedAt: () => new Date(Date.now() - uptime() * 1000).toISOString(),
    nodeVersion: process.versions.node,
    // Beside the executable; beside the bundle; and what the packaging script made of this source.
    programFolders: () => {
      const [executable, script] = [process.execPath, process.argv[1] ?? process.execPath].map(dirname);
      return [executable, script, join(script ?? '', '..', 'dist')].filter((folder) => folder !== undefined);
    },
    temporaryFolder: tmpdir,
    freeMemory: freemem,
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
  files: async () => (await import('./platform/node-file-system.ts')).nodeFileSystem(),
  commands: async () => (await import('./platform/node-command-runner.ts')).nodeCommandRunner(),
  mounts: async () => (await import('./platform/node-mounts.ts')).readMounts(),
  hivexModule: async () => (await import('../build/hivex.wasm')).default,
  onInterrupt,
};

void run(surroundings).then((exitCode) => {
  process.exitCode = exitCode;
});
