import type { CommandRunner, EndingProgram } from '../files/command-runner.ts';
import type { FilePath } from '../ground/brand.ts';
import type { InstallTools } from '../install/tools.ts';

/** What whoever opens images is handed. */
export interface ImagingTools extends InstallTools {
  readonly commands: CommandRunner;
  /** `%SystemRoot%` on Windows, whose own programs are used there. */
  readonly systemRoot?: FilePath;
  /** What `/proc/self/mounts` holds; empty on Windows. */
  mounts(): Promise<string>;
  readonly temporaryFolder: FilePath;
  /** Makes a folder that nobody else may look into, with a name of its own that begins so. */
  makePrivateFolder(start: FilePath): Promise<FilePath>;
  /** Whether this user made it so: what others put into the temporary folder is none of ours. */
  isPrivateFolder(path: FilePath): Promise<boolean>;
  /**
   * Tells a program to end whose number is known, if it has `named` on its command line; `isHard` does not ask it. Where nobody can
   * tell, nothing is ended.
   * @returns whether it is running.
   */
  endProgram(id: number, how: EndingProgram): Promise<boolean>;
  /** Private folders that are in use: a program that is interrupted waits until there is none. */
  readonly openImages: Set<FilePath>;
  /** How long another program may take, where not the sizes of usual images decide. Milliseconds. */
  readonly timeLimitMs?: number;
}
