/**
 * hivemend's jobs for other programs: what the commands `check`, `diagnose`, `repair`, `remedies`, `undo`, `list-backups`, `snapshot`,
 * `list`, `query`, `add`, `delete`, `export`, `import`, `diff` and `events` do, with their results as data. For Node.
 *
 * - A job is handed the {@link Machine} that it runs on, which {@link thisMachine} gives; one that writes is handed a {@link Watch}
 *   besides, which is told every step and may stop it.
 * - A target is what the command line takes: a drive, a Windows folder, an image's mount folder, or a hive file.
 * - Every failure is a {@link HiveError}: `code` and `details` say what is wrong, `disk` what is on the disk then. The hive is the
 *   old one or the new one at every instant: see the README, "What is promised".
 * - Sizes are bytes; times of hives are ISO 8601 in UTC; {@link Results} has the shape of each result, which the JSON document of the
 *   command line shows (`docs/json.md`).
 *
 * @module hivemend
 */
import { machineOf } from './cli/machine.ts';
import type { Machine } from './jobs/machine.ts';
import type { Watch } from './jobs/repair-wiring.ts';
import { system } from './system.ts';

/** The computer that this program runs on. Costs nothing: what takes time is got when it is first asked for. */
export function thisMachine(): Machine {
  return machineOf(system);
}

/** For jobs that nobody watches: nobody is told anything, and nobody stops them. */
export const UNWATCHED: Watch = { tell: () => undefined, isCancelled: () => false };

export * from './jobs/index.ts';
