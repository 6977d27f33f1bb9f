import { DryRunFileSystem } from '../files/dry-run/file-system.ts';
import type { WritableFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { InstallWarning } from '../install/outcome.ts';
import type { Machine } from './machine.ts';
import { readSmallFile } from './read-small-file.ts';
import type { JobTools } from './tools.ts';

/** Who is told what a job does, and may stop it. */
export type Watch = Pick<JobTools, 'tell' | 'isCancelled'>;

/** For scripts of earlier versions. */
export function inPlaceNote(inPlace: boolean | undefined): readonly InstallWarning[] {
  return inPlace === true ? [{ code: 'always-in-place' }] : [];
}

/** Before the job goes on: the person may want to stop it. */
export function tellAll(watch: Watch, warnings: readonly InstallWarning[]): void {
  for (const warning of warnings) watch.tell({ event: 'warning', warning });
}

export interface WriteOptions {
  /** Play the write through, and leave the disk as it is. */
  readonly dryRun: boolean;
  /** Asked for as in earlier versions: changes nothing. */
  readonly inPlace?: boolean;
  /** Named for backups. */
  readonly backupFolder?: FilePath;
  /** Another build of hivex than the one within the program. */
  readonly hivexModule?: FilePath;
}

/**
 * Hands a repair or an undo what it needs.
 * @param files to reach the target by.
 */
export function toolsFor(
  machine: Machine,
  files: WritableFileSystem,
  { tell, isCancelled }: Watch,
  { dryRun, hivexModule, backupFolder }: WriteOptions,
): JobTools {
  return {
    files: dryRun ? new DryRunFileSystem(files) : files,
    loadHivex: async () => {
      const { loadHivex } = await import('../hivex/load.ts');
      return loadHivex(
        hivexModule === undefined
          ? await machine.hivexModule()
          : await readSmallFile(await machine.files(), hivexModule),
      );
    },
    loadStructureCheck: async () => {
      const { compileStructureCheck } = await import('../regf/structure-check.ts');
      const bytes = await machine.structureCheckModule();
      try {
        return compileStructureCheck(bytes);
      } catch (cause) {
        // Its bytes lie in the program, beside hivex's.
        throw new HiveError(
          'hivex-module',
          { reason: 'the check of hives is no WebAssembly module' },
          { cause },
        );
      }
    },
    ...machine.run,
    tell,
    isCancelled,
    toolVersion: machine.version,
    ...(backupFolder === undefined ? {} : { backupFolder }),
  };
}
