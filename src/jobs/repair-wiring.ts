import { DryRunFileSystem } from '../files/dry-run/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { RepairWarning } from '../install/outcome.ts';
import type { Machine } from './machine.ts';
import { readSmallFile } from './read-small-file.ts';
import type { RepairSurroundings } from './surroundings.ts';

/** Who is told what a job does, and may stop it. */
export type Watch = Pick<RepairSurroundings, 'tell' | 'isCancelled'>;

/** Before the job goes on: the person may want to stop it. */
export function tellAll(watch: Watch, warnings: readonly RepairWarning[]): void {
  for (const warning of warnings) watch.tell({ event: 'warning', warning });
}

export interface WriteOptions {
  /** Play the write through, and leave the disk as it is. */
  readonly dryRun: boolean;
  /** Another build of hivex than the one within the program. */
  readonly hivexModule?: FilePath;
}

/** Hands a repair or an undo what it needs. */
export async function repairSurroundings(
  machine: Machine,
  { tell, isCancelled }: Watch,
  { dryRun, hivexModule }: WriteOptions,
): Promise<RepairSurroundings> {
  const disk = await machine.files();
  return {
    files: dryRun ? new DryRunFileSystem(disk) : disk,
    loadHivex: async () => {
      const { loadHivex } = await import('../hivex/load.ts');
      return loadHivex(
        hivexModule === undefined ? await machine.hivexModule() : await readSmallFile(disk, hivexModule),
      );
    },
    ...machine.run,
    tell,
    isCancelled,
    toolVersion: machine.version,
  };
}
