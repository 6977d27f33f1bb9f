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
      process: identityOf(system),
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

/** Asked of the system only where a lock was found, and once: a start that finds none need not load what tells it. */
function identityOf(system: Computer['system']): Machine['run']['process'] {
  let asked: Omit<Machine['run']['process'], 'id'> | undefined;
  const ask = (): Omit<Machine['run']['process'], 'id'> => {
    asked ??= { host: system.hostName(), bootedAt: system.bootedAt(), space: system.processSpace() };
    return asked;
  };
  return {
    id: system.processId,
    get host() {
      return ask().host;
    },
    get bootedAt() {
      return ask().bootedAt;
    },
    get space() {
      return ask().space;
    },
  };
}

/** Not a secret: two runs only must not get the same one. */
function newRunId(time: number, processId: number): string {
  const chance = Math.floor(Math.random() * 36 ** 4);
  return [time, processId, chance].map((number) => number.toString(36)).join('-');
}
