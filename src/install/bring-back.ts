import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { HIVE_BINS_START, readHeader } from '../replay/primary-header.ts';
import { advance, inBatches, type LiveHive, type Plan, planAdvance, readBack } from './advance.ts';
import { firstDifference, lookAtBoth } from './compare.ts';
import { copyBytes } from './copy.ts';
import type { OriginalSet } from './original.ts';
import { addDiffering, PAGE_SIZE, readPages, type Stretch } from './page.ts';
import { createFile, growTo } from './small-files.ts';
import type { InstallTools, StillOurs } from './tools.ts';
import { writeFlushed } from './write-through-log.ts';

/**
 * Makes a hive set byte for byte what a backup has: for an undo, and for a run that failed or was interrupted. First
 * the hive becomes, through its log, what replay makes of the backup; what then still differs is settled in an order in
 * which every instant replays to the same.
 */

/** Pages in which the hive's newest state differs from the backup's. */
export async function differenceFrom(live: LiveHive, original: OriginalSet): Promise<Stretch[]> {
  const [now, then] = [live.opened.hive, original.opened.hive];
  const candidates = original.kept ?? [{ start: HIVE_BINS_START, end: Math.max(now.length, then.length) }];
  const replayed = [live.opened, original.opened].flatMap((opened) =>
    opened.state === 'clean' ? [] : opened.pages,
  );
  return await differingPages(
    now,
    then,
    original.kept === undefined ? candidates : [...candidates, ...replayed],
  );
}

/** Of the pages in `candidates`, those that differ; all that only `then` has. */
async function differingPages(
  now: ByteSource,
  then: ByteSource,
  candidates: readonly Stretch[],
): Promise<Stretch[]> {
  const differing: Stretch[] = [];
  for (const { start, end } of candidates) {
    // The base block is brought back by itself; what replay makes of it is zeros behind its first sector.
    const from = Math.max(HIVE_BINS_START, Math.floor(start / PAGE_SIZE) * PAGE_SIZE);
    const stretch = { start: from, end: Math.min(end, then.length) };
    await lookAtBoth(now, then, stretch, (chunkNow, chunkThen, position) => {
      if (Buffer.compare(chunkNow, chunkThen) !== 0) addDiffering(differing, chunkNow, chunkThen, position);
      return true;
    });
  }
  return differing;
}

/**
 * @param changed as `differenceFrom` tells.
 * @returns undefined when there is too much for a log.
 */
export async function planBringingBack(
  files: WritableFileSystem,
  live: LiveHive,
  original: OriginalSet,
  changed: readonly Stretch[],
): Promise<Plan | undefined> {
  return await planAdvance(files, live, { content: original.opened.hive, changed });
}

/**
 * @param plan of `planBringingBack`
 * @throws HiveError what writing throws
 */
export async function bringBack(
  tools: InstallTools,
  plan: Plan,
  original: OriginalSet,
  stillOurs: StillOurs,
): Promise<void> {
  if (plan.transition.pages.length > 0) {
    await advance(tools, plan, stillOurs);
    await readBack(tools, plan);
  } else if (plan.live.opened.state !== 'clean' && !(await isUntouched(plan.live, original))) {
    await advance(tools, plan, stillOurs);
  }
  await settle(tools, plan.live.hiveSet, original, stillOurs);
}

/** What `settle` writes of the primary file, and what it cuts off, behind the plan. */
export function stretchesSettled({ primary }: LiveHive, original: OriginalSet): Stretch[] {
  const pages = original.opened.state === 'clean' ? [] : original.opened.pages;
  return [...pages, { start: original.primary.length, end: primary.length }];
}

/** Whether the primary file is still as dirty as it was: its header is the backup's, and its logs are. */
async function isUntouched(live: LiveHive, original: OriginalSet): Promise<boolean> {
  return Buffer.compare(await readHeader(live.primary), original.header) === 0;
}

/**
 * The hive is clean and says what the backup says, or it is still as dirty as the backup: brings the logs to it, then its
 * header, then, where the backup is dirty, the pages that had not been replayed, which the logs cover.
 */
async function settle(
  { files }: InstallTools,
  { primary, logs }: HiveSet,
  original: OriginalSet,
  stillOurs: StillOurs,
): Promise<void> {
  const file = await files.openForWriting(primary);
  try {
    await restoreLogs(files, { primary, logs }, original.logs, stillOurs);
    if (Buffer.compare(await readHeader(file), original.header) !== 0) {
      await stillOurs('hive');
      await writeFlushed(file, [{ position: 0, bytes: original.header }]);
    }
    const pages = original.opened.state === 'clean' ? [] : original.opened.pages;
    for (const stretch of inBatches(pages)) {
      await stillOurs('hive');
      const end = Math.min(stretch.end, original.primary.length);
      if (stretch.start >= end) continue;
      for (const { position, bytes } of await readPages(original.primary, [{ start: stretch.start, end }]))
        await file.write(bytes, position);
    }
    await stillOurs('hive');
    if (file.length !== original.primary.length) await file.truncate(original.primary.length);
    // Also where there was nothing to be done: a run that was killed may have done it, and not flushed it.
    await file.flush();
  } finally {
    await file.close();
  }
  await refuseOtherPrimary(files, primary, original);
}

/** Reads back what was settled. @throws HiveError 'verification-failed' */
async function refuseOtherPrimary(
  files: WritableFileSystem,
  path: FilePath,
  { primary, opened, kept }: OriginalSet,
): Promise<void> {
  const pages = opened.state === 'clean' ? [] : opened.pages;
  const stretches = [{ start: 0, end: HIVE_BINS_START }, ...pages, ...(kept ?? [])];
  const file = await files.open(path);
  try {
    const wrong = (position: number) =>
      new HiveError('verification-failed', { path, differences: [`byte ${position}`] });
    if (file.length !== primary.length) throw wrong(file.length);
    for (const { start, end } of inBatches(stretches)) {
      const stretch = [{ start, end: Math.min(end, file.length) }].filter((one) => one.start < one.end);
      const [[now], [then]] = [await readPages(file, stretch), await readPages(primary, stretch)];
      if (now && then && Buffer.compare(now.bytes, then.bytes) !== 0) throw wrong(start);
    }
  } finally {
    await file.close();
  }
}

/**
 * Brings the logs back, each in its own file. The hive is clean, so that none of them counts at any instant; a log that is
 * the backup's already is not touched, since a dirty hive may rest on it.
 */
export async function restoreLogs(
  files: WritableFileSystem,
  { primary }: HiveSet,
  wanted: OriginalSet['logs'],
  stillOurs: StillOurs,
): Promise<void> {
  const folder = files.parent(primary);
  const copies = new Map(wanted.map((log) => [log.name.toLowerCase(), log]));
  let namesChanged = false;
  for (const name of await logsBeside(files, primary)) {
    const path = files.join(folder, name);
    const log = copies.get(name.toLowerCase());
    copies.delete(name.toLowerCase());
    if (log !== undefined) await restoreLog(files, log.copy, path, stillOurs);
    else {
      await stillOurs('hive');
      await files.remove(path);
      namesChanged = true;
    }
  }
  for (const { name, copy } of copies.values()) {
    const source = await files.open(copy);
    try {
      await stillOurs('hive');
      await createFile(files, files.join(folder, name), { like: copy }, async (file) => {
        await copyBytes(source, file, () => undefined);
        await file.flush();
      });
    } finally {
      await source.close();
    }
    namesChanged = true;
  }
  if (namesChanged) await files.flushFolder(folder);
}

async function restoreLog(
  files: WritableFileSystem,
  copy: FilePath,
  path: FilePath,
  stillOurs: StillOurs,
): Promise<void> {
  const source = await files.open(copy);
  try {
    const live = await files.open(path);
    try {
      if ((await firstDifference(source, live)) === undefined) return;
    } finally {
      await live.close();
    }
    const file = await files.openForWriting(path);
    try {
      await stillOurs('hive');
      await growTo(file, source.length);
      await copyBytes(source, file, () => undefined);
      if (file.length !== source.length) await file.truncate(source.length);
      await file.flush();
      const difference = await firstDifference(source, file);
      if (difference === undefined) return;
      throw new HiveError('verification-failed', { path, differences: [`byte ${difference}`] });
    } finally {
      await file.close();
    }
  } finally {
    await source.close();
  }
}

/** Names of the logs that lie beside the hive now. */
export async function logsBeside(files: ReadOnlyFileSystem, hive: FilePath): Promise<readonly string[]> {
  const isLog = new RegExp(`^${escapeForRegExp(files.baseName(hive))}\\.log[12]?$`, 'i');
  return (await files.list(files.parent(hive))).map(({ name }) => name).filter((name) => isLog.test(name));
}

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export async function hiveSetAt(files: ReadOnlyFileSystem, hive: FilePath): Promise<HiveSet> {
  const folder = files.parent(hive);
  const names = [...(await logsBeside(files, hive))].sort((a, b) => logRank(a) - logRank(b));
  return { primary: hive, logs: names.map((name) => files.join(folder, name)) };
}

/** `.LOG1` before `.LOG2` before `.LOG`. */
const logRank = (name: string): number => ['1', '2'].indexOf(name.slice(-1)) >>> 0;
