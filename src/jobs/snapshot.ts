import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { InstallWarning } from '../install/outcome.ts';
import { protectBackup } from '../install/protection.ts';
import {
  readSnapshot,
  type Snapshot,
  type SnapshotHive,
  type WindowsIdentity,
} from '../install/snapshot-record.ts';
import {
  beginSnapshot,
  completeSnapshot,
  type NewSnapshot,
  removeSnapshot,
  removeUnfinished,
  withSnapshotLock,
} from '../install/snapshots.ts';
import { stopIfCancelled } from '../install/tools.ts';
import { copyHive, isUseless } from './snapshot-copy.ts';
import { type FoundHives, findSnapshotHives } from './snapshot-hives.ts';
import { type RemovedSnapshots, removeOlder } from './snapshots-kept.ts';
import type { JobTools } from './tools.ts';

export interface SnapshotRequest {
  readonly target: Target;
  /** Where snapshots go; into one of the hive's own folders when not given. */
  readonly folder?: FilePath;
  /** How many are kept there, this one included; all when not given. At least 1. */
  readonly keep?: number;
}

export interface SnapshotOutcome extends RemovedSnapshots {
  readonly snapshot: Snapshot;
  /** Bytes of all copies. */
  readonly size: number;
  /** Hives that are not whole, or that could not be reached: nothing of them is in the snapshot. */
  readonly leftOut: readonly { readonly path: FilePath; readonly error: HiveError }[];
  readonly warnings: readonly InstallWarning[];
}

/**
 * Keeps verified copies of all hives of a Windows: each set is copied under its hive's lock, read back and compared; the copy is
 * opened with its logs, as Windows would, and its whole structure is checked. No hive is written. When it fails, what it made is
 * removed; only a whole snapshot lets older ones go.
 * @throws HiveError 'windows-missing' for a hive that lies elsewhere, 'hive-locked', 'disk-full', what is wrong with the first hive when
 *   none is whole, and what finding, opening, copying and reading hives throw.
 */
export async function takeSnapshot(tools: JobTools, request: SnapshotRequest): Promise<SnapshotOutcome> {
  const { target } = request;
  const { windowsFolder, hive } = target;
  const { files } = tools;
  if (windowsFolder === undefined) throw new HiveError('windows-missing', { path: hive.primary });
  return await withSnapshotLock(tools, hive.primary, async () => {
    await removeUnfinished(files, hive.primary);
    const found = await findSnapshotHives(files, target, windowsFolder);
    await refuseWithoutRoom(tools, request, found.hives);
    const fresh = await beginSnapshot(tools, hive.primary, request.folder);
    try {
      const made = await copyAll(tools, fresh, windowsFolder, found);
      const snapshot = await complete(tools, fresh, hive.primary, found.windows, made);
      const removed = await removeOlder(tools, hive.primary, request, snapshot);
      const { warnings } = made;
      return {
        ...summaryOf(snapshot),
        leftOut: [...found.notReached, ...made.leftOut],
        warnings,
        ...removed,
      };
    } catch (error) {
      // Where it is whole, what failed is the removal of others.
      if ((await readSnapshot(files, fresh.folder).catch(() => undefined)) === undefined)
        await removeSnapshot(files, fresh.folder).catch(() => undefined); // The first error is the one that tells.
      throw error;
    }
  });
}

const summaryOf = (snapshot: Snapshot): Pick<SnapshotOutcome, 'snapshot' | 'size'> => ({
  snapshot,
  size: snapshot.hives.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0),
});

/** Room that is left for manifests, and for what others write meanwhile. Bytes. */
const SPARE = 4 * 1024 * 1024;

async function refuseWithoutRoom(
  { files }: JobTools,
  { target, folder }: SnapshotRequest,
  hives: readonly HiveSet[],
): Promise<void> {
  const path = folder ?? files.parent(target.hive.primary);
  const available = await files.freeSpace(await existing(files, path));
  if (available === undefined) return;
  let needed = SPARE;
  for (const { primary, logs } of hives)
    for (const file of [primary, ...logs]) needed += (await files.status(file))?.size ?? 0;
  if (available < needed) throw new HiveError('disk-full', { path, needed, available });
}

/** The folder, or the nearest one above it that is there. */
async function existing(files: ReadOnlyFileSystem, folder: FilePath): Promise<FilePath> {
  const above = files.parent(folder);
  if (above === folder || (await files.status(folder)) !== undefined) return folder;
  return await existing(files, above);
}

interface MadeCopies {
  readonly hives: readonly SnapshotHive[];
  readonly leftOut: SnapshotOutcome['leftOut'];
  readonly warnings: readonly InstallWarning[];
}

async function copyAll(
  tools: JobTools,
  fresh: NewSnapshot,
  windowsFolder: FilePath,
  { hives: sets, build }: FoundHives,
): Promise<MadeCopies> {
  const root = tools.files.parent(windowsFolder);
  const hives: SnapshotHive[] = [];
  const leftOut: { readonly path: FilePath; readonly error: HiveError }[] = [];
  const warnings: InstallWarning[] = [];
  for (const set of sets) {
    stopIfCancelled(tools);
    try {
      const copy = await copyHive(tools, fresh, set, build);
      hives.push({ place: placeBelow(tools.files, root, set.primary), ...copy.kept });
      warnings.push(...copy.warnings);
    } catch (error) {
      if (!isUseless(error)) throw error;
      leftOut.push({ path: set.primary, error });
    }
  }
  return { hives, leftOut, warnings };
}

/** Names from the volume's root to a file below it. */
function placeBelow(files: ReadOnlyFileSystem, root: FilePath, path: FilePath): string[] {
  const names: string[] = [];
  for (let at = path; at !== root && files.parent(at) !== at; at = files.parent(at))
    names.unshift(files.baseName(at));
  return names;
}

async function complete(
  tools: JobTools,
  fresh: NewSnapshot,
  software: FilePath,
  windows: WindowsIdentity,
  { hives, leftOut }: MadeCopies,
): Promise<Snapshot> {
  const { files, toolVersion } = tools;
  const { folder, run, createdAt } = fresh;
  // Nothing that is no use may let older ones go.
  const [first] = leftOut;
  if (hives.length === 0) throw first?.error ?? new HiveError('hive-missing', { path: software });
  await protectBackup(files, software, folder, fresh.madeFolders);
  const record = { run, createdAt, toolVersion, windows, hives };
  await completeSnapshot(files, folder, { schema: 1, ...record });
  return { id: files.baseName(folder), folder, ...record };
}
