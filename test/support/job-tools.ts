import type { WritableFileSystem } from '../../src/files/file-system.ts';
import type { ByteSource, HiveSet } from '../../src/ground/brand.ts';
import type { InstallEvent } from '../../src/install/outcome.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { testHivex } from './hivex-module.ts';
import { structureModule } from './structure-module.ts';

export interface TestTools extends JobTools {
  readonly events: InstallEvent[];
}

/** Tools on `files`: a clock that moves a second at each look, and no other process alive. */
export function testTools(files: WritableFileSystem, changes: Partial<JobTools> = {}): TestTools {
  let now = Date.UTC(2026, 10, 23, 9, 0, 0);
  let runs = 0;
  const events: InstallEvent[] = [];
  return {
    files,
    loadHivex: testHivex,
    loadStructureCheck: async () => structureModule(),
    clock: () => {
      now += 1000;
      return new Date(now);
    },
    process: { id: 4711, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z' },
    isAlive: () => false,
    isCancelled: () => false,
    tell: (event) => events.push(event),
    toolVersion: '0.0.0-test',
    newRunId: () => {
      runs += 1;
      return `run-${runs}`;
    },
    pause: async () => undefined,
    every: () => () => undefined,
    events,
    ...changes,
  };
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: async (target, position) => target.set(bytes.subarray(position, position + target.length)),
  };
}

export const CONFIG = '/mnt/pc/Windows/System32/config';

/** The hive set of a Windows at `/mnt/pc`, with these logs. */
export const softwareSet = (...logs: string[]): HiveSet => ({
  primary: `${CONFIG}/SOFTWARE`,
  logs: logs.map((log) => `${CONFIG}/SOFTWARE.${log}`),
});
