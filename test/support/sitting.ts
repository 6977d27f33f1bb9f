import { run } from '../../src/cli/run.ts';
import type { Key, Surroundings } from '../../src/cli/surroundings.ts';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { moduleBytes } from '../hivex/hives.ts';
import { MemoryFileSystem } from './memory-file-system.ts';
import { structureModuleBytes } from './structure-module.ts';
import { requireValidOutput } from './written-json.ts';

/** The whole program in memory: a command line, perhaps a person at the terminal, and what came of it. */

export interface Sitting {
  readonly files?: MemoryFileSystem;
  readonly commands?: CommandRunner;
  /** Lines that a person types; without them nobody sits there. '^C' is Ctrl+C. */
  readonly typed?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What starts hivemend there. */
  readonly calledAs?: string;
  /** Where the program lies. */
  readonly programFolder?: string;
  readonly columns?: number;
  /** The page for reports that was built in. */
  readonly reports?: string;
  /** What is written goes into a file or a pipe. */
  readonly isPiped?: boolean;
  readonly colors?: boolean;
  readonly mounts?: string;
  /** Ctrl+C is pressed as soon as the program listens for it. */
  readonly interrupted?: boolean;
  /** How time passes where the program waits; by itself as it does. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Nobody is there whose sign of life is waited for. */
export const passing: Pick<Sitting, 'pause'> = { pause: async () => undefined };

export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function sit(args: readonly string[], sitting: Sitting = {}): Promise<Ending> {
  const { files = new MemoryFileSystem({ flavour: 'posix' }), typed, environment = {} } = sitting;
  const screen = { stdout: '', stderr: '' };
  const isTerminal = typed !== undefined;
  const output = (name: 'stdout' | 'stderr') => ({
    isTerminal,
    columns: sitting.isPiped === true ? undefined : (sitting.columns ?? 80),
    hasColors: sitting.colors ?? false,
    write: (text: string) => {
      screen[name] += text;
    },
    writeDocument: (text: string) => {
      screen[name] += text;
    },
  });
  let now = Date.parse('2026-11-23T09:00:00Z');
  let folders = 0;
  const surroundings: Surroundings = {
    args,
    calledAs: sitting.calledAs ?? 'hivemend',
    environment: (name) => environment[name],
    stdin: { isTerminal, readAll: async () => new Uint8Array(), onKey: keyboard(typed ?? []) },
    stdout: output('stdout'),
    stderr: output('stderr'),
    clock: () => {
      now += 1000;
      return new Date(now);
    },
    locale: () => 'en-US',
    system: {
      flavour: files.flavour,
      architecture: 'x64',
      processId: 4711,
      hostName: () => 'MININT-TEST',
      bootedAt: () => '2026-11-23T08:00:00.000Z',
      processSpace: () => 'here',
      nodeVersion: '22.0.0',
      systemRoot: () => surroundings.environment('SystemRoot'),
      programFolders: () => [sitting.programFolder ?? '/program'],
      temporaryFolder: () => surroundings.environment('TEMP') ?? '/tmp',
      freeMemory: () => 1 << 30,
    },
    build: {
      version: '1.2.3',
      commit: 'abc',
      hivex: '1.3.24',
      emscripten: '3.1.6',
      codeCache: 'none',
      ...(sitting.reports === undefined ? {} : { reports: sitting.reports }),
    },
    processRuns: () => false,
    pause: sitting.pause ?? ((milliseconds) => new Promise((passed) => setTimeout(passed, milliseconds))),
    files: async () => files,
    commands: async () => sitting.commands ?? noCommands,
    makePrivateFolder: async (start) => {
      folders += 1;
      await files.makeFolder(`${start}${folders}`);
      return `${start}${folders}`;
    },
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    mounts: async () => sitting.mounts ?? '',
    hivexModule: async () => moduleBytes(),
    structureCheckModule: async () => structureModuleBytes(),
    onInterrupt: (listener) => {
      if (sitting.interrupted === true) {
        listener();
      }
      return () => undefined;
    },
  };
  const exitCode = await run(surroundings);
  requireValidOutput(args, screen.stdout);
  return { exitCode, ...screen };
}

const noCommands: CommandRunner = {
  run: async (program) => {
    throw new Error(`${program} must not be started`);
  },
};

/** Types each line when it is waited for. Running out of lines is a mistake in the test, shown as the end of input. */
function keyboard(lines: readonly string[]): Surroundings['stdin']['onKey'] {
  const left = [...lines];
  return (listener) => {
    let listening = true;
    const press = (key: Key): void => {
      if (listening) {
        listener(key);
      }
    };
    queueMicrotask(() => {
      const line = left.shift();
      if (line === '^C') {
        press({ name: 'interrupt', text: undefined });
      } else if (line === undefined) {
        press({ name: 'end-of-input', text: undefined });
      } else {
        for (const character of line) {
          press({ name: 'other', text: character });
        }
        press({ name: 'enter', text: undefined });
      }
    });
    return () => {
      listening = false;
    };
  };
}
