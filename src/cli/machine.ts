import type { Machine } from '../jobs/machine.ts';
import type { Surroundings } from './surroundings.ts';

/** The surroundings as jobs see them: the computer, without the person at it. */
export function machineOf(surroundings: Surroundings): Machine {
  const { system, build, clock } = surroundings;
  const systemRoot = system.systemRoot();
  // As hivemend.cmd hands it over.
  const codePage = Number(surroundings.environment('HIVEMEND_CODE_PAGE') ?? Number.NaN);
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
      isAlive: (id: number) => surroundings.processRuns(id),
      newRunId: () => newRunId(clock().getTime(), system.processId),
      pause: (milliseconds: number) => new Promise((passed) => setTimeout(passed, milliseconds)),
      every: (milliseconds: number, action: () => void) => {
        const timer = setInterval(action, milliseconds);
        return () => clearInterval(timer);
      },
    },
    version: build.version,
    files: () => surroundings.files(),
    commands: () => surroundings.commands(),
    mounts: () => surroundings.mounts(),
    hivexModule: () => surroundings.hivexModule(),
    structureCheckModule: () => surroundings.structureCheckModule(),
  };
}

/** Not a secret: two runs only must not get the same one. */
function newRunId(time: number, processId: number): string {
  const chance = Math.floor(Math.random() * 36 ** 4);
  return [time, processId, chance].map((number) => number.toString(36)).join('-');
}
