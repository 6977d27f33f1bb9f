import type { Machine } from '../jobs/machine.ts';
import type { Computer } from './surroundings.ts';

/** The computer as jobs see it. */
export function machineOf(computer: Computer): Machine {
  const { system, build, clock } = computer;
  const systemRoot = system.systemRoot();
  // As hivemend.cmd hands it over.
  const codePage = Number(computer.environment('HIVEMEND_CODE_PAGE') ?? Number.NaN);
  return {
    ...(systemRoot === undefined ? {} : { systemRoot }),
    ...(Number.isInteger(codePage) ? { codePage } : {}),
    run: {
      clock,
      // Asked of the system only where a lock was found.
      get process() {
        const space = system.processSpace();
        const process = { id: system.processId, host: system.hostName(), bootedAt: system.bootedAt() };
        return space === undefined ? process : { ...process, space };
      },
      ownRuns: new Set(),
      isAlive: (id: number) => computer.processRuns(id),
      newRunId: () => newRunId(clock().getTime(), system.processId),
      pause: (milliseconds: number) => computer.pause(milliseconds),
      every: (milliseconds: number, action: () => void) => {
        const timer = setInterval(action, milliseconds);
        return () => clearInterval(timer);
      },
    },
    version: build.version,
    files: () => computer.files(),
    commands: () => computer.commands(),
    mounts: () => computer.mounts(),
    temporaryFolder: () => system.temporaryFolder(),
    makePrivateFolder: (start) => computer.makePrivateFolder(start),
    isPrivateFolder: (path) => computer.isPrivateFolder(path),
    endProgram: (id, how) => computer.endProgram(id, how),
    openImages: new Set(),
    hivexModule: () => computer.hivexModule(),
    structureCheckModule: () => computer.structureCheckModule(),
  };
}

/** Not a secret: two runs only must not get the same one. */
function newRunId(time: number, processId: number): string {
  const chance = Math.floor(Math.random() * 36 ** 4);
  return [time, processId, chance].map((number) => number.toString(36)).join('-');
}
