import type { ByteSource, CleanHive } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from '../regf/structures/base-block.ts';
import type { RefusedLog, ReplayAccount } from './account.ts';
import { type Applied, applyLogs } from './apply-logs.ts';
import { type DirtyPrimary, type HiveFile, readDirtyState, readHiveBinAt } from './dirty-state.ts';
import { checkHiveBins } from './hive-bins.ts';
import { HiveOverlay, type PageRange } from './hive-overlay.ts';
import { sequenceNumbersIn } from './log-entry-reader.ts';
import { orderLogs } from './log-order.ts';
import { acceptBaseBlock, recoverBaseBlock } from './recovered-base-block.ts';
import { sequenceNumberAbove } from './sequence-number-above.ts';
import { openLog, type TransactionLog } from './transaction-log.ts';

export type OpenedHive =
  | { readonly state: 'clean'; readonly hive: CleanHive }
  | ({ readonly state: 'replayed' | 'accepted' } & DirtyHive);

interface DirtyHive {
  readonly hive: CleanHive;
  readonly account: ReplayAccount;
  /**
   * Where the hive's newest bytes are not those of the primary file, its first sector apart: file offsets, ascending, whole
   * pages. Empty when it was accepted without its logs.
   */
  readonly pages: readonly PageRange[];
}

/**
 * Gives a hive in its newest state: as it lies in the file when it is clean, with its transaction logs applied in
 * memory when it is dirty. Writes nothing. Only this function makes a CleanHive.
 *
 * @param primary read again and again while the result is in use; keep it open.
 * @param logs read before this returns; their order does not matter.
 * @param options.acceptDirty take a dirty hive without its logs when none of them can be applied.
 * @throws HiveError 'logs-missing' and 'logs-unusable' when the hive is dirty and no log can be applied;
 *   'hive-truncated', 'hive-signature', 'hive-structure' and 'hive-checksum' when what came out is not a whole hive;
 *   'file-read'
 */
export async function openHive(
  primary: HiveFile,
  logs: readonly HiveFile[],
  options: { readonly acceptDirty: boolean } = { acceptDirty: false },
): Promise<OpenedHive> {
  const found = await readDirtyState(primary);
  if (found.state === 'clean') return { state: 'clean', hive: asCleanHive(primary) };
  const { opened, refused, damaged } = await openLogs(logs);
  const order = orderLogs(opened, {
    baseBlock: found.baseBlock,
    firstHiveBinTimestamp: await firstHiveBinTimestamp(primary),
    lostSequenceNumbers: await sequenceNumbersOf(damaged),
  });
  const overlay = new HiveOverlay(primary);
  const applied = await applyLogs(overlay, order.apply, found.baseBlock?.hiveBinsDataSize);
  const story = {
    primary,
    logs,
    found,
    applied,
    refused: [...refused, ...order.refused, ...applied.refused],
  };
  return applied.firstLog === undefined
    ? acceptWithoutLogs(story, options.acceptDirty)
    : finishReplay(story, overlay, applied.firstLog);
}

interface Story {
  readonly primary: HiveFile;
  readonly logs: readonly HiveFile[];
  readonly found: DirtyPrimary;
  readonly applied: Applied;
  readonly refused: readonly RefusedLog[];
}

interface OpenedLogs {
  readonly opened: readonly TransactionLog[];
  readonly refused: readonly RefusedLog[];
  /** Those of the refused logs that may hold entries all the same. */
  readonly damaged: readonly HiveFile[];
}

async function openLogs(logs: readonly HiveFile[]): Promise<OpenedLogs> {
  const opened: TransactionLog[] = [];
  const refused: RefusedLog[] = [];
  const damaged: HiveFile[] = [];
  for (const file of logs) {
    const log = await openLog(file);
    if (typeof log !== 'string') opened.push(log);
    else refused.push({ file: file.path, reason: log });
    if (log === 'base-block-wrong') damaged.push(file);
  }
  return { opened, refused, damaged };
}

async function sequenceNumbersOf(files: readonly HiveFile[]): Promise<number[]> {
  const numbers: number[] = [];
  for (const file of files) for await (const number of sequenceNumbersIn(file)) numbers.push(number);
  return numbers;
}

async function firstHiveBinTimestamp(primary: HiveFile): Promise<bigint> {
  const bin = await readHiveBinAt(primary, 0, primary.length - BASE_BLOCK_SIZE);
  return bin?.timestamp ?? 0n;
}

async function finishReplay(
  story: Story,
  overlay: HiveOverlay,
  firstLog: TransactionLog,
): Promise<OpenedHive> {
  const { primary, found, applied } = story;
  const size = applied.hiveBinsDataSize;
  overlay.finish(BASE_BLOCK_SIZE + size, BASE_BLOCK_SIZE + applied.leastHiveBinsDataSize);
  const baseBlock = found.baseBlock ?? firstLog.baseBlock;
  const sequenceNumber = await sequenceNumberAbove(baseBlock, story.logs);
  const recovered = { hiveBinsDataSize: size, sequenceNumber, entryFlags: applied.entryFlags };
  overlay.write(0, recoverBaseBlock(found, firstLog, recovered));
  await checkHiveBins(overlay, size, primary.path);
  return {
    state: 'replayed',
    hive: asCleanHive(overlay),
    pages: overlay.pages(),
    account: accountOf(story, sequenceNumber, false),
  };
}

/** Nothing could be applied. Without the user's word for it, the hive is not touched. */
async function acceptWithoutLogs(story: Story, acceptDirty: boolean): Promise<OpenedHive> {
  const { primary, found, refused } = story;
  const { path } = primary;
  if (found.reasons.includes('base-block-unreadable') && story.logs.length === 0)
    BaseBlock.decode(found.bytes, 0, { file: path });
  if (!acceptDirty && story.logs.length === 0) throw new HiveError('logs-missing', { path });
  if (!acceptDirty) {
    const reasons = refused.map((log) => `${log.file}: ${log.reason}`);
    throw new HiveError('logs-unusable', { path, reasons });
  }
  const baseBlock = await acceptBaseBlock(found, primary, path);
  const overlay = new HiveOverlay(primary);
  const sequenceNumber = await sequenceNumberAbove(baseBlock, story.logs);
  const { hiveBinsDataSize } = baseBlock;
  overlay.write(
    0,
    recoverBaseBlock(found, undefined, { hiveBinsDataSize, sequenceNumber, entryFlags: undefined }),
  );
  return {
    state: 'accepted',
    hive: asCleanHive(overlay),
    pages: [],
    account: accountOf(story, sequenceNumber, true),
  };
}

function accountOf(story: Story, sequenceNumber: number, acceptedWithoutLogs: boolean): ReplayAccount {
  return {
    reasons: story.found.reasons,
    applied: story.applied.logs,
    refused: story.refused,
    baseBlockRecovered: story.found.baseBlock === undefined,
    sequenceNumber,
    acceptedWithoutLogs,
  };
}

/**
 * A clean hive passes through as it is: even if a log has later entries, Windows ignores them too.
 * Specification: "Dirty state of a hive".
 */
function asCleanHive(source: ByteSource): CleanHive {
  const hive: ByteSource = {
    length: source.length,
    read: (target, position) => source.read(target, position),
  };
  return hive as CleanHive;
}
