import { findHiveSet } from '../disk/hive-set.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { verifyBackup } from '../install/backup.ts';
import type { FoundBackup } from '../install/find-backups.ts';
import { isSameWindows, type Snapshot, type SnapshotHive } from '../install/snapshot-record.ts';
import { backupIn, findSnapshots } from '../install/snapshots.ts';
import { recoverOtherHives } from './changed-hives.ts';
import { refuseOtherFile } from './explain-failure.ts';
import type { Machine } from './machine.ts';
import type { UndoOutcome } from './outcome.ts';
import { tellAll, toolsFor, type Watch } from './repair-wiring.ts';
import { readIdentity } from './snapshot-hives.ts';
import { findTargetToWrite, refuseHibernatedTarget, wholeWindows } from './targets.ts';
import { type UndoRequest, undoHives } from './undo.ts';
import type { UndoOptions } from './undo-target.ts';

/** What became of the hives of a snapshot: all of them are put back, or none. */
export interface SnapshotUndo {
  readonly snapshot: Snapshot;
  readonly disk: 'unchanged' | 'restored';
  readonly dryRun: boolean;
  /** Of each hive, those that were as in the snapshot already among them. */
  readonly restored: readonly UndoOutcome[];
}

type Request = UndoRequest & { readonly backup: FoundBackup };

/**
 * Puts the hives of a snapshot back, with the care of an undo and all together: each is backed up before, and when one fails, those that
 * were written are taken back. For a target that is a hive file, only that one.
 * @throws HiveError 'not-a-hive', 'backup-missing', 'backup-damaged', 'snapshot-of-other-windows', 'hive-missing', and what finding the target
 *   and undoHives throw
 */
export async function undoSnapshot(
  machine: Machine,
  watch: Watch,
  name: string,
  snapshotId: string,
  options: Omit<UndoOptions, 'backupId' | 'inPlace'>,
): Promise<SnapshotUndo> {
  const { ignoreHibernation, dryRun, followLinks, backupFolder, force } = options;
  const place = backupFolder === undefined ? {} : { backupFolder };
  const how = { followLinks: followLinks === true, dryRun, ...place };
  const found = await findTargetToWrite(machine, watch, name, how);
  const { target, files } = found;
  await refuseOtherFile(files, target);
  const doubts = ignoreHibernation ? [] : await refuseHibernatedTarget(files, target);
  tellAll(watch, doubts);
  const snapshot = await findSnapshot(files, target, snapshotId, backupFolder);
  if (backupFolder !== undefined && !force)
    await refuseOtherWindows(files, (await wholeWindows(machine, found, how)).target, snapshot);
  const tools = toolsFor(machine, files, watch, how);
  await recoverOtherHives(tools, target);
  const [first, ...others] = await requestsOf(tools.files, target, snapshot, backupFolder);
  if (first === undefined)
    throw new HiveError('backup-missing', { target: target.hive.primary, id: snapshot.id });
  for (const { backup } of [first, ...others]) await verifyBackup(files, backup.summary);
  const restored = await undoHives(tools, [first, ...others]);
  const disk = restored.some((outcome) => outcome.disk === 'restored') ? 'restored' : 'unchanged';
  return { snapshot, disk, dryRun, restored };
}

async function findSnapshot(
  files: ReadOnlyFileSystem,
  { hive }: Target,
  id: string,
  folder: FilePath | undefined,
): Promise<Snapshot> {
  const all = await findSnapshots(files, hive.primary, folder);
  const found = all.find((snapshot) => snapshot.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new HiveError('backup-missing', { target: hive.primary, id });
  return found;
}

/** In a folder that the user chose, those of several PCs may lie. */
async function refuseOtherWindows(
  files: ReadOnlyFileSystem,
  target: Target,
  { id, windows }: Snapshot,
): Promise<void> {
  const own = await readIdentity(files, target);
  if (isSameWindows(own, windows)) return;
  const { computerName } = windows;
  throw new HiveError('snapshot-of-other-windows', {
    path: target.hive.primary,
    snapshot: id,
    ...(computerName === undefined ? {} : { computerName }),
  });
}

/** What is asked of each hive; none where the snapshot does not have the hive that is meant. */
async function requestsOf(
  files: ReadOnlyFileSystem,
  target: Target,
  snapshot: Snapshot,
  backupFolder: FilePath | undefined,
): Promise<readonly Request[]> {
  const requests: Request[] = [];
  for (const hive of snapshot.hives) {
    const path = await hiveAt(files, target, hive);
    if (path === undefined) continue;
    const backup = await backupIn(files, snapshot, hive);
    if (backup === undefined)
      throw new HiveError('backup-damaged', {
        path: files.join(snapshot.folder, hive.folder),
        expected: 'a manifest',
        actual: 'none',
      });
    const hiveSet = await findHiveSet(files, path);
    requests.push({ hiveSet, backup, force: true, ...(backupFolder === undefined ? {} : { backupFolder }) });
  }
  return requests;
}

/** @returns undefined where another hive is meant. @throws HiveError 'hive-missing' */
async function hiveAt(
  files: ReadOnlyFileSystem,
  { windowsFolder, hive, isHiveFile }: Target,
  { place }: SnapshotHive,
): Promise<FilePath | undefined> {
  const isNamed = place.at(-1)?.toLowerCase() === files.baseName(hive.primary).toLowerCase();
  if (windowsFolder === undefined) return isHiveFile && isNamed ? hive.primary : undefined;
  const root = files.parent(windowsFolder);
  const path = await findBelow(files, root, place, 'file');
  if (isHiveFile) return path === hive.primary ? path : undefined;
  if (path === undefined) throw new HiveError('hive-missing', { path: files.join(root, ...place) });
  return path;
}
