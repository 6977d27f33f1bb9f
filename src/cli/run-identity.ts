import type { RunIdentity } from '../install/lock.ts';
import type { Surroundings } from './surroundings.ts';

/** What tells this run from others that left a lock. */
export function runIdentity({
  system,
  clock,
  processRuns,
}: Pick<Surroundings, 'system' | 'clock' | 'processRuns'>): RunIdentity {
  return {
    clock,
    // Asked of the system only where a lock was found.
    get process() {
      return { id: system.processId, host: system.hostName(), bootedAt: system.bootedAt() };
    },
    isAlive: processRuns,
  };
}
