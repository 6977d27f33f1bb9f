import type { CommandRunner, EndingProgram } from '../files/command-runner.ts';
import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { Hivex } from '../hivex/load.ts';
import type { InstallTools } from '../install/tools.ts';

/** The computer that hivemend runs on: what jobs may ask of it. What takes time is got when it is first asked for. */
export interface Machine {
  /**
   * `%SystemRoot%` of the Windows that is running: its programs are used, and its registry is no target. Missing on other
   * systems.
   */
  readonly systemRoot?: FilePath;
  /** In which the system's programs write. Missing where nobody could tell. */
  readonly codePage?: number;
  /** What tells this run from others, and lets it wait for them. */
  readonly run: Pick<
    InstallTools,
    'clock' | 'process' | 'isAlive' | 'newRunId' | 'pause' | 'every' | 'ownRuns'
  >;
  /** hivemend's own. */
  readonly version: string;
  files(): Promise<WritableFileSystem>;
  commands(): Promise<CommandRunner>;
  /** What `/proc/self/mounts` holds; empty on Windows. */
  mounts(): Promise<string>;
  /** Instances of hivex that no job uses now, where many targets are worked on: see idle-hivex.ts. */
  readonly idleHivex?: Hivex[];
  /** Where images are opened. */
  temporaryFolder(): FilePath;
  /** Makes a folder that nobody else may look into, with a name of its own that begins so. */
  makePrivateFolder(start: FilePath): Promise<FilePath>;
  /** Whether this user made it so. */
  isPrivateFolder(path: FilePath): Promise<boolean>;
  /**
   * Tells a program to end whose number is known, if it has `named` on its command line; `isHard` does not ask it. Where nobody can
   * tell, nothing is ended.
   * @returns whether it is running.
   */
  endProgram(id: number, how: EndingProgram): Promise<boolean>;
  /** Those that are in use: until they are gone, an interrupted program goes on. */
  readonly openImages: Set<FilePath>;
  /** How long another program may take that opens images, where that is not the usual time. Milliseconds. */
  readonly programTimeLimitMs?: number;
  /** hivex, compiled to WebAssembly, as it was built into the program. */
  hivexModule(): Promise<Uint8Array>;
  /** The check of hives, compiled to WebAssembly. */
  structureCheckModule(): Promise<Uint8Array>;
}

/** The running Windows' folder, as what finds targets and volumes is told it. */
export function runningWindows({ systemRoot }: Pick<Machine, 'systemRoot'>): {
  readonly systemRoot?: FilePath;
} {
  return systemRoot === undefined ? {} : { systemRoot };
}
