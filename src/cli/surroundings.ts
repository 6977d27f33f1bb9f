import type { CommandRunner, EndingProgram } from '../files/command-runner.ts';
import type { WritableFileSystem } from '../files/file-system.ts';
import type { Printed } from '../report/printed.ts';

/** Everything outside the program, as `main.ts` found it. Tests make their own. */
export interface Surroundings extends Computer {
  /** Words after the program's name. */
  readonly args: readonly string[];
  /** What starts hivemend where it was started: a name or a path. */
  readonly calledAs: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** BCP 47 tag of the user's or the system's language, such as 'ja-JP'. */
  locale(): string;
  /** Calls `listener` at each Ctrl+C and the like, until the returned function is called. Unheard, they end the program. */
  onInterrupt(listener: () => void): () => void;
}

/** The computer that the program runs on, and the program itself, without the person at it. */
export interface Computer {
  /** Looks a variable up as the system does (without case on Windows). */
  environment(name: string): string | undefined;
  readonly clock: () => Date;
  readonly system: SystemFacts;
  readonly build: BuildFacts;
  /** Whether a process of that number runs on this machine. */
  processRuns(id: number): boolean;
  pause(milliseconds: number): Promise<void>;
  /** Loaded when it is first asked for. */
  files(): Promise<WritableFileSystem>;
  commands(): Promise<CommandRunner>;
  /** Makes a folder that nobody else may look into, with a name of its own that begins so. */
  makePrivateFolder(start: string): Promise<string>;
  /** Whether a folder was made so by this user. */
  isPrivateFolder(path: string): Promise<boolean>;
  /**
   * Tells a program to end whose number is known, if it has `named` on its command line; `isHard` does not ask it. Where nobody can
   * tell, nothing is ended.
   * @returns whether it is running.
   */
  endProgram(id: number, how: EndingProgram): Promise<boolean>;
  /** What `/proc/self/mounts` holds; empty on Windows. */
  mounts(): Promise<string>;
  /** hivex, compiled to WebAssembly, as it was built into the program. */
  hivexModule(): Promise<Uint8Array>;
  /** The check of hives, compiled to WebAssembly. */
  structureCheckModule(): Promise<Uint8Array>;
}

export interface SystemFacts {
  readonly flavour: 'windows' | 'posix';
  /** As Node names it: 'x64', 'arm64'. */
  readonly architecture: string;
  readonly processId: number;
  hostName(): string;
  /** Start of the running system, ISO 8601. */
  bootedAt(): string;
  /** The kernel's own name for this start and this set of process numbers; undefined where it gives none. */
  processSpace(): string | undefined;
  readonly nodeVersion: string;
  /** `%SystemRoot%` of the Windows that runs; undefined elsewhere. */
  systemRoot(): string | undefined;
  /** Where the program's files may lie, the likeliest first. */
  programFolders(): readonly string[];
  temporaryFolder(): string;
  /** Bytes. */
  freeMemory(): number;
}

export interface BuildFacts {
  readonly version: string;
  /** Commit of the sources, with a mark when they were changed since; 'unknown' outside a repository. */
  readonly commit: string;
  /** Versions of hivex's sources and of the compiler that made the module. */
  readonly hivex: string;
  readonly emscripten: string;
  /** The page for reports; missing where whoever built it named none (HIVEMEND_REPOSITORY). */
  readonly reports?: string;
  /**
   * What became of the code that V8 compiled when the executable was made: 'refused' where V8 runs with other flags;
   * 'none' without an executable, and in those for which none could be made.
   */
  readonly codeCache: 'used' | 'refused' | 'none';
}

export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number | undefined;
  /** Whether the terminal shows colours and the user wants them (NO_COLOR). */
  readonly hasColors: boolean;
  /** For people: into a pipe of Windows' console in its code page, by which `more` takes it. */
  write(text: Printed): void;
  /** For programs: UTF-8, wherever it goes. */
  writeDocument(text: Printed): void;
}

export interface Input {
  readonly isTerminal: boolean;
  /** Everything until the end of the stream. For what is piped in. */
  readAll(): Promise<Uint8Array>;
  /** Takes single keys, unechoed, until the returned function is called. Only on a terminal. */
  onKey(listener: (key: Key) => void): () => void;
}

export interface Key {
  /** Characters that the key stands for; several when text is pasted. Undefined for keys without any. */
  readonly text: string | undefined;
  readonly name: 'enter' | 'backspace' | 'escape' | 'interrupt' | 'end-of-input' | 'clear-line' | 'other';
}
