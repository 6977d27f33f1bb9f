import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import type { Recovery } from '../install/outcome.ts';
import { recoverInterruptedRun } from '../install/recovery.ts';
import { findSnapshots } from '../install/snapshots.ts';
import { backupsOfWindows, hivesToUndo, recoverOtherHives } from './changed-hives.ts';
import type { Machine } from './machine.ts';
import { inPlaceNote, tellAll, toolsFor, type Watch, type WriteOptions } from './repair-wiring.ts';
import type { Results, UndoOutcome } from './results.ts';
import { type FindOptions, findTarget, findTargetToWrite, refuseHibernatedTarget } from './targets.ts';
import type { JobTools } from './tools.ts';
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
  const recoveries: Recovery[] = [];
  const tell: Watch['tell'] = (event) => {
    if (event.event === 'recovered') recoveries.push(event.recovery);
    watch.tell(event);
  };
  const listening = { ...watch, tell };
  const place = request.backupFolder === undefined ? {} : { backupFolder: request.backupFolder };
  const { target, files } = await findTargetToWrite(machine, listening, name, {
    followLinks: followLinks === true,
    dryRun,
    ...place,
  });
  const doubts = [
    ...inPlaceNote(options.inPlace),
    ...(ignoreHibernation ? [] : await refuseHibernatedTarget(files, target)),
  ];
  tellAll(watch, doubts);
  const tools = toolsFor(machine, files, listening, { dryRun, ...place });
  await recoverOtherHives(tools, target);
  await recoverInterruptedRun(tools, target.hive.primary);
  const [first, ...others] = recoveries.filter(isChangeTakenBack).toSorted(byWhatWasWritten);
  const [outcome, ...alongside] =
    first !== undefined && request.backupId === undefined
      ? [first, ...others].map((one) => withoutBackup(one, dryRun))
      : await undoChange(tools, target, { ...request, ...placeWith(files, place, recoveries) }, recoveries);
  const warnings = [...doubts, ...outcome.warnings];
  return { ...outcome, warnings, ...(alongside.length === 0 ? {} : { alongside }) };
}

/**
 * Who asks for an undo after a power loss means the run that was interrupted. When that is taken back, or had not begun to write,
 * the change before it stays: it may be a year old, and goes by its name or by the next undo.
 */
function isChangeTakenBack({ kind, command = '' }: Recovery): boolean {
  return (kind === 'taken-back' || kind === 'cleaned-up') && !NO_CHANGES.includes(command);
}

/** Nobody asks for an undo of these. */
const NO_CHANGES: readonly string[] = ['undo', 'snapshot'];

/** Of several hives the one that had been written speaks for all. */
const byWhatWasWritten = (a: Recovery, b: Recovery): number =>
  Number(b.kind === 'taken-back') - Number(a.kind === 'taken-back');

function withoutBackup(recovery: Recovery, dryRun: boolean): UndoOutcome {
  const isTakenBack = recovery.kind === 'taken-back';
  return {
    disk: isTakenBack && !dryRun ? 'restored' : 'unchanged',
    alreadyRestored: !isTakenBack,
    dryRun,
    hive: recovery.hive,
    change: [],
    method: 'none',
    recovery,
    warnings: [],
  };
}

/** Where the backup of a run that was found and finished below the folder that is named lies deeper in it, there is what was meant. */
function placeWith(
  files: ReadOnlyFileSystem,
  place: Pick<UndoOptions, 'backupFolder'>,
  recoveries: readonly Recovery[],
): Pick<UndoOptions, 'backupFolder'> {
  const named = place.backupFolder === undefined ? undefined : files.resolve(place.backupFolder);
  for (const { backup } of recoveries) {
    let at = files.resolve(backup ?? '');
    while (at !== named && files.parent(at) !== at) at = files.parent(at);
    if (backup !== undefined && at === named) return { backupFolder: files.parent(files.resolve(backup)) };
  }
  return place;
}

async function undoChange(
  tools: JobTools,
  target: Target,
  { backupId, backupFolder, force }: Pick<UndoOptions, 'backupId' | 'backupFolder' | 'force'>,
  recoveries: readonly Recovery[],
): Promise<readonly [UndoOutcome, ...UndoOutcome[]]> {
  const place = backupFolder === undefined ? {} : { backupFolder };
  const named = backupId === undefined ? {} : { backupId };
  const [first, ...others] = await hivesToUndo(tools.files, target, { ...place, ...named });
  const asked = { force, ...place };
  const [outcome, ...alongside] = await undoHives(tools, [
    { ...asked, ...first },
    ...others.map((other) => ({ ...asked, ...other })),
  ]);
  const recovery = recoveries.find(({ hive }) => hive === outcome.hive);
  return [{ ...outcome, ...(recovery && { recovery }) }, ...alongside];
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
