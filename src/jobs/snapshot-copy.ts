import type { FilePath, HiveSet } from '../ground/brand.ts';
import { type HiveError, isHiveError } from '../ground/errors.ts';
import { backUpWhole, removeBackup } from '../install/backup.ts';
import { headerText, MANIFEST_NAME, type Manifest } from '../install/manifest.ts';
import { chooseMethod, logFormatOf } from '../install/method.ts';
import { withHiveSet } from '../install/open-set.ts';
import type { BackupFile, InstallWarning } from '../install/outcome.ts';
import { protectBackup } from '../install/protection.ts';
import { recoverInterruptedRun } from '../install/recovery.ts';
import { type Run, type Stage, underLock } from '../install/run.ts';
import { writeNewFile } from '../install/small-files.ts';
import type { SnapshotHive } from '../install/snapshot-record.ts';
import type { NewSnapshot } from '../install/snapshots.ts';
import { startStep } from '../install/tools.ts';
import { refuseDamage } from '../regf/hive-scan.ts';
import { checkStructure } from '../regf/structure-check.ts';
import { readHeader } from '../replay/primary-header.ts';
import { openHive } from '../replay/replay.ts';
import type { JobTools } from './tools.ts';

/** The copy of one hive in a snapshot. */

/** Of a hive that is no use; it says nothing against the others. */
export function isUseless(error: unknown): error is HiveError {
  const codes = [
    'hive-signature',
    'hive-version',
    'hive-checksum',
    'hive-truncated',
    'hive-structure',
    'hive-damaged',
    'logs-missing',
    'logs-unusable',
  ] as const;
  return codes.some((code) => isHiveError(error, code));
}

interface HiveCopy {
  readonly kept: Pick<SnapshotHive, 'folder' | 'files'>;
  readonly warnings: readonly InstallWarning[];
}

/**
 * Copies a hive set under its lock, and opens the copy as Windows would: its logs are applied, in memory, and the whole structure of
 * what comes out is checked.
 * @throws HiveError `isUseless` of which tells, and then there is no copy; 'hive-locked', and what copying throws.
 */
export async function copyHive(
  tools: JobTools,
  fresh: NewSnapshot,
  hiveSet: HiveSet,
  build: number | undefined,
): Promise<HiveCopy> {
  const { files } = tools;
  await recoverInterruptedRun(tools, hiveSet.primary);
  const run = { hiveSet, command: 'snapshot', backupFolder: fresh.folder };
  const { folder, manifest, warnings } = await resultOf(
    underLock(tools, run, (held) => copyUnderLock(tools, held, build)),
  );
  try {
    // When the lock is gone: beside a lock it would be taken for that of a run that was writing the hive.
    await writeNewFile(files, files.join(folder, MANIFEST_NAME), encode(manifest));
    await files.flushFolder(folder);
  } catch (error) {
    await removeBackup(files, hiveSet.primary, folder, manifest.run).catch(() => undefined);
    throw error;
  }
  return { kept: { folder: files.baseName(folder), files: manifest.files }, warnings };
}

const encode = (manifest: Manifest): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);

interface CopiedSet {
  readonly folder: FilePath;
  readonly manifest: Manifest;
  readonly warnings: readonly InstallWarning[];
}

/** A run that waits for no others. */
async function resultOf<Result>(steps: AsyncGenerator<Stage, Result, void>): Promise<Result> {
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

async function* copyUnderLock(
  tools: JobTools,
  run: Run,
  build: number | undefined,
): AsyncGenerator<Stage, CopiedSet, void> {
  const { files } = tools;
  const { hiveSet, folder } = run;
  const size = (await files.status(hiveSet.primary))?.size ?? 0;
  const copies = await backUpWhole(files, hiveSet, folder, startStep(tools, 'back-up', size));
  const warnings = await protectBackup(files, hiveSet.primary, folder, run.madeFolders);
  await refuseUselessCopy(tools, folder, copies, hiveSet.primary);
  const manifest = await manifestOf(tools, run, copies, build);
  yield { stage: 'prepared' };
  return { folder, manifest, warnings };
}

/** As Windows would find it. @throws HiveError of the hive, with the hive's own path */
async function refuseUselessCopy(
  tools: JobTools,
  folder: FilePath,
  copies: readonly BackupFile[],
  hive: FilePath,
): Promise<void> {
  const { files } = tools;
  const [primary = hive, ...logs] = copies.map(({ name }) => files.join(folder, name));
  const structure = await tools.loadStructureCheck();
  await withHiveSet(files, { primary, logs }, async (open, openLogs) => {
    const named = { ...asFile(open), path: hive };
    const { hive: newest } = await openHive(named, openLogs, { acceptDirty: false });
    const onProgress = startStep(tools, 'verify', newest.length);
    const found = await checkStructure(structure, newest, hive, onProgress);
    if (found.state === 'damaged') refuseDamage(found.report, hive);
  });
}

const asFile = (open: { length: number; read(target: Uint8Array, position: number): Promise<void> }) => ({
  length: open.length,
  read: (target: Uint8Array, position: number) => open.read(target, position),
});

async function manifestOf(
  tools: JobTools,
  { hiveSet, id, command }: Run,
  copies: readonly BackupFile[],
  build: number | undefined,
): Promise<Manifest> {
  const { files } = tools;
  const status = await files.status(hiveSet.primary);
  return await withHiveSet(files, hiveSet, async (primary, logs) => {
    const { method } = await chooseMethod({ logs }, { links: status?.links ?? 1 }, logFormatOf(build));
    return {
      schema: 2,
      run: id,
      createdAt: tools.clock().toISOString(),
      command,
      kind: 'whole',
      toolVersion: tools.toolVersion,
      hive: hiveSet.primary,
      files: copies,
      change: [],
      method,
      headerBefore: headerText(await readHeader(primary)),
      after: { by: 'file', checksum: copies[0]?.checksum ?? '' },
    };
  });
}
