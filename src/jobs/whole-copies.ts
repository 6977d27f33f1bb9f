import { findHiveSet } from '../disk/hive-set.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { isHiveError, type WholeCopy } from '../ground/errors.ts';
import { findBackups } from '../install/find-backups.ts';
import { withHiveSet } from '../install/open-set.ts';
import { findSnapshots } from '../install/snapshots.ts';
import { hiveKindOf } from '../regf/hive-kind.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { refuseDamage, scanBins } from '../regf/hive-scan.ts';
import { openHive } from '../replay/replay.ts';

/** More are not looked at: each is read in whole. */
const MOST_COPIES = 3;

/**
 * Copies of a hive that are whole: what Windows put into `RegBack` (regularly before Windows 10 version 1803, empty files
 * since; Microsoft: "The system registry is no longer backed up to the RegBack folder"), and hivemend's own backups and snapshots. Newest
 * first.
 */
export async function findWholeCopies(
  files: ReadOnlyFileSystem,
  hive: FilePath,
): Promise<readonly WholeCopy[]> {
  const candidates = [
    ...(await ownBackups(files, hive)),
    ...(await ownSnapshots(files, hive)),
    ...(await windowsBackup(files, hive)),
  ];
  candidates.sort((a, b) => (a.writtenAt < b.writtenAt ? 1 : -1));
  const whole: WholeCopy[] = [];
  for (const candidate of candidates) {
    if (whole.length === MOST_COPIES) break;
    if (await isWhole(files, candidate.path)) whole.push(candidate);
  }
  return whole;
}

async function ownBackups(files: ReadOnlyFileSystem, hive: FilePath): Promise<readonly WholeCopy[]> {
  return orNone(async () => {
    const name = files.baseName(hive).toUpperCase();
    const backups = await findBackups(files, hive);
    return backups
      .map(({ summary }) => summary)
      .filter(({ kind }) => kind === 'whole')
      .flatMap(({ id, folder, createdAt, files: [primary] }) =>
        primary?.name.toUpperCase() === name
          ? [{ path: files.join(folder, primary.name), writtenAt: createdAt, backupId: id }]
          : [],
      );
  });
}

async function ownSnapshots(files: ReadOnlyFileSystem, hive: FilePath): Promise<readonly WholeCopy[]> {
  return orNone(async () => {
    const name = files.baseName(hive).toUpperCase();
    const snapshots = await findSnapshots(files, hive);
    return snapshots.flatMap(({ id, folder, createdAt, hives }) =>
      hives
        .filter(({ place }) => place.at(-1)?.toUpperCase() === name)
        .map((copy) => ({
          path: files.join(folder, copy.folder, copy.files[0]?.name ?? ''),
          writtenAt: createdAt,
          snapshotId: id,
        })),
    );
  });
}

async function windowsBackup(files: ReadOnlyFileSystem, hive: FilePath): Promise<readonly WholeCopy[]> {
  return orNone(async () => {
    const path = await findBelow(files, files.parent(hive), ['RegBack', files.baseName(hive)], 'file');
    const status = path === undefined ? undefined : await files.status(path);
    return path === undefined || status === undefined
      ? []
      : [{ path, writtenAt: new Date(status.modifiedMs).toISOString() }];
  });
}

/** Whether it can be opened, holds what a SOFTWARE hive holds, and shows no gross damage. */
async function isWhole(files: ReadOnlyFileSystem, path: FilePath): Promise<boolean> {
  const verdict = await orNone(async () => {
    await withHiveSet(files, await findHiveSet(files, path), async (primary, logs) => {
      const { hive } = await openHive(primary, logs, { acceptDirty: false });
      refuseDamage(await scanBins(hive, path), path);
      const reader = await HiveReader.onDemand(hive, path);
      return whenRead(() => hiveKindOf(reader));
    });
    return [path];
  });
  return verdict.length > 0;
}

/** A place that can't be looked at has none: the failure that brought us here is the one to report. */
async function orNone<Item>(look: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  try {
    return await look();
  } catch (error) {
    if (isHiveError(error)) return [];
    throw error;
  }
}
