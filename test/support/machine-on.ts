import { HiveError } from '../../src/ground/errors.ts';
import type { Machine } from '../../src/jobs/machine.ts';
import { testTools } from './job-tools.ts';
import type { MemoryFileSystem } from './memory-file-system.ts';

/** A computer with these files and no programs. */
export function machineOn(files: MemoryFileSystem): Machine {
  return {
    run: testTools(files),
    version: '0.0.0',
    files: async () => files,
    commands: async () => ({
      run: async (program) => {
        throw new HiveError('command-missing', { program });
      },
    }),
    temporaryFolder: () => '/tmp',
    makePrivateFolder: async (start) => start,
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    openImages: new Set(),
    mounts: async () => '',
    hivexModule: async () => new Uint8Array(0),
    structureCheckModule: async () => new Uint8Array(0),
  };
}
