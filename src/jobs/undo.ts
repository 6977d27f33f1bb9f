import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { LiveHive, OpenSet } from '../install/advance.ts';
import { fileChecksum, verifyBackup } from '../install/backup.ts';
import { differenceFrom, hiveSetAt } from '../install/bring-back.ts';
import { checksumOf, sha256Of } from '../install/checksum.ts';
import { firstDifference } from '../install/compare.ts';
import { backupsOf, type FoundBackup } from '../install/find-backups.ts';
import { type Installation, install } from '../install/install.ts';
import { hasPagesOf, stateOf } from '../install/left-run.ts';
import { headerText, type Manifest } from '../install/manifest.ts';
import { withHiveSet } from '../install/open-set.ts';
import { type OriginalSet, withOriginal } from '../install/original.ts';
import type { BackupSummary, ChangedValue, Installed, Recovery } from '../install/outcome.ts';
import { recoverInterruptedRun } from '../install/recovery.ts';
import { type Survey, survey } from '../install/survey.ts';
import { installTogether, type Member } from '../install/together.ts';
import { readHeader } from '../replay/primary-header.ts';
import { openHive } from '../replay/replay.ts';
import { type BackupChoice, chooseBackup } from './choose-backup.ts';
import type { UndoOutcome } from './outcome.ts';
import type { JobTools } from './tools.ts';

export interface UndoRequest extends BackupChoice {
  readonly hiveSet: HiveSet;
  /** The backup itself, where there is no choice. */
  readonly backup?: FoundBackup;
}

/**
 * Puts a backup back: the primary file and its logs as they were, with the care of a repair. What is there now is
 * backed up first, so that an undo can be undone.
 * @throws HiveError 'backup-missing', 'backup-damaged', 'hive-not-as-left', 'hive-locked', 'interrupted-run', and what
 *   installing throws.
 */
export async function undoRepair(tools: UndoTools, request: UndoRequest): Promise<UndoOutcome> {
  const [outcome] = await undoHives(tools, [request]);
  return outcome;
}

/** The same of hives that were changed together: all of them or none. */
export async function undoHives(
  tools: UndoTools,
  requests: readonly [UndoRequest, ...UndoRequest[]],
): Promise<readonly [UndoOutcome, ...UndoOutcome[]]> {
  // To take care of one may be to take care of others, and of their logs.
  for (const { hiveSet } of requests.slice(1)) await recoverInterruptedRun(tools, hiveSet.primary);
  const [first, ...others] = requests;
  return await withPrepared(tools, first, (one) => openNext(tools, others, [one]));
}

type UndoTools = Omit<JobTools, 'loadHivex'>;

/** A hive that is open beside its backup. */
interface Prepared extends Story {
  /** What puts the backup back; undefined where it is back already. */
  readonly member: Member | undefined;
}

/** One bracket within the other: all hives stay open until the last is written. */
async function openNext(
  tools: UndoTools,
  [request, ...others]: readonly UndoRequest[],
  prepared: readonly [Prepared, ...Prepared[]],
): Promise<readonly [UndoOutcome, ...UndoOutcome[]]> {
  if (request !== undefined)
    return await withPrepared(tools, request, (next) => openNext(tools, others, [...prepared, next]));
  const installed = [
    ...(await installTogether(
      tools,
      prepared.flatMap(({ member }) => member ?? []),
    )),
  ];
  const [first, ...more] = prepared;
  const end = (one: Prepared) => outcome(one, one.member === undefined ? undefined : installed.shift());
  return [end(first), ...more.map(end)];
}

async function withPrepared<Result>(
  tools: UndoTools,
  request: UndoRequest,
  body: (prepared: Prepared) => Promise<Result>,
): Promise<Result> {
  const { files } = tools;
  const { primary: hive } = request.hiveSet;
  const recovery = await recoverInterruptedRun(tools, hive);
  const hiveSet = await hiveSetAt(files, hive);
  return await withHiveSet(files, hiveSet, async (primary, logs) => {
    const status = await primary.status();
    const backup = request.backup ?? (await chooseBackup(files, primary, request));
    return await withOriginal(files, backup.summary, primary, async (original) => {
      const story: Story = { tools, request, backup: backup.summary, recovery, hive };
      const live = await openIfItCan({ hiveSet, primary, logs });
      const survey = await verifiedSurvey(files, live, original, backup.summary);
      await refuseOtherPages(original, backup);
      if (await isBack(tools, live, original)) return await body({ ...story, member: undefined });
      const wasLeft =
        backup.summary.isUnfinished === true
          ? await isOfUnfinished(files, hiveSet, backup)
          : await isAsLeft(tools, live, original, backup.manifest, survey);
      if (!wasLeft && !request.force && !(await isSame(primary, original.primary)))
        throw new HiveError('hive-not-as-left', { path: hive, backup: backup.summary.id });
      const { backupFolder } = request;
      const { changesLeftOut } = backup.summary;
      const installation: Installation = {
        live,
        status,
        target: { kind: 'original', original, backup: backup.summary, ...(survey && { survey }) },
        change: reversed(backup.summary.change),
        ...(changesLeftOut === undefined ? {} : { changesLeftOut }),
        logFormat: backup.manifest.method === 'log' ? 'new' : undefined,
        // Whatever else the hive holds, the backup that comes back holds as well.
        pagesOnly: wasLeft && 'opened' in live,
      };
      const run = { hiveSet, command: 'undo', ...(backupFolder === undefined ? {} : { backupFolder }) };
      return await body({ ...story, member: { ...run, steps: (held) => install(held, installation) } });
    });
  });
}

/** Backups of this hive, newest first. */
export async function listBackups(
  { files }: Pick<JobTools, 'files'>,
  { hiveSet, backupFolder }: Pick<UndoRequest, 'hiveSet' | 'backupFolder'>,
): Promise<BackupSummary[]> {
  return (await backupsOf(files, hiveSet.primary, backupFolder)).map(({ summary }) => summary);
}

/** A hive that is damaged by now can still be replaced by its backup. */
async function openIfItCan(set: OpenSet): Promise<LiveHive | OpenSet> {
  try {
    return { ...set, opened: await openHive(set.primary, set.logs, { acceptDirty: true }) };
  } catch (error) {
    if (isHiveError(error) && !isHiveError(error, 'file-read')) return set;
    throw error;
  }
}

/**
 * Compares the backup with its manifest, and what it reads of it, where it can, with the hive.
 * @throws HiveError 'backup-damaged'
 */
async function verifiedSurvey(
  files: ReadOnlyFileSystem,
  live: LiveHive | OpenSet,
  original: OriginalSet,
  backup: BackupSummary,
): Promise<Survey | undefined> {
  const [primary, ...logs] = backup.files;
  // 0.1.0 noted another checksum.
  const isComparable = 'opened' in live && primary?.checksum.startsWith('crc32:') === true;
  const found = isComparable ? await survey(live, original) : undefined;
  const isSame = found !== undefined && found.checksumThen === primary?.checksum;
  await verifyBackup(files, isSame ? { ...backup, files: [...logs] } : backup);
  return found;
}

/** Pages fit only the hive that they were kept of: laid over another one they would damage it, forced or not. */
async function refuseOtherPages({ primary, kept }: OriginalSet, { summary }: FoundBackup): Promise<void> {
  const expected = summary.files[0]?.checksum ?? '';
  if (kept === undefined) return;
  const actual = expected.startsWith('sha256:') ? await sha256Of(primary) : await checksumOf(primary);
  if (actual !== expected)
    throw new HiveError('hive-not-as-left', { path: primary.path, backup: summary.id });
}

/** Whether the set is the backup's, byte for byte. */
async function isBack(
  { files }: Pick<JobTools, 'files'>,
  live: OpenSet,
  original: OriginalSet,
): Promise<boolean> {
  if (live.logs.length !== original.logs.length) return false;
  if (!(await isSame(live.primary, original.primary))) return false;
  const copies = new Map(original.logs.map(({ name, copy }) => [name.toLowerCase(), copy]));
  for (const log of live.logs) {
    const copy = copies.get(files.baseName(log.path).toLowerCase());
    if (copy === undefined) return false;
    const kept = await files.open(copy);
    try {
      if (!(await isSame(log, kept))) return false;
    } finally {
      await kept.close();
    }
  }
  return true;
}

const isSame = async (a: ByteSource, b: ByteSource): Promise<boolean> =>
  (await firstDifference(a, b)) === undefined;

/** Whether nothing has written the hive since the run that made the backup. */
async function isAsLeft(
  { files }: Pick<JobTools, 'files'>,
  live: LiveHive | OpenSet,
  original: OriginalSet,
  { after }: Manifest,
  survey: Survey | undefined,
): Promise<boolean> {
  const { primary } = live;
  if (after.by === 'file')
    return (await fileChecksum(files, primary.path, after.checksum)) === after.checksum;
  if (!('opened' in live) || primary.length !== after.length) return false;
  if (headerText(await readHeader(primary)) !== after.header) return false;
  return await hasPagesOf(live, after, survey?.differing ?? (await differenceFrom(live, original)));
}

/** The same of a run that was interrupted: by the rules of replay the hive is what it was before, or what was to be made of it. */
async function isOfUnfinished(
  files: ReadOnlyFileSystem,
  hiveSet: HiveSet,
  { manifest, summary: { folder } }: FoundBackup,
): Promise<boolean> {
  return (await stateOf(files, { hiveSet, folder, manifest, run: manifest.run })) !== 'other';
}

interface Story {
  readonly tools: Pick<JobTools, 'files'>;
  readonly request: UndoRequest;
  readonly backup: BackupSummary;
  readonly recovery: Recovery | undefined;
  readonly hive: FilePath;
}

const reversed = (change: readonly ChangedValue[]): ChangedValue[] =>
  change.map(({ before, after, ...rest }) => ({ ...rest, before: after, after: before }));

function outcome({ tools, backup, recovery, hive }: Story, installed?: Installed): UndoOutcome {
  return {
    disk: installed !== undefined && tools.files.isLasting ? 'restored' : 'unchanged',
    alreadyRestored: installed === undefined,
    dryRun: !tools.files.isLasting,
    hive,
    restored: backup,
    change: reversed(backup.change),
    method: 'none',
    ...installed?.method,
    // That of a dry run is gone with it.
    ...(installed && tools.files.isLasting && { backup: installed.backup }),
    ...(recovery && { recovery }),
    warnings: installed?.warnings ?? [],
  };
}
