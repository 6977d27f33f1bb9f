import type { FileStatus } from '../files/file-system.ts';
import { HiveError } from '../ground/errors.ts';
import { HEADER_SIZE, headerFacts, readHeader } from '../replay/primary-header.ts';
import {
  advance,
  type LiveHive,
  type NewContents,
  type OpenSet,
  type Plan,
  planAdvance,
  readBack,
} from './advance.ts';
import { type BegunBackup, backUp } from './back-up.ts';
import { bringBack, differenceFrom, planBringingBack } from './bring-back.ts';
import { checksumOfBytes } from './checksum.ts';
import { completeManifest, headerText, type Manifest, summaryOf, writePending } from './manifest.ts';
import { memberOf } from './members.ts';
import { chooseMethod, type LogFormat } from './method.ts';
import type { OriginalSet } from './original.ts';
import type {
  BackupFile,
  BackupSummary,
  ChangedValue,
  Installed,
  InstallWarning,
  MethodChoice,
} from './outcome.ts';
import type { Stretch } from './page.ts';
import { protectBackup } from './protection.ts';
import { replaceByStaged, stageReplacement } from './replace.ts';
import type { Run, Stage } from './run.ts';
import type { Survey } from './survey.ts';
import { type StillOurs, stopIfCancelled } from './tools.ts';
import { headerAfter } from './write-through-log.ts';

/** What a hive set is to become. */
export type Target =
  /** New contents of the primary file; the logs stay. */
  | ({ readonly kind: 'contents' } & NewContents)
  /** A set as a backup has it, byte for byte. */
  | {
      readonly kind: 'original';
      readonly original: OriginalSet;
      readonly backup: BackupSummary;
      /** Where both were compared already. */
      readonly survey?: Survey;
    };

export interface Installation {
  /** Without its newest state where it can't be opened: then a whole file takes its place. */
  readonly live: LiveHive | OpenSet;
  /** Of the primary file when it was read. */
  readonly status: FileStatus;
  readonly target: Target;
  readonly change: readonly ChangedValue[];
  readonly changesLeftOut?: number;
  /** What the Windows that the hive is of writes, where that is known: counts where no logs are there. */
  readonly logFormat: LogFormat | undefined;
  /** A backup that was begun while the change was proven. */
  readonly begun?: BegunBackup;
  /** Keep only the pages that are changed. */
  readonly pagesOnly: boolean;
}

/**
 * Puts new contents into a hive's place: back up -> write through the log (or replace) -> read back. The original stays
 * the file that it was, unless it is replaced.
 * @throws HiveError what goes wrong; `underLock` takes back what was done.
 */
export async function* install(run: Run, installation: Installation): AsyncGenerator<Stage, Installed, void> {
  const { live, status, logFormat, target } = installation;
  const { files } = run.tools;
  refuseReadOnly(run, status);
  if (!('opened' in live))
    return yield* replaced(run, installation, { method: 'replace', because: 'damaged' });
  const method = await chooseMethod(live, status, logFormat);
  if (method.method === 'replace') return yield* replaced(run, installation, method);
  const plan =
    target.kind === 'original'
      ? await planBringingBack(files, live, target.original, await differingOf(live, target))
      : await planAdvance(files, live, target);
  if (plan !== undefined) return yield* written(run, installation, plan);
  return yield* replaced(run, installation, { method: 'replace', because: 'change-too-large' });
}

const differingOf = async (
  live: LiveHive,
  { original, survey }: Extract<Target, { kind: 'original' }>,
): Promise<readonly Stretch[]> => survey?.differing ?? (await differenceFrom(live, original));

async function* written(
  run: Run,
  installation: Installation,
  plan: Plan,
): AsyncGenerator<Stage, Installed, void> {
  const { tools, hiveSet, folder } = run;
  const { files } = tools;
  const { target } = installation;
  await refuseUnwritable(run);
  // While the backup is on its way.
  const after = afterOf(plan, target);
  const { backups, kind, warnings } = await backUp(run, installation, plan);
  const manifest: Manifest = { ...describe(run, installation, kind, backups), method: 'log', after };
  await prepare(run, installation, manifest);
  const unprotected = await protectBackup(files, hiveSet.primary, folder, run.madeFolders);
  yield* waitForOthers(run, installation);
  stopIfNothingIsWritten(run);
  tools.tell({ event: 'step', step: 'write' });
  run.transition = plan.transition;
  const stillOurs: StillOurs = async (what) => {
    await run.stillOurs();
    if (run.reached !== 'hive') run.reached = what;
  };
  if (target.kind === 'original') await bringBack(tools, plan, target.original, stillOurs);
  else {
    await advance(tools, plan, stillOurs);
    await readBack(tools, plan);
    if (!plan.transition.hasLog) {
      await stillOurs('hive');
      await files.remove(plan.transition.log);
    }
  }
  const isFlushed = await files.flushFolder(files.parent(hiveSet.primary));
  const installed: Installed = {
    method: { method: 'log' },
    backup: summaryOf(files, folder, manifest),
    warnings: [...warnings, ...unprotected, ...(isFlushed ? [] : [notFlushed(run)])],
  };
  yield { stage: 'written', installed };
  await run.stillOurs();
  await completeManifest(files, folder);
  return installed;
}

async function* replaced(
  run: Run,
  installation: Installation,
  method: MethodChoice,
): AsyncGenerator<Stage, Installed, void> {
  const { tools, folder } = run;
  // One that its mode keeps from being written can still be replaced.
  if (installation.status.writable) await refuseUnwritable(run);
  const { backups } = await backUp(run, { ...installation, pagesOnly: false });
  const facts = describe(run, installation, 'whole', backups);
  const checksum = await stageReplacement(run, installation);
  const manifest: Manifest = { ...facts, method: 'replace', after: { by: 'file', checksum } };
  await prepare(run, installation, manifest);
  const unprotected = await protectBackup(tools.files, run.hiveSet.primary, folder, run.madeFolders);
  yield* waitForOthers(run, installation);
  stopIfNothingIsWritten(run);
  const warnings = await replaceByStaged(run, installation, checksum);
  const installed: Installed = {
    method,
    backup: summaryOf(tools.files, folder, manifest),
    warnings: [...unprotected, ...warnings],
  };
  yield { stage: 'written', installed };
  await run.stillOurs();
  await completeManifest(tools.files, folder);
  return installed;
}

function describe(
  run: Run,
  { change, changesLeftOut, target }: Installation,
  kind: 'whole' | 'pages',
  files: readonly BackupFile[],
): Omit<Manifest, 'method' | 'after'> {
  const { tools, hiveSet, id, command } = run;
  const restores =
    target.kind === 'original' ? { id: target.backup.id, folder: target.backup.folder } : undefined;
  return {
    schema: 2,
    run: id,
    createdAt: tools.clock().toISOString(),
    command,
    kind,
    toolVersion: tools.toolVersion,
    hive: hiveSet.primary,
    files,
    change,
    ...(changesLeftOut === undefined ? {} : { changesLeftOut }),
    ...(restores && { restores }),
    ...(run.others.length > 0 && { together: run.others.map((other) => memberOf(run, other)) }),
  };
}

function afterOf({ transition }: Plan, target: Target): Manifest['after'] {
  const [header, length] =
    target.kind === 'original'
      ? [target.original.header, target.original.primary.length]
      : [headerAfter(transition), transition.after.length];
  return {
    by: 'pages',
    length,
    header: headerText(header),
    hiveBinsDataSize: headerFacts(transition.after.header).hiveBinsDataSize,
    pages: [...transition.pages, ...transition.others].map(({ position, bytes }) => ({
      position,
      size: bytes.length,
      checksum: checksumOfBytes(bytes),
    })),
  };
}

/** Writes and flushes the manifest with everything that the next run needs if this one is interrupted. */
async function prepare({ tools, folder }: Run, { live }: Installation, manifest: Manifest): Promise<void> {
  const header = live.primary.length < HEADER_SIZE ? undefined : headerText(await readHeader(live.primary));
  // A manifest that outlasts a power loss says that the files beside it do, too.
  await tools.files.flushFolder(folder);
  await writePending(tools.files, folder, { ...manifest, ...(header && { headerBefore: header }) });
  await tools.files.flushFolder(folder);
}

/** Where one hive is no longer what was read, or another run's by now, none is written. @throws HiveError 'file-changed', 'hive-locked' */
async function* waitForOthers(run: Run, { status }: Installation): AsyncGenerator<Stage, void, void> {
  if (run.others.length > 0) await refuseChangedOriginal(run, status);
  yield { stage: 'prepared' };
  for (const other of run.others) await other.stillOurs();
  await refuseChangedOriginal(run, status);
}

/** Only while the original is still the file that was read. @throws HiveError 'file-changed' */
async function refuseChangedOriginal({ tools, hiveSet }: Run, was: FileStatus): Promise<void> {
  const path = hiveSet.primary;
  const now = await tools.files.status(path);
  if (now === undefined || !isSameFile(now, was)) throw new HiveError('file-changed', { path });
}

/** Whether two status answers are of one file with the same contents, as far as a status tells. */
export function isSameFile(a: FileStatus, b: FileStatus): boolean {
  const isSameInode = a.device === b.device && a.inode === b.inode;
  return isSameInode && a.size === b.size && a.modifiedMs === b.modifiedMs;
}

/**
 * Windows opens no file for writing that carries the read-only attribute, which looks as if rights were missing.
 * @throws HiveError 'read-only'
 */
function refuseReadOnly({ tools, hiveSet }: Run, { writable }: FileStatus): void {
  if (tools.files.flavour !== 'windows' || writable) return;
  throw new HiveError('read-only', { path: hiveSet.primary, cause: 'read-only attribute' });
}

/**
 * What no status tells may keep a file from being written, such as the immutable attribute of Linux' file systems: noticed while
 * there is nothing to be taken back, which would take writing it, too.
 * @throws HiveError what opening for writing throws
 */
async function refuseUnwritable({ tools, hiveSet }: Run): Promise<void> {
  const file = await tools.files.openForWriting(hiveSet.primary);
  await file.close();
}

function notFlushed({ hiveSet }: Run): InstallWarning {
  return { code: 'volume-not-flushed', path: hiveSet.primary };
}

/** Of hives that change together the first decides. @throws HiveError 'cancelled' */
function stopIfNothingIsWritten({ tools, others }: Run): void {
  if (others.every(({ reached }) => reached === 'nothing')) stopIfCancelled(tools);
}
