import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeWorkerPrefix } from './wine.ts';
import { requireValidOutput } from './written-json.ts';

/**
 * The built hivemend in the three forms that people run, behind one interface, so that one suite tests them all: the
 * bundle on Node, the Linux executable, and the Windows executable under Wine; and, where it may take its time, the Linux
 * executable for arm64 under QEMU. `scripts/test` builds them before.
 */

export type ProgramName = 'source' | 'linux executable' | 'windows executable' | 'linux arm64 executable';

export interface Program {
  readonly name: ProgramName;
  readonly flavour: 'windows' | 'posix';
  readonly architecture: 'x64' | 'arm64';
  /** The file that this machine starts. */
  readonly file: string;
  /** The same program from another file. */
  at(file: string): Program;
  /** A disk of its own: an empty folder, which the Windows program sees as a drive. */
  addDisk(): Disk;
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** The command line that starts it in a terminal, with the environment that it needs. */
  commandLine(args: readonly string[]): CommandLine;
}

export interface Disk {
  /** Where the test finds it. */
  readonly folder: string;
  /** What the program calls it: `E:\` or a folder. */
  readonly root: string;
  /** What the program calls a file on it. `path` is from the disk's root, with `/`. */
  nameOf(path: string): string;
  remove(): void;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
  /** Killed after that; the test then fails. */
  readonly timeoutMs?: number;
}

export interface Finished {
  /** Undefined when a signal ended the program. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const ROOT = resolve(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, 'build/hivemend.cjs');
const executableFor = (system: string): string => join(ROOT, `dist/hivemend-${system}`);
const WINDOWS_EXECUTABLE = executableFor('win-x64.exe');
/** Debian's package libc6-arm64-cross. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu';

/** With `scripts/test` a program that can't be run is a failure, not something to leave out. */
const { HIVEMEND_REQUIRE_PROGRAMS } = process.env;
const MUST_RUN_ALL = HIVEMEND_REQUIRE_PROGRAMS === '1';

/** The programs that can be run here. What is missing is said, or thrown where all of them are required. */
export function programs(): readonly Program[] {
  const linux = executableFor(`linux-${process.arch}`);
  return thoseThere([
    [linuxProgram('source', BUNDLE, [process.execPath]), [BUNDLE]],
    [linuxProgram('linux executable', linux), [linux]],
    [windowsProgram(WINDOWS_EXECUTABLE), [WINDOWS_EXECUTABLE, join(ROOT, 'build/wine/ready')]],
  ]);
}

/** Those, and the Linux executable for arm64, which takes a second for every start. */
export function programsAndArm64(): readonly Program[] {
  const file = executableFor('linux-arm64');
  const emulator = ['qemu-aarch64', '-L', ARM64_LIBRARIES];
  const arm64 = linuxProgram('linux arm64 executable', file, emulator, 'arm64');
  return [...programs(), ...thoseThere([[arm64, [file, '/usr/bin/qemu-aarch64', ARM64_LIBRARIES]]])];
}

/**
 * A Linux executable that finds files of `root` where this system has others, such as /etc/ssl/openssl.cnf: QEMU's option
 * for the system that a program was made for. The libraries of arm64 are there besides.
 */
export function seeingFilesOf(root: string, { name, architecture, file }: Program): Program {
  if (architecture === 'arm64') symlinkSync(join(ARM64_LIBRARIES, 'lib'), join(root, 'lib'));
  const emulator = [`qemu-${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`, '-L', root];
  return linuxProgram(name, file, emulator, architecture);
}

function thoseThere(candidates: readonly (readonly [Program, readonly string[]])[]): readonly Program[] {
  const found: Program[] = [];
  for (const [program, needs] of candidates) {
    const missing = needs.filter((path) => !existsSync(path));
    if (missing.length === 0) {
      found.push(program);
      continue;
    }
    const text = `the program '${program.name}' can't be run: ${missing.join(', ')} missing; scripts/test makes it`;
    if (MUST_RUN_ALL) throw new Error(text);
    console.warn(`Left out: ${text}`);
  }
  return found;
}

/** The Windows executable at `path` under Wine. */
export function windowsProgram(path: string): Program {
  const commandLine = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => ({
    program: 'wine',
    args: [path, ...args],
    environment: { ...makeWorkerPrefix().environment, ...environment },
  });
  return {
    name: 'windows executable',
    flavour: 'windows',
    architecture: 'x64',
    file: path,
    at: windowsProgram,
    addDisk() {
      const folder = newFolder();
      const { letter, remove } = makeWorkerPrefix().addDrive(folder);
      return {
        folder,
        root: `${letter}:\\`,
        nameOf: (path) => `${letter}:\\${path.replaceAll('/', '\\')}`,
        remove() {
          remove();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
    run: (args, options = {}) => runWith(args, commandLine(args, options.environment), options),
    commandLine: (args) => commandLine(args),
  };
}

/** @param starter the command line that starts the file, where it does not start by itself */
function linuxProgram(
  name: ProgramName,
  file: string,
  starter: readonly string[] = [],
  architecture: Program['architecture'] = process.arch === 'arm64' ? 'arm64' : 'x64',
): Program {
  const [program = file, ...before] = [...starter, file];
  const commandLine = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => ({
    program,
    args: [...before, ...args],
    environment: { ...process.env, LC_ALL: 'C.UTF-8', NODE_OPTIONS: '', ...environment },
  });
  return {
    name,
    flavour: 'posix',
    architecture,
    file,
    at: (other) => linuxProgram(name, other, starter, architecture),
    addDisk() {
      const folder = newFolder();
      return {
        folder,
        root: folder,
        nameOf: (path) => join(folder, path),
        remove: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
    run: (args, options = {}) => runWith(args, commandLine(args, options.environment), options),
    commandLine: (args) => commandLine(args),
  };
}

function newFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'hivemend-disk-')));
}

/** @throws Error where its JSON is not as docs/schema says */
async function runWith(words: readonly string[], whole: CommandLine, options: RunOptions): Promise<Finished> {
  const finished = await run(whole, options);
  requireValidOutput(words, finished.stdout, finished.exitCode !== undefined);
  return finished;
}

/** With files for the three streams: the Windows Node can't open Linux pipes. */
async function run(
  { program, args, environment }: CommandLine,
  { stdin, timeoutMs = 60_000 }: RunOptions,
): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-run-'));
  const input = join(folder, 'stdin');
  const output = join(folder, 'stdout');
  const errors = join(folder, 'stderr');
  writeFileSync(input, stdin ?? '');
  const descriptors = [openSync(input, 'r'), openSync(output, 'w'), openSync(errors, 'w')];
  try {
    const child = spawn(program, args, { stdio: descriptors, env: environment, cwd: folder });
    const exitCode = await new Promise<number | undefined>((settle, fail) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail(new Error(`${program} ${args.join(' ')} did not end in ${timeoutMs} ms`));
      }, timeoutMs);
      child.on('error', (error) => {
        clearTimeout(timer);
        fail(error);
      });
      child.on('exit', (code) => {
        clearTimeout(timer);
        settle(code ?? undefined);
      });
    });
    return { exitCode, stdout: readFileSync(output, 'utf8'), stderr: readFileSync(errors, 'utf8') };
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  }
}
