import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { RepairSurroundings } from '../jobs/surroundings.ts';
import { areNamesOfOneFile, backUpLogs, backUpPrimary, isSameFile } from './backup.ts';
import { copyBytes } from './hashing.ts';
import {
  flushNames,
  type Installation,
  type Installed,
  prepareManifest,
  type RestoredLog,
  readBack,
  refuseChangedOriginal,
  stagedPath,
  startStep,
  stopIfCancelled,
} from './install.ts';
import { completeManifest } from './manifest.ts';
import type { BackupFile } from './outcome.ts';
import { createFile, firstDifference } from './small-files.ts';

/**
 * Puts new contents in the original's place: back up -> stage beside it -> flush -> verify -> replace -> read back.
 * Whatever fails before the rename leaves the original untouched; whatever fails after it puts the backup back.
 * @throws HiveError 'write-undone' or 'restore-failed' for the latter, the failure itself for the former and for a
 * rename that was refused.
 */
export async function installByReplacing(
  s: RepairSurroundings,
  installation: Installation,
): Promise<Installed> {
  const hive = installation.hiveSet.primary;
  const folder = s.files.parent(hive);
  const { hashed } = await backUp(s, installation);
  const [backups, sha256After] = await together(hashed, stage(s, installation));
  const backup = await prepareManifest(s, installation, backups, sha256After);
  await flushNames(s, folder);
  await installation.original.close();
  await refuseChangedOriginal(s, installation);
  stopIfCancelled(s);

  try {
    s.tell({ event: 'step', step: 'replace' });
    await restoreLogs(s, installation);
    // Whoever held the hive open until the rename worked may have written it.
    await s.files.replace(stagedPath(hive), hive, () => refuseChangedOriginal(s, installation));
    const warnings = await flushNames(s, folder);
    await readBack(s, hive, sha256After, installation.content);
    await completeManifest(s.files, installation.backupFolder);
    return { backup, warnings };
  } catch (error) {
    if (await isUntouched(s, installation, error)) throw error;
    await putBack(s, installation, backups[0]?.sha256 ?? '', reasonOf(error));
    throw new HiveError('write-undone', { path: hive, reason: reasonOf(error) }, { cause: error });
  }
}

/**
 * Whether the original still stands there, and no log was brought back before: the rename itself was refused, as
 * Windows does while another program holds the hive open.
 */
async function isUntouched(
  s: RepairSurroundings,
  installation: Installation,
  error: unknown,
): Promise<boolean> {
  if (installation.logs.length > 0) return false;
  // What another program wrote into it while it held it open is not for us to take back.
  if (isHiveError(error, 'file-changed')) return true;
  const live = await s.files.status(installation.hiveSet.primary).catch(() => undefined);
  return live !== undefined && isSameFile(live, installation.originalStatus);
}

/** @returns the files as the manifest lists them, the primary file first. */
async function backUp(
  s: RepairSurroundings,
  installation: Installation,
): Promise<{ hashed: Promise<BackupFile[]> }> {
  const { hiveSet, originalStatus, backupFolder, original } = installation;
  const onProgress = startStep(s, 'back-up', original.length);
  await s.files.makeFolder(backupFolder);
  const logs = await backUpLogs(s.files, hiveSet, backupFolder);
  const primary = await backUpPrimary(s.files, hiveSet.primary, originalStatus, backupFolder, onProgress);
  return { hashed: primary.hashed.then((file) => [file, ...logs]) };
}

/** @returns SHA-256 of the contents, which the staged file was compared with after its flush. */
async function stage(s: RepairSurroundings, { hiveSet, content, verify }: Installation): Promise<string> {
  const hive = hiveSet.primary;
  const path = stagedPath(hive);
  await removeIfThere(s, path);
  await refuseFullDisk(s, hive, content.length);
  const onProgress = startStep(s, 'stage', content.length);
  const sha256 = await createFile(s.files, path, { like: hive }, async (file) => {
    const copied = await copyBytes(content, file, onProgress);
    startStep(s, 'flush', content.length);
    await file.flush();
    return copied;
  });
  const staged = await s.files.open(path);
  try {
    await verify(staged);
  } finally {
    await staged.close();
  }
  return sha256;
}

/** Waits for both, also when one fails: nothing goes on behind the back of what cleans up then. */
async function together<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function refuseFullDisk(s: RepairSurroundings, hive: FilePath, needed: number): Promise<void> {
  const available = await s.files.freeSpace(s.files.parent(hive));
  if (available !== undefined && available < needed) {
    throw new HiveError('disk-full', { path: stagedPath(hive), needed, available });
  }
}

/**
 * Brings the logs back, on the medium: a dirty primary file beside logs of another time would lose what they hold, and
 * without a flush its rename could outlast theirs.
 */
export async function restoreLogs(
  s: RepairSurroundings,
  { logs, hiveSet }: Pick<Installation, 'logs' | 'hiveSet'>,
): Promise<void> {
  for (const log of logs) await restoreLog(s, log);
  if (logs.length > 0) await s.files.flushFolder(s.files.parent(hiveSet.primary));
}

/** Brings one log back as it was. The live hive is clean here, or is about to be replaced: no log counts yet. */
export async function restoreLog(s: RepairSurroundings, log: RestoredLog): Promise<void> {
  if (log.from === undefined) {
    if ((await s.files.status(log.path)) !== undefined) await s.files.remove(log.path);
    return;
  }
  await replaceByCopy(s, log.from, log.path);
}

/** Replaces `path` by a copy of `from`, staged and flushed: never by a link, since Windows writes into what is live. */
export async function replaceByCopy(s: RepairSurroundings, from: FilePath, path: FilePath): Promise<void> {
  const staged = stagedPath(path);
  await removeIfThere(s, staged);
  const source = await s.files.open(from);
  try {
    await createFile(s.files, staged, { like: from }, async (file) => {
      await copyBytes(source, file, () => undefined);
      await file.flush();
      const difference = await firstDifference(source, file, () => undefined);
      if (difference === undefined) return;
      throw new HiveError('verification-failed', { path, differences: [`byte ${difference}`] });
    });
  } finally {
    await source.close();
  }
  await s.files.replace(staged, path);
}

/** A staged file that is there already was left by a run of which nothing else is known. */
async function removeIfThere(s: RepairSurroundings, path: FilePath): Promise<void> {
  if ((await s.files.status(path)) !== undefined) await s.files.remove(path);
}

/** @throws HiveError 'restore-failed' when the backup can't be put back either. */
async function putBack(
  s: RepairSurroundings,
  installation: Installation,
  sha256: string,
  reason: string,
): Promise<void> {
  const hive = installation.hiveSet.primary;
  const backup = s.files.join(installation.backupFolder, s.files.baseName(hive));
  try {
    const [live, kept] = [await s.files.status(hive), await s.files.status(backup)];
    if (!areNamesOfOneFile(live, kept)) await replaceByCopy(s, backup, hive);
    await s.files.flushFolder(s.files.parent(hive));
    await readBack(s, hive, sha256);
  } catch (error) {
    const both = `${reason}; ${reasonOf(error)}`;
    const details = { path: hive, backup, holds: 'files', reason: both } as const;
    throw new HiveError('restore-failed', details, { cause: error });
  }
}

/** The error's code, for a report that must not translate anything. */
export function reasonOf(error: unknown): string {
  if (error instanceof HiveError) return error.code;
  return error instanceof Error ? error.message : String(error);
}
