import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { HIVE_BINS_START, headerFacts, readHeader } from '../replay/primary-header.ts';
import { type LiveHive, logPath, type Plan, reconcile } from './advance.ts';
import { fileChecksum } from './backup.ts';
import { bringBack, differenceFrom, planBringingBack } from './bring-back.ts';
import { checksumOfBytes } from './checksum.ts';
import {
  type AfterState,
  headerOfText,
  headerText,
  MANIFEST_NAME,
  type Manifest,
  readManifest,
  rewritePending,
} from './manifest.ts';
import { withLiveHive } from './open-set.ts';
import { type OriginalSet, withOriginal } from './original.ts';
import { type Page, readPages, type Stretch } from './page.ts';
import { growTo } from './small-files.ts';
import type { InstallTools, StillOurs } from './tools.ts';
import { writeFlushed } from './write-through-log.ts';

/** A run that was interrupted, or failed, after its manifest was there. */
export interface LeftRun {
  readonly hiveSet: HiveSet;
  readonly folder: FilePath;
  readonly manifest: Manifest;
  readonly run: string;
}

/** By the rules of replay, a hive is what it was before the run, what the run was to make of it, or something else. */
export type LeftState = 'old' | 'new' | 'other';

/** @throws HiveError where the hive can't be opened, or the backup is damaged */
export async function stateOf(files: ReadOnlyFileSystem, left: LeftRun): Promise<LeftState> {
  const { after, restores, files: was } = left.manifest;
  if (after.by === 'file') {
    const actual = await fileChecksum(files, left.hiveSet.primary, after.checksum);
    if (actual === after.checksum && actual !== was[0]?.checksum) return 'new';
    return actual === was[0]?.checksum ? 'old' : 'other';
  }
  return await withBoth(files, left, async (live, original) => {
    const differing = await differenceFrom(live, original);
    const isOld = await saysTheSame(live, original, differing);
    const isNew = await hasPagesOf(live, after, differing);
    // An undo that brings back nothing but logs and numbers is finished rather than taken back.
    if (isNew && (!isOld || restores !== undefined)) return 'new';
    return isOld ? 'old' : 'other';
  });
}

async function withBoth<Result>(
  files: ReadOnlyFileSystem,
  { hiveSet, folder, manifest }: LeftRun,
  body: (live: LiveHive, original: OriginalSet) => Promise<Result>,
): Promise<Result> {
  const backup = { folder, kind: manifest.kind, files: manifest.files };
  return await withLiveHive(files, hiveSet, { acceptDirty: true }, async (live) =>
    withOriginal(files, backup, live.primary, (original) => body(live, original)),
  );
}

const hiveBinsDataSize = async (hive: ByteSource): Promise<number> =>
  headerFacts(await readHeader(hive)).hiveBinsDataSize;

/** Whether the newest state of both has the same hive bins data. */
async function saysTheSame(
  live: LiveHive,
  original: OriginalSet,
  differing: readonly Stretch[],
): Promise<boolean> {
  const size = await hiveBinsDataSize(live.opened.hive);
  if (size !== (await hiveBinsDataSize(original.opened.hive))) return false;
  return inHive(differing, size).length === 0;
}

/** Of stretches of a file, those in its hive bins data. */
const inHive = (stretches: readonly Stretch[], size: number): readonly Stretch[] =>
  stretches.filter(({ start }) => start >= HIVE_BINS_START && start < HIVE_BINS_START + size);

/**
 * Whether the hive's newest state is what the run was to make of the original: the pages that it names, and no others,
 * differ from the original's as far as these were kept.
 * @param differing as `differenceFrom` tells.
 */
export async function hasPagesOf(
  live: LiveHive,
  after: Extract<AfterState, { by: 'pages' }>,
  differing: readonly Stretch[],
): Promise<boolean> {
  const { hive } = live.opened;
  const size = after.hiveBinsDataSize;
  if ((await hiveBinsDataSize(hive)) !== size) return false;
  const marks = after.pages.map((mark) => ({
    ...mark,
    start: mark.position,
    end: mark.position + mark.size,
  }));
  for (const { start, end, checksum } of marks) {
    const isInHive = start >= HIVE_BINS_START && end <= HIVE_BINS_START + size;
    if (!isInHive) continue;
    const [page] = await readPages(hive, [{ start, end }]);
    if (page === undefined || checksumOfBytes(page.bytes) !== checksum) return false;
  }
  return inHive(differing, size).every(({ start, end }) =>
    marks.some((mark) => mark.start <= start && end <= mark.end),
  );
}

/** Brings the hive set back to what it was before the run. @throws HiveError */
export async function takeBack(tools: InstallTools, left: LeftRun, stillOurs: StillOurs): Promise<void> {
  await withBoth(tools.files, left, async (live, original) => {
    await bringBack(tools, await planOf(tools, live, original), original, stillOurs);
  });
}

async function planOf(tools: InstallTools, live: LiveHive, original: OriginalSet): Promise<Plan> {
  const plan = await planBringingBack(tools.files, live, original, await differenceFrom(live, original));
  if (plan !== undefined) return plan;
  // What a run wrote through the log is taken back through the log.
  throw new HiveError('interrupted-run', {
    path: live.hiveSet.primary,
    backup: original.primary.path,
    reason: 'change-too-large',
  });
}

/** Finishes a run whose new state is there already by the rules of replay. @throws HiveError */
export async function finishRun(tools: InstallTools, left: LeftRun, stillOurs: StillOurs): Promise<void> {
  const { after, restores } = left.manifest;
  if (after.by === 'file') return;
  if (restores !== undefined) return await finishUndo(tools, left, restores, stillOurs);
  await withBoth(tools.files, left, async (live, original) => {
    if (live.opened.state !== 'clean') {
      const header = await finalHeader(live, after);
      await reconcile(tools, live, live.opened.pages, header, stillOurs);
    }
    await finishEnd(tools, live, original, after, stillOurs);
    await removeOwnLog(tools, left, stillOurs);
  });
  await noteHeader(tools, left, after);
}

/** The header that the run was about to write; where another one came in between, replay's. */
async function finalHeader(live: LiveHive, after: Extract<AfterState, { by: 'pages' }>): Promise<Uint8Array> {
  const planned = headerOfText(after.header);
  const [now, then] = [headerFacts(await readHeader(live.primary)), headerFacts(planned)];
  return now.primarySequenceNumber === then.primarySequenceNumber
    ? planned
    : await readHeader(live.opened.hive);
}

/** What lies behind the hive bins data moves with their end; the file then ends where it was to end. */
async function finishEnd(
  { files }: InstallTools,
  live: LiveHive,
  original: OriginalSet,
  after: Extract<AfterState, { by: 'pages' }>,
  stillOurs: StillOurs,
): Promise<void> {
  const by = after.hiveBinsDataSize - (await hiveBinsDataSize(original.opened.hive));
  const end = HIVE_BINS_START + after.hiveBinsDataSize;
  const behind: Page[] = [];
  for (const { position, size } of after.pages.filter((mark) => mark.position >= end)) {
    const start = position - by;
    const [page] = await readPages(original.opened.hive, [{ start, end: start + size }]);
    if (page !== undefined) behind.push({ position, bytes: page.bytes });
  }
  const file = await files.openForWriting(live.hiveSet.primary);
  try {
    await stillOurs('hive');
    await growTo(file, after.length);
    await writeFlushed(file, behind);
    if (file.length === after.length) return;
    await stillOurs('hive');
    await file.truncate(after.length);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** A log that was not there before does not stay. */
async function removeOwnLog(
  { files }: InstallTools,
  { hiveSet, manifest }: LeftRun,
  stillOurs: StillOurs,
): Promise<void> {
  const { log, hasLog } = logPath(files, hiveSet);
  const name = files.baseName(log).toLowerCase();
  const wasThere = manifest.files.some((file) => file.name.toLowerCase() === name);
  if (!hasLog || wasThere) return;
  await stillOurs('hive');
  await files.remove(log);
  await files.flushFolder(files.parent(log));
}

/** The hive is known again by its header: the backup names the one that it has now. */
async function noteHeader(
  { files }: InstallTools,
  { hiveSet, folder, manifest }: LeftRun,
  after: Extract<AfterState, { by: 'pages' }>,
): Promise<void> {
  if ((await readManifest(files, folder, MANIFEST_NAME)) !== undefined) return;
  const file = await files.open(hiveSet.primary);
  let header: string;
  try {
    header = headerText(await readHeader(file));
  } finally {
    await file.close();
  }
  if (header !== after.header)
    await rewritePending(files, folder, { ...manifest, after: { ...after, header } });
}

/** The backup that an undo puts back lies beside its own, or where it lay then. Without it, the undo is taken back. */
async function finishUndo(
  tools: InstallTools,
  left: LeftRun,
  restores: { readonly id: string; readonly folder: FilePath },
  stillOurs: StillOurs,
): Promise<void> {
  const { files } = tools;
  const beside = files.join(files.parent(left.folder), restores.id);
  for (const folder of [beside, restores.folder]) {
    const manifest = await readManifest(files, folder, MANIFEST_NAME);
    if (manifest === undefined) continue;
    await takeBack(tools, { ...left, folder, manifest }, stillOurs);
    return;
  }
  await takeBack(tools, left, stillOurs);
}
