import { HiveError } from '../ground/errors.ts';
import type { OpenSet, Plan } from './advance.ts';
import { backUpPages, backUpWhole } from './backup.ts';
import { stretchesSettled } from './bring-back.ts';
import type { Installation } from './install.ts';
import type { BackupFile, InstallWarning } from './outcome.ts';
import type { Run } from './run.ts';
import type { OnProgress } from './small-files.ts';
import { startStep, stopIfCancelled } from './tools.ts';

/** Which backup is made of a hive set, and when. */

export interface BackedUp {
  readonly backups: readonly BackupFile[];
  readonly kind: 'whole' | 'pages';
  readonly warnings: readonly InstallWarning[];
}

/** A backup of the whole set that is under way beside something else. */
export interface BegunBackup {
  /** @param onProgress told from now on. @returns as `backUpWhole` does, and throws what it throws. */
  finish(onProgress: OnProgress): Promise<readonly BackupFile[]>;
  /** Nothing is under way afterwards. */
  stop(): Promise<void>;
}

/** Room that a run leaves for its manifest, its log entry and what others write meanwhile. Bytes. */
const SPARE = 1024 * 1024;

const sizeOf = ({ primary, logs }: OpenSet): number =>
  [primary, ...logs].reduce((sum, { length }) => sum + length, 0);

/**
 * Begins to copy the set as it lies there. What is told of the progress is told once the rest waits for it.
 * @returns undefined where there is no room: what becomes of that is decided when it is known what is going to be written.
 */
export async function beginBackup(run: Run, set: OpenSet): Promise<BegunBackup | undefined> {
  const { tools, hiveSet, folder } = run;
  const available = await tools.files.freeSpace(folder);
  if (available !== undefined && available < sizeOf(set) + SPARE) return undefined;
  let isStopped = false;
  let told: OnProgress = () => stopIfCancelled(tools);
  const copying = backUpWhole(tools.files, hiveSet, folder, (done) => {
    if (isStopped) throw new HiveError('cancelled', {});
    told(done);
  });
  copying.catch(() => undefined);
  return {
    finish(onProgress) {
      told = onProgress;
      return copying;
    },
    async stop() {
      isStopped = true;
      await Promise.allSettled([copying]);
    },
  };
}

/** @param plan what is going to be written; without it, all is kept. */
export async function backUp(
  { tools, hiveSet, folder }: Run,
  { live, target, pagesOnly, begun }: Installation,
  plan?: Plan,
): Promise<BackedUp> {
  const { files } = tools;
  const onProgress = startStep(tools, 'back-up', live.primary.length);
  if (begun !== undefined) return { backups: await begun.finish(onProgress), kind: 'whole', warnings: [] };
  const needed = sizeOf(live);
  const available = await files.freeSpace(folder);
  const isTight = available !== undefined && available < needed + SPARE;
  if (plan !== undefined && (pagesOnly || isTight)) {
    const [settled, survey] =
      target.kind === 'original' ? [stretchesSettled(plan.live, target.original), target.survey] : [[]];
    const backups = await backUpPages(files, plan, settled, folder, survey?.checksumNow);
    if (pagesOnly || available === undefined) return { backups, kind: 'pages', warnings: [] };
    const warning: InstallWarning = { code: 'backup-of-pages-only', path: folder, needed, available };
    return { backups, kind: 'pages', warnings: [warning] };
  }
  if (isTight) throw new HiveError('disk-full', { path: folder, needed, available });
  return { backups: await backUpWhole(files, hiveSet, folder, onProgress), kind: 'whole', warnings: [] };
}
