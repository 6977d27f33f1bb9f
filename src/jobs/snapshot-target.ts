import type { FilePath } from '../ground/brand.ts';
import { refuseOtherFile } from './explain-failure.ts';
import type { Machine } from './machine.ts';
import { tellAll, toolsFor, type Watch } from './repair-wiring.ts';
import { type SnapshotOutcome, takeSnapshot } from './snapshot.ts';
import { type FindOptions, findTargetToWrite, refuseHibernatedTarget, wholeWindows } from './targets.ts';

export interface SnapshotOptions extends FindOptions {
  readonly backupFolder?: FilePath;
  /** How many snapshots are kept, the new one included; all when not given. */
  readonly keep?: number;
  readonly ignoreHibernation: boolean;
}

/**
 * Takes a snapshot of the Windows that a word on the command line means.
 * @throws HiveError what resolveTarget and takeSnapshot throw, 'not-a-hive' and 'windows-hibernated'.
 */
export async function snapshotTarget(
  machine: Machine,
  watch: Watch,
  name: string,
  { backupFolder, keep, ignoreHibernation, followLinks }: SnapshotOptions,
): Promise<SnapshotOutcome> {
  const place = backupFolder === undefined ? {} : { backupFolder };
  const options = { followLinks: followLinks === true, dryRun: false, ...place };
  const found = await findTargetToWrite(machine, watch, name, options);
  await refuseOtherFile(found.files, found.target);
  const { target, files } = await wholeWindows(machine, found, options);
  // What hibernated Windows has in memory goes over what is written to its volume.
  const doubts = ignoreHibernation ? [] : await refuseHibernatedTarget(files, target);
  tellAll(watch, doubts);
  const outcome = await takeSnapshot(toolsFor(machine, files, watch, options), {
    target,
    ...(backupFolder === undefined ? {} : { folder: backupFolder }),
    ...(keep === undefined ? {} : { keep }),
  });
  return { ...outcome, warnings: [...doubts, ...outcome.warnings] };
}
