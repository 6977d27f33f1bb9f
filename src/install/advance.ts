import type { ReadOnlyFile } from '../files/file-system.ts';
import type { ByteSource, FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { logSize } from '../replay/log-writer.ts';
import { HIVE_BINS_START, headerFacts, type PrimaryHeader, readHeader } from '../replay/primary-header.ts';
import type { OpenedHive } from '../replay/replay.ts';
import { sequenceNumberAbove } from '../replay/sequence-number-above.ts';
import { type Page, pagesTouched, readPages, type Stretch, splitAt } from './page.ts';
import { growTo } from './small-files.ts';
import type { InstallTools, StillOurs } from './tools.ts';
import { headerAfter, type Transition, writeFlushed, writeThroughLog } from './write-through-log.ts';

/** A hive set as it lies on the disk, open for reading. */
export interface OpenSet {
  readonly hiveSet: HiveSet;
  readonly primary: ReadOnlyFile;
  readonly logs: readonly ReadOnlyFile[];
}

/** With its newest state. */
export interface LiveHive extends OpenSet {
  readonly opened: OpenedHive;
}

/** What a hive is to become. */
export interface NewContents {
  /** The whole primary file. Only what is changed is read. */
  readonly content: ByteSource;
  /** Where it differs from the hive's newest state. Ascending or not, overlapping or not. */
  readonly changed: readonly Stretch[];
}

/** How a hive becomes another one; made before anything is written. */
export interface Plan {
  readonly live: LiveHive;
  readonly transition: Transition;
  /** Pages that replay makes of a dirty hive, which are written before everything else. */
  readonly replayed: readonly Stretch[];
}

/** Bytes read and written at a time while a dirty hive is reconciled. */
const BATCH = 4 * 1024 * 1024;

/** A transaction log of Windows has some megabytes; what would need a far larger one is written in another way. */
const LARGEST_WRITTEN_LOG = 64 * 1024 * 1024;

/**
 * Only reads.
 * @returns undefined when there is too much for a log.
 * @throws HiveError what reading throws
 */
export async function planAdvance(
  files: Pick<InstallTools['files'], 'baseName' | 'parent' | 'join'>,
  live: LiveHive,
  { content, changed }: NewContents,
): Promise<Plan | undefined> {
  const { opened, hiveSet } = live;
  const [before, after] = [await readHeader(opened.hive), await readHeader(content)];
  const [endBefore, endAfter] = [hiveBinsEnd(before), hiveBinsEnd(after)];
  const touched = pagesTouched([...changed, ...moved(endBefore, endAfter, content.length)], content.length);
  const [inHive, behind] = splitAt(touched, endAfter);
  const [rest, logged] = splitAt(inHive, HIVE_BINS_START);
  const log = logPath(files, hiveSet);
  if (logSize(logged.map(({ start, end }) => ({ size: end - start }))) > LARGEST_WRITTEN_LOG)
    return undefined;
  return {
    live,
    replayed: opened.state === 'clean' ? [] : opened.pages,
    transition: {
      hive: hiveSet.primary,
      ...log,
      sequenceNumber: await sequenceNumberAbove(headerFacts(before), live.logs),
      before: { header: before, length: Math.max(live.primary.length, opened.hive.length) },
      after: { header: after, length: content.length },
      pages: await readPages(content, logged),
      others: await readPages(content, [...rest, ...behind]),
    },
  };
}

const hiveBinsEnd = (header: PrimaryHeader): number => HIVE_BINS_START + headerFacts(header).hiveBinsDataSize;

/** Everything from the nearer end of the hive bins data on lies elsewhere when that end moves. */
function moved(endBefore: number, endAfter: number, length: number): Stretch[] {
  return endBefore === endAfter ? [] : [{ start: Math.min(endBefore, endAfter), end: length }];
}

/** `.LOG1` beside the hive, as it is spelled there. */
export function logPath(
  files: Pick<InstallTools['files'], 'baseName' | 'parent' | 'join'>,
  { primary, logs }: HiveSet,
): { readonly log: FilePath; readonly hasLog: boolean } {
  const name = `${files.baseName(primary)}.LOG1`;
  const found = logs.find((path) => files.baseName(path).toLowerCase() === name.toLowerCase());
  return { log: found ?? files.join(files.parent(primary), name), hasLog: found !== undefined };
}

/**
 * Every stretch of the primary file as it lies on the disk that the plan will write, within its length.
 * @param settled what is written behind it: see `stretchesSettled`.
 */
export function stretchesWritten(
  { live, transition, replayed }: Plan,
  settled: readonly Stretch[] = [],
): Stretch[] {
  const { length } = live.primary;
  const pages = [...transition.pages, ...transition.others];
  const stretches = [
    { start: 0, end: HIVE_BINS_START },
    ...replayed,
    ...settled,
    ...pages.map(({ position, bytes }) => ({ start: position, end: position + bytes.length })),
    { start: transition.after.length, end: length },
  ];
  const touched = pagesTouched(stretches, length);
  return [
    { start: 0, end: Math.min(HIVE_BINS_START, length) },
    ...touched.filter(({ start }) => start >= HIVE_BINS_START),
  ];
}

/**
 * Makes the hive what is planned: a dirty one is reconciled first, as Windows does, then the pages go through its log.
 * @throws HiveError what writing throws
 */
export async function advance(tools: InstallTools, plan: Plan, stillOurs: StillOurs): Promise<void> {
  const { live, transition } = plan;
  if (live.opened.state !== 'clean')
    await reconcile(tools, live, plan.replayed, transition.before.header, stillOurs);
  if (transition.pages.length > 0) await writeThroughLog(tools, transition, stillOurs);
  else await writeBesideHive(tools, transition, stillOurs);
}

/**
 * Writes what replay makes of a dirty hive into its primary file. The header stays dirty and the logs stay as they are until
 * all of it is there, so that a replay at any instant gives the same.
 * Specification: "Dirty state of a hive".
 */
export async function reconcile(
  { files }: InstallTools,
  { hiveSet, opened }: LiveHive,
  replayed: readonly Stretch[],
  header: PrimaryHeader,
  stillOurs: StillOurs,
): Promise<void> {
  const file = await files.openForWriting(hiveSet.primary);
  try {
    await stillOurs('hive');
    await growTo(file, opened.hive.length);
    for (const [index, stretch] of [...inBatches(replayed)].entries()) {
      if (index > 0) await stillOurs('hive');
      for (const { position, bytes } of await readPages(opened.hive, [stretch]))
        await file.write(bytes, position);
    }
    await file.flush();
    await refuseOtherPages(files, { hiveSet, opened }, replayed);
    await stillOurs('hive');
    await writeFlushed(file, [{ position: 0, bytes: header }]);
  } finally {
    await file.close();
  }
}

/** From here on the logs count no longer: the pages are what was meant. @throws HiveError 'verification-failed' */
async function refuseOtherPages(
  files: InstallTools['files'],
  { hiveSet, opened }: Pick<LiveHive, 'hiveSet' | 'opened'>,
  replayed: readonly Stretch[],
): Promise<void> {
  const file = await files.open(hiveSet.primary);
  try {
    for (const stretch of inBatches(replayed)) {
      const [[written], [meant]] = [
        await readPages(file, [stretch]),
        await readPages(opened.hive, [stretch]),
      ];
      if (written && meant && Buffer.compare(written.bytes, meant.bytes) !== 0)
        throw unlike(hiveSet.primary, stretch.start);
    }
  } finally {
    await file.close();
  }
}

export function* inBatches(stretches: readonly Stretch[]): Generator<Stretch, void, void> {
  for (const { start, end } of stretches) {
    for (let at = start; at < end; at += BATCH) yield { start: at, end: Math.min(end, at + BATCH) };
  }
}

/** No page of the hive differs: what lies behind the hive bins data, and the header, need no log. */
async function writeBesideHive(
  { files }: InstallTools,
  transition: Transition,
  stillOurs: StillOurs,
): Promise<void> {
  const { hive, others, after, before } = transition;
  const isSameHeader = Buffer.compare(headerAfter(transition), before.header) === 0;
  if (others.length === 0 && isSameHeader && before.length === after.length) return;
  const file = await files.openForWriting(hive);
  try {
    await stillOurs('hive');
    await writeFlushed(file, others);
    await stillOurs('hive');
    await writeFlushed(file, [{ position: 0, bytes: headerAfter(transition) }]);
    if (file.length > after.length) {
      await stillOurs('hive');
      await file.truncate(after.length);
      await file.flush();
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads back what was written: every page, the header, the length.
 * @throws HiveError 'verification-failed'
 */
export async function readBack({ files, tell }: InstallTools, { transition }: Plan): Promise<void> {
  const { hive, pages, others, after } = transition;
  tell({ event: 'step', step: 'read-back' });
  const file = await files.open(hive);
  try {
    if (file.length !== after.length) throw unlike(hive, file.length);
    const expected: Page[] = [{ position: 0, bytes: headerAfter(transition) }, ...pages, ...others];
    for (const { position, bytes } of expected) {
      const written = new Uint8Array(bytes.length);
      await file.read(written, position);
      if (Buffer.compare(written, bytes) !== 0) throw unlike(hive, position);
    }
  } finally {
    await file.close();
  }
}

function unlike(path: FilePath, position: number): HiveError<'verification-failed'> {
  return new HiveError('verification-failed', { path, differences: [`byte ${position}`] });
}
