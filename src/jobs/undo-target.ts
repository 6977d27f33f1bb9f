import type { FilePath } from '../ground/brand.ts';
import { findSnapshots } from '../install/snapshots.ts';
import { backupsOfWindows, hivesToUndo, recoverOtherHives } from './changed-hives.ts';
import type { Machine } from './machine.ts';
import { inPlaceNote, tellAll, toolsFor, type Watch, type WriteOptions } from './repair-wiring.ts';
import type { Results, UndoOutcome } from './results.ts';
import { type FindOptions, findTarget, findTargetToWrite, refuseHibernatedTarget } from './targets.ts';
import { listBackups, undoHives } from './undo.ts';

export interface UndoOptions extends WriteOptions, FindOptions {
  readonly backupId?: string;
  readonly backupFolder?: FilePath;
  readonly force: boolean;
  readonly ignoreHibernation: boolean;
}

/**
 * Puts a backup of what a word on the command line means back.
 * @throws HiveError what resolveTarget and undoRepair throw, and 'windows-hibernated'.
 */
export async function undoTarget(
  machine: Machine,
  watch: Watch,
  name: string,
  options: UndoOptions,
): Promise<UndoOutcome> {
  const { ignoreHibernation, dryRun, followLinks, inPlace: _, ...request } = options;
  const { target, files } = await findTargetToWrite(machine, watch, name, {
    followLinks: followLinks === true,
    dryRun,
  });
  const doubts = [
    ...inPlaceNote(options.inPlace),
    ...(ignoreHibernation ? [] : await refuseHibernatedTarget(files, target)),
  ];
  tellAll(watch, doubts);
  const tools = toolsFor(machine, files, watch, { dryRun });
  await recoverOtherHives(tools, target);
  const { backupFolder, force } = request;
  const asked = { force, ...(backupFolder === undefined ? {} : { backupFolder }) };
  const [first, ...others] = await hivesToUndo(tools.files, target, request);
  const [outcome, ...alongside] = await undoHives(tools, [
    { ...asked, ...first },
    ...others.map((other) => ({ ...asked, ...other })),
  ]);
  const warnings = [...doubts, ...outcome.warnings];
  return { ...outcome, warnings, ...(alongside.length === 0 ? {} : { alongside }) };
}

/** @throws HiveError what resolveTarget and reading the backups throw. */
export async function listBackupsOfTarget(
  machine: Machine,
  name: string,
  { backupFolder, ...options }: { readonly backupFolder?: FilePath } & FindOptions,
): Promise<Results['list-backups']> {
  const { target, files } = await findTarget(machine, name, options);
  const { hive } = target;
  const isWindows = target.windowsFolder !== undefined && target.isHiveFile !== true;
  const backups = isWindows
    ? (await backupsOfWindows(files, target, backupFolder)).map(({ summary }) => summary)
    : await listBackups(
        { files },
        { hiveSet: hive, ...(backupFolder === undefined ? {} : { backupFolder }) },
      );
  const snapshots = await findSnapshots(files, hive.primary, backupFolder);
  return { hive: hive.primary, backups, snapshots };
}
