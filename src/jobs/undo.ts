import type { ReadOnlyFile } from '../files/file-system.ts';
import type { ByteSource, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { backupsFolder, listBackupsIn, newBackupFolder, verifyBackup } from '../install/backup.ts';
import { sha256Of } from '../install/hashing.ts';
import { installInPlace } from '../install/in-place.ts';
import { type Installation, type RestoredLog, refuseReadOnly } from '../install/install.ts';
import { recordOf, recoverInterruptedRun, underLock } from '../install/journal.ts';
import type { BackupSummary, Recovery, UndoOutcome } from '../install/outcome.ts';
import { beforeInPlaceWrite, PAGES_NAME, readPageJournal } from '../install/page-journal.ts';
import { installByReplacing } from '../install/replace.ts';
import { refuseOtherBytes } from '../install/small-files.ts';
import type { RepairSurroundings, UndoRequest } from './surroundings.ts';

/**
 * Puts a backup back: the primary file and its logs as they were, with the care of a repair. What is there now is
 * backed up first, so that an undo can be undone.
 * @throws HiveError 'backup-missing', 'backup-damaged', 'hive-not-as-left', 'hive-locked', 'interrupted-run', and what
 * installByReplacing and installInPlace throw.
 */
export async function undoRepair(s: RepairSurroundings, request: UndoRequest): Promise<UndoOutcome> {
  const hive = request.hiveSet.primary;
  const recovery = await recoverInterruptedRun(s, hive);
  const original = await s.files.open(hive);
  try {
    const originalStatus = await original.status();
    const sha256Now = await s.files.sha256(hive);
    const backup = await chooseBackup(s, request, sha256Now);
    await verifyBackup(s.files, backup);
    const isPrimaryBack = sha256Now === primaryOf(backup).sha256;
    if (!isPrimaryBack && sha256Now !== backup.sha256After && !request.force) {
      throw new HiveError('hive-not-as-left', { path: hive, backup: backup.id });
    }
    const logs = await logsToRestore(s, request.hiveSet, backup);
    // A dirty primary file beside other logs is another hive: both must be there.
    if (isPrimaryBack && logs.length === 0) return outcome(s, request, backup, recovery);
    return await withBackupContent(s, backup, original, async (content) => {
      const installation = await planUndo(s, request, backup, { original, originalStatus, content, logs });
      refuseReadOnly(s, installation);
      const record = recordOf(s, installation);
      const install = request.inPlace ? installInPlace : installByReplacing;
      const installed = await underLock(s, hive, record, () => install(s, installation));
      return outcome(s, request, backup, recovery, installed);
    });
  } finally {
    await original.close();
  }
}

/** Backups of this hive, newest first. */
export async function listBackups(
  s: Pick<RepairSurroundings, 'files'>,
  request: Pick<UndoRequest, 'hiveSet' | 'backupFolder'>,
): Promise<BackupSummary[]> {
  const hive = request.hiveSet.primary;
  const name = s.files.baseName(hive).toLowerCase();
  const all = await listBackupsIn(s.files, backupsFolder(s.files, hive, request.backupFolder));
  return all.filter((backup) => backup.files[0]?.name.toLowerCase() === name);
}

/**
 * The backup that was named, or the newest one that a repair made: a backup that an undo made is put back only by name.
 * A folder that holds backups of several PCs has more than one candidate: the one whose repair left this very hive.
 */
async function chooseBackup(
  s: RepairSurroundings,
  request: UndoRequest,
  sha256Now: string,
): Promise<BackupSummary> {
  const { hiveSet, backupId } = request;
  const backups = await listBackups(s, request);
  if (backupId !== undefined) {
    const named = backups.find((backup) => backup.id.toLowerCase() === backupId.toLowerCase());
    if (named === undefined) throw new HiveError('backup-missing', { target: hiveSet.primary, id: backupId });
    return named;
  }
  const repairs = backups.filter((backup) => backup.command === 'repair');
  // Contents go before dates: a recovery system guesses its time zone, and the clock may have run backwards since.
  const fitting =
    repairs.find((backup) => backup.files[0]?.sha256 === sha256Now) ??
    repairs.find((backup) => backup.sha256After === sha256Now);
  // Forcing would put the hive of another PC in this one's place: there the backup has to be named.
  const mayBeOthers = request.force && request.backupFolder !== undefined && repairs.length > 1;
  if (fitting === undefined && mayBeOthers)
    throw new HiveError('backup-missing', { target: hiveSet.primary, candidates: repairs.length });
  const isLast = ({ sha256After }: BackupSummary) =>
    !repairs.some((later) => later.files[0]?.sha256 === sha256After);
  const chosen = fitting ?? repairs.find(isLast) ?? repairs[0];
  if (chosen === undefined) throw new HiveError('backup-missing', { target: hiveSet.primary });
  return chosen;
}

/** The primary file as the backup has it: its own file, or the pages of an in-place write laid over the hive. */
async function withBackupContent<Result>(
  s: RepairSurroundings,
  backup: BackupSummary,
  original: ReadOnlyFile,
  body: (content: ByteSource) => Promise<Result>,
): Promise<Result> {
  if (backup.kind === 'pages') return await body(await contentOfPages(s, backup, original));
  const kept = await s.files.open(s.files.join(backup.folder, primaryOf(backup).name));
  try {
    return await body(kept);
  } finally {
    await kept.close();
  }
}

/** Pages fit only the hive that the repair left: laid over another one they would damage it, with `force` or without. */
async function contentOfPages(
  s: RepairSurroundings,
  backup: BackupSummary,
  original: ReadOnlyFile,
): Promise<ByteSource> {
  const path = s.files.join(backup.folder, PAGES_NAME);
  const journal = await readPageJournal(s.files, backup.folder);
  const expected = primaryOf(backup).sha256;
  if (journal === undefined)
    throw new HiveError('backup-damaged', { path, expected, actual: 'no whole journal' });
  const content = beforeInPlaceWrite(original, journal);
  if ((await sha256Of(content)) === expected) return content;
  throw new HiveError('hive-not-as-left', { path: original.path, backup: backup.id });
}

function primaryOf(backup: BackupSummary): BackupSummary['files'][number] {
  const [primary] = backup.files;
  if (primary === undefined) throw new HiveError('backup-missing', { target: backup.hive, id: backup.id });
  return primary;
}

async function planUndo(
  s: RepairSurroundings,
  request: UndoRequest,
  backup: BackupSummary,
  parts: Pick<Installation, 'original' | 'originalStatus' | 'content' | 'logs'>,
): Promise<Installation> {
  const { hiveSet } = request;
  return {
    ...parts,
    command: 'undo',
    method: request.inPlace ? 'in-place' : 'replace',
    hiveSet,
    backupFolder: await newBackupFolder(s, hiveSet.primary, request.backupFolder),
    change: { before: backup.change.after, after: backup.change.before },
    verify: (content) => refuseOtherBytes(parts.content, content, hiveSet.primary, () => undefined),
  };
}

/** Logs that differ from the backup's, or that were not there then. */
async function logsToRestore(
  s: RepairSurroundings,
  hiveSet: HiveSet,
  backup: BackupSummary,
): Promise<RestoredLog[]> {
  const folder = s.files.parent(hiveSet.primary);
  const live = new Map(hiveSet.logs.map((path) => [s.files.baseName(path).toLowerCase(), path]));
  const restored: RestoredLog[] = [];
  for (const { name, sha256 } of backup.files.slice(1)) {
    const path = live.get(name.toLowerCase()) ?? s.files.join(folder, name);
    const isSame = live.delete(name.toLowerCase()) && (await s.files.sha256(path)) === sha256;
    if (!isSame) restored.push({ path, from: s.files.join(backup.folder, name) });
  }
  for (const path of live.values()) restored.push({ path, from: undefined });
  return restored;
}

function outcome(
  s: RepairSurroundings,
  request: UndoRequest,
  restored: BackupSummary,
  recovery: Recovery | undefined,
  done?: Pick<UndoOutcome, 'backup' | 'warnings'>,
): UndoOutcome {
  return {
    disk: done !== undefined && s.files.isLasting ? 'restored' : 'unchanged',
    alreadyRestored: done === undefined,
    dryRun: !s.files.isLasting,
    hive: request.hiveSet.primary,
    restored,
    change: { before: restored.change.after, after: restored.change.before },
    ...(recovery && { recovery }),
    warnings: [],
    ...done,
  };
}
