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
        return { id: system.processId, host: system.hostName(), bootedAt: system.bootedAt() };
      },
      isAlive: (id) => surroundings.processRuns(id),
    },
    version: build.version,
    files: () => surroundings.files(),
    commands: () => surroundings.commands(),
    mounts: () => surroundings.mounts(),
    hivexModule: () => surroundings.hivexModule(),
  };
}
