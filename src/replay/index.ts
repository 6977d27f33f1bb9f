/**
 * A hive in its newest state: its transaction logs are applied in memory, as Windows does when it loads the hive. Needs nothing
 * of Node and runs in browsers. Writes nothing.
 *
 * - {@link openHive} takes the primary file and its logs (`.LOG1`, `.LOG2`, `.LOG`), each a {@link HiveFile}: bytes in memory by
 *   {@link sourceOfBytes}, a browser's `File` by {@link sourceOfBlob}, or anything of that shape.
 * - What it gives is a {@link CleanHive}, which `hivemend/regf` reads and `hivemend/change` takes, and an account of what was
 *   applied. Only `openHive` makes one.
 * - A dirty hive that none of its logs fits throws a {@link HiveError}: `logs-missing`, `logs-unusable`.
 *
 * Source of the facts: Maxim Suhanov, "Windows registry file format specification", "Dirty state of a hive" and "Format of
 * transaction log files"; Windows' own replays are the judge of the tests.
 *
 * @module hivemend/replay
 */

export * from '../ground/index.ts';
export type * from '../regf/errors.ts';
export type {
  AppliedLog,
  DirtyReason,
  LogRefusal,
  LogStop,
  RefusedLog,
  ReplayAccount,
} from './account.ts';
export { type CleanPrimary, type DirtyPrimary, type HiveFile, readDirtyState } from './dirty-state.ts';
export type * from './errors.ts';
export type { PageRange } from './hive-overlay.ts';
export { type OpenedHive, openHive } from './replay.ts';
