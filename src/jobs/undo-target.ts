import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { Recovery } from '../install/outcome.ts';
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
  const recoveries: Recovery[] = [];
  const tell: Watch['tell'] = (event) => {
    if (event.event === 'recovered') recoveries.push(event.recovery);
    watch.tell(event);
  };
  const tools = toolsFor(machine, files, { ...watch, tell }, { dryRun });
  const { backupFolder, force } = request;
  const asked = { force, ...(backupFolder === undefined ? {} : { backupFolder }) };
  const undone = async () => {
    await recoverOtherHives(tools, target);
    const [first, ...others] = await hivesToUndo(tools.files, target, request);
    return await undoHives(tools, [
      { ...asked, ...first },
      ...others.map((other) => ({ ...asked, ...other })),
    ]);
  };
  const [outcome, ...alongside] = await undone().catch((error: unknown) => {
    throw tools.files.isLasting ? afterTakingBack(error, recoveries) : error;
  });
  const warnings = [...doubts, ...outcome.warnings];
  return { ...outcome, warnings, ...(alongside.length === 0 ? {} : { alongside }) };
}

/** Where an interrupted run was all that there was to undo, its backups are gone with it. */
function afterTakingBack(error: unknown, recoveries: readonly Recovery[]): unknown {
  const wasTakenBack = recoveries.some(({ kind }) => kind === 'taken-back' || kind === 'cleaned-up');
  if (!wasTakenBack || !isHiveError(error, 'backup-missing')) return error;
  const { target, id, candidates } = error.details;
  if (id !== undefined || candidates !== undefined) return error;
  return new HiveError('backup-missing', { target, wasTakenBack }, { cause: error });
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
