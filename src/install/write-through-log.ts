import type { WritableFile } from '../files/file-system.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { DirtyPage } from '../replay/log-entry-reader.ts';
import { encodeLog } from '../replay/log-writer.ts';
import {
  HEADER_SIZE,
  HIVE_BINS_START,
  headerFacts,
  isLogHeader,
  type PrimaryHeader,
  readHeader,
  withSequenceNumbers,
} from '../replay/primary-header.ts';
import { nextSequenceNumber } from '../replay/sequence-number.ts';
import type { Page } from './page.ts';
import { createFile, growTo } from './small-files.ts';
import { type InstallTools, type StillOurs, stopIfCancelled } from './tools.ts';

/**
 * Law 4: what is on the disk is the old hive or the new one at every instant, by Windows' own rules. The changed pages go
 * into the hive's transaction log first; one sector then says that the log counts; the pages follow; one sector says that
 * they are all there. A power cut between any two leaves what Windows' replay turns into the old or the new hive.
 */
export interface Transition {
  readonly hive: FilePath;
  /** The log that is written, `.LOG1`. */
  readonly log: FilePath;
  /** Whether it is there; it is made, and stays, if not. */
  readonly hasLog: boolean;
  /** Of the log and its entry: above every number in the primary file and in both logs. */
  readonly sequenceNumber: number;
  /** The primary file as it is: clean. */
  readonly before: { readonly header: PrimaryHeader; readonly length: number };
  /** As it is to be. The header's own sequence numbers don't matter. */
  readonly after: { readonly header: PrimaryHeader; readonly length: number };
  /** Pages of the hive bins data, all that differ and all that it grows by. At least one. */
  readonly pages: readonly Page[];
  /** What lies behind the hive bins data or in the rest of the base block's page: belongs to no log. */
  readonly others: readonly Page[];
}

/** The header that the hive has in the end. */
export function headerAfter({ after, sequenceNumber }: Transition): PrimaryHeader {
  const number = nextSequenceNumber(sequenceNumber);
  return withSequenceNumbers(after.header, number, number);
}

/**
 * @param stillOurs asked before each step.
 * @throws HiveError 'disk-full' before the primary file is marked, 'file-write', 'file-in-use'
 */
export async function writeThroughLog(
  tools: InstallTools,
  transition: Transition,
  stillOurs: StillOurs,
): Promise<void> {
  const { files } = tools;
  const { hive, after, pages, others } = transition;
  // First: that another program has it open is noticed before anything is written.
  const file = await files.openForWriting(hive);
  try {
    await stillOurs('log');
    await writeLog(tools, transition);
    await takeRoom(file, transition, stillOurs);
    stopIfCancelled(tools);
    for (const step of [
      [{ position: 0, bytes: markedHeader(transition) }],
      [...pages, ...others],
      [{ position: 0, bytes: headerAfter(transition) }],
    ]) {
      await stillOurs('hive');
      await writeFlushed(file, step);
    }
    if (file.length > after.length) {
      await stillOurs('hive');
      await file.truncate(after.length);
      await file.flush();
    }
  } finally {
    await file.close();
  }
}

/** Says that the log counts: replay applies its entry, since its number is the header's second one. */
function markedHeader({ before, sequenceNumber }: Transition): PrimaryHeader {
  return withSequenceNumbers(before.header, nextSequenceNumber(sequenceNumber), sequenceNumber);
}

/**
 * Something of what was written is not as it should be: while the log still holds it all, one sector lets replay put it
 * right. Without the log, nothing is done.
 * @throws HiveError what reading and writing throw
 */
export async function markAgain(
  { files }: InstallTools,
  transition: Transition,
  stillOurs: StillOurs,
): Promise<void> {
  const { log, hive, sequenceNumber } = transition;
  if (transition.pages.length === 0 || (await files.status(log)) === undefined) return;
  const file = await files.open(log);
  try {
    if (file.length < HEADER_SIZE) return;
    const header = await readHeader(file);
    const isOurs = isLogHeader(header) && headerFacts(header).primarySequenceNumber === sequenceNumber;
    if (!isOurs) return;
  } finally {
    await file.close();
  }
  const primary = await files.openForWriting(hive);
  try {
    await stillOurs('hive');
    await writeFlushed(primary, [{ position: 0, bytes: markedHeader(transition) }]);
  } finally {
    await primary.close();
  }
}

/** Windows' logs are hidden system files, which may be opened but not made anew: `r+`, never `w`. */
async function writeLog({ files }: InstallTools, transition: Transition): Promise<void> {
  const { log, hasLog, hive } = transition;
  const bytes = encodeLog({
    header: transition.before.header,
    sequenceNumber: transition.sequenceNumber,
    hiveBinsDataSize: headerFacts(transition.after.header).hiveBinsDataSize,
    pages: transition.pages.map(asDirtyPage),
  });
  if (hasLog) {
    const file = await files.openForWriting(log);
    try {
      await growTo(file, bytes.length);
      await writeFlushed(file, [{ position: 0, bytes }]);
    } finally {
      await file.close();
    }
  } else {
    await createFile(files, log, { like: hive }, (file) => writeFlushed(file, [{ position: 0, bytes }]));
    await files.flushFolder(files.parent(log));
  }
  await refuseOtherLog({ files }, log, bytes);
}

/** The hive is about to rest on this log alone. @throws HiveError 'verification-failed' */
async function refuseOtherLog(
  { files }: Pick<InstallTools, 'files'>,
  path: FilePath,
  bytes: Uint8Array,
): Promise<void> {
  const file = await files.open(path);
  try {
    const written = new Uint8Array(bytes.length);
    await file.read(written, 0);
    if (Buffer.compare(written, bytes) === 0) return;
    throw new HiveError('verification-failed', { path, differences: ['the log is not what was written'] });
  } finally {
    await file.close();
  }
}

const asDirtyPage = ({ position, bytes }: Page): DirtyPage => ({ offset: position - HIVE_BINS_START, bytes });

/**
 * What the hive grows by is written, and so has its room, while the hive's header still ends in front of it: a full
 * disk is noticed here.
 */
async function takeRoom(
  file: WritableFile,
  { before, after, pages, others }: Transition,
  stillOurs: StillOurs,
): Promise<void> {
  if (after.length <= before.length) return;
  await stillOurs('log');
  const beyond = [...pages, ...others]
    .filter(({ position, bytes }) => position + bytes.length > before.length)
    .map(({ position, bytes }) => {
      const start = Math.max(position, before.length);
      return { position: start, bytes: bytes.subarray(start - position) };
    });
  await growTo(file, after.length);
  await writeFlushed(file, beyond);
}

/** Writes pages where they belong, and returns when they are on the medium. */
export async function writeFlushed(file: WritableFile, pages: readonly Page[]): Promise<void> {
  for (const { position, bytes } of pages) await file.write(bytes, position);
  await file.flush();
}
