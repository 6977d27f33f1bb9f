import { baseBlockChecksum } from '../regf/checksum.ts';
import {
  BASE_BLOCK_CHECKED_SIZE,
  BaseBlock,
  FILE_TYPE_NEW_LOG,
  FILE_TYPE_OLD_LOG,
  FILE_TYPE_OLD_LOG_VARIANT,
} from '../regf/structures/base-block.ts';
import { HIVE_BIN_ALIGNMENT } from '../regf/structures/hive-bin.ts';
import { LOG_SECTOR_SIZE } from '../regf/structures/log-entry.ts';
import type { LogRefusal } from './account.ts';
import { type HiveFile, hasSignature } from './dirty-state.ts';

/**
 * Bytes of the largest log that is looked into. Windows starts over in the other log long before; a file beyond this
 * is not a log, and its entries would not fit in memory.
 */
export const LARGEST_LOG = 256 * 1024 * 1024;

/** Bytes of hive bins data that offsets can address: their highest bit tells volatile storage apart. */
export const LARGEST_HIVE_BINS_DATA = 0x7fff_f000;

/** A transaction log whose base block is valid. Whether it belongs to a hive is for log-order.ts to tell. */
export interface TransactionLog {
  readonly file: HiveFile;
  /** 'new': HvLE entries, Windows 8.1 and later. 'old': a bitmap of dirty pages, Vista to 8. */
  readonly format: 'new' | 'old';
  readonly baseBlock: BaseBlock;
  /** The first 512 bytes of the log. */
  readonly baseBlockBytes: Uint8Array;
}

/**
 * A file without a byte that is not zero in its first sector is as good as empty: Windows reserves logs before it
 * writes to them.
 * @throws HiveError 'file-read'
 */
export async function openLog(file: HiveFile): Promise<TransactionLog | LogRefusal> {
  if (file.length === 0) return 'empty';
  if (file.length < BASE_BLOCK_CHECKED_SIZE + LOG_SECTOR_SIZE) return 'too-small';
  if (file.length > LARGEST_LOG) return 'too-large';
  const baseBlockBytes = new Uint8Array(BASE_BLOCK_CHECKED_SIZE);
  await file.read(baseBlockBytes, 0);
  if (baseBlockBytes.every((byte) => byte === 0)) return 'empty';
  if (!hasSignature(baseBlockBytes)) return 'base-block-wrong';
  const baseBlock = BaseBlock.decode(baseBlockBytes, 0, { file: file.path });
  const format = formatOf(baseBlock.fileType);
  if (format === undefined || baseBlock.checksum !== baseBlockChecksum(baseBlockBytes))
    return 'base-block-wrong';
  if (!isPlausible(baseBlock)) return 'base-block-wrong';
  return { file, format, baseBlock, baseBlockBytes };
}

function formatOf(fileType: number): TransactionLog['format'] | undefined {
  if (fileType === FILE_TYPE_NEW_LOG) return 'new';
  return fileType === FILE_TYPE_OLD_LOG || fileType === FILE_TYPE_OLD_LOG_VARIANT ? 'old' : undefined;
}

/** Specification: "Old format", base block, note 2 (equal sequence numbers); "Sector size and clustering factor". */
function isPlausible(baseBlock: BaseBlock): boolean {
  return (
    baseBlock.primarySequenceNumber === baseBlock.secondarySequenceNumber &&
    baseBlock.majorVersion === 1 &&
    baseBlock.clusteringFactor === 1 &&
    isHiveBinsDataSize(baseBlock.hiveBinsDataSize)
  );
}

/** Specification: "Log entries", note 8: a size that is not a multiple of 4096 bytes is wrong. */
export function isHiveBinsDataSize(size: number): boolean {
  return size > 0 && size % HIVE_BIN_ALIGNMENT === 0 && size <= LARGEST_HIVE_BINS_DATA;
}

/** Bytes of a log from `position` on, or undefined when the log ends before them. */
export async function readLogBytes(
  file: HiveFile,
  position: number,
  size: number,
): Promise<Uint8Array | undefined> {
  if (position + size > file.length) return undefined;
  const bytes = new Uint8Array(size);
  await file.read(bytes, position);
  return bytes;
}
