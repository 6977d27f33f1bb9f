import type { Command } from './command.ts';
import { add } from './commands/add.ts';
import { check } from './commands/check.ts';
import { deleteCommand } from './commands/delete.ts';
import { diagnose } from './commands/diagnose.ts';
import { diff } from './commands/diff.ts';
import { events } from './commands/events.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { list } from './commands/list.ts';
import { listBackups } from './commands/list-backups.ts';
import { makeMedia } from './commands/make-media.ts';
import { prevent } from './commands/prevent.ts';
import { query } from './commands/query.ts';
import { remedies } from './commands/remedies.ts';
import { repair } from './commands/repair.ts';
import { selfTest } from './commands/self-test.ts';
import { snapshot } from './commands/snapshot.ts';
import { summary } from './commands/summary.ts';
import { undo } from './commands/undo.ts';
import { unlock } from './commands/unlock.ts';
import { version } from './commands/version.ts';

/** Every verb, in the order in which help shows them. */
export const COMMANDS: readonly Command[] = [
  check,
  diagnose,
  repair,
  undo,
  prevent,
  remedies,
  snapshot,
  listBackups,
  list,
  events,
  summary,
  unlock,
  query,
  add,
  deleteCommand,
  exportCommand,
  importCommand,
  diff,
  selfTest,
  makeMedia,
  version,
];
