import type { Machine } from '../../src/jobs/machine.ts';
import type { Watch } from '../../src/jobs/repair-wiring.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { moduleBytes } from '../hivex/hives.ts';
import { testTools } from './job-tools.ts';
import { machineOn } from './machine-on.ts';
import type { MemoryFileSystem } from './memory-file-system.ts';
import { structureModuleBytes } from './structure-module.ts';

export const UNWATCHED: Watch = { tell: () => undefined, isCancelled: () => false };

let now = Date.UTC(2026, 10, 24, 9, 0, 0);
let runs = 0;

/** A computer with these files, on which a later run has a later clock and another ID. */
export function machineWithModules(files: MemoryFileSystem, changes: Partial<JobTools> = {}): Machine {
  // Without its file system, which a job chooses.
  const { files: _, ...run } = testTools(files, {
    clock: () => {
      now += 1000;
      return new Date(now);
    },
    newRunId: () => `later-${++runs}`,
    process: { id: 4711, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z', space: 'here' },
    ...changes,
  });
  return {
    ...machineOn(files),
    run,
    hivexModule: async () => moduleBytes(),
    structureCheckModule: async () => structureModuleBytes(),
  };
}
