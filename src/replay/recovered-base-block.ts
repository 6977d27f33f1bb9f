import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { baseBlockChecksum } from '../regf/checksum.ts';
import { BASE_BLOCK_SIZE, BaseBlock, FILE_TYPE_PRIMARY } from '../regf/structures/base-block.ts';
import { LOG_ENTRY_FLAG_KTM_LOCKED } from '../regf/structures/log-entry.ts';
import { type DirtyPrimary, readHiveBinAt } from './dirty-state.ts';
import { checkHiveBins } from './hive-bins.ts';
import { isHiveBinsDataSize, type TransactionLog } from './transaction-log.ts';

/** What replay learned that the base block has to say. */
export interface Recovered {
  readonly hiveBinsDataSize: number;
  readonly sequenceNumber: number;
  /** Flags of the last log entry applied; undefined where no log had any. */
  readonly entryFlags: number | undefined;
}

/**
 * Base block of a hive after replay, 4096 bytes: a primary file's, both sequence numbers equal, the checksum right.
 * An invalid one is taken from the log, which has its first 512 bytes; nothing behind those has a meaning on a disk.
 * Specification: "Old format", base block, note 4; "Log entries", notes 6, 9 and 11.
 */
export function recoverBaseBlock(
  primary: DirtyPrimary,
  log: TransactionLog | undefined,
  recovered: Recovered,
): Uint8Array {
  const bytes = new Uint8Array(BASE_BLOCK_SIZE);
  bytes.set(primary.baseBlock === undefined && log !== undefined ? log.baseBlockBytes : primary.bytes);
  const { flags } = BaseBlock.decode(bytes, 0, { file: '' });
  BaseBlock.encode(bytes, 0, {
    primarySequenceNumber: recovered.sequenceNumber,
    secondarySequenceNumber: recovered.sequenceNumber,
    fileType: FILE_TYPE_PRIMARY,
    hiveBinsDataSize: recovered.hiveBinsDataSize,
    flags: withKtmLocked(flags, recovered.entryFlags),
  });
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  return bytes;
}

/** Only this one flag travels through a log entry. */
function withKtmLocked(flags: number, entryFlags: number | undefined): number {
  if (entryFlags === undefined) return flags;
  const kept = flags & ~LOG_ENTRY_FLAG_KTM_LOCKED;
  return (kept | (entryFlags & LOG_ENTRY_FLAG_KTM_LOCKED)) >>> 0;
}

/**
 * Base block of a dirty hive that is to be used without its logs.
 *
 * A wrong checksum means that any field may be wrong. It is renewed only when everything that hivemend and hivex rely
 * on is confirmed by the hive itself: constants, and a size that the chain of hive bins ends at exactly.
 *
 * @throws HiveError 'hive-signature', 'hive-checksum' (not to be relied on), 'hive-truncated', 'hive-structure'
 */
export async function acceptBaseBlock(
  primary: DirtyPrimary,
  source: ByteSource,
  file: FilePath,
): Promise<BaseBlock> {
  const baseBlock = primary.baseBlock ?? BaseBlock.decode(primary.bytes, 0, { file });
  const size = baseBlock.hiveBinsDataSize;
  if (BASE_BLOCK_SIZE + size > source.length) throw truncated(size, source.length, file);
  if (primary.baseBlock === undefined && !(await isCredible(baseBlock, source)))
    throw wrongChecksum(primary, baseBlock, file);
  await checkHiveBins(source, size, file);
  return baseBlock;
}

/** Another hive bin behind the last one means that the size itself is what is wrong. */
async function isCredible(baseBlock: BaseBlock, source: ByteSource): Promise<boolean> {
  const { hiveBinsDataSize: size, rootCellOffset } = baseBlock;
  if (!isHiveBinsDataSize(size) || rootCellOffset >= size || !hasKnownConstants(baseBlock)) return false;
  return (await readHiveBinAt(source, size, source.length - BASE_BLOCK_SIZE)) === undefined;
}

/** Specification: "Base block". */
function hasKnownConstants(baseBlock: BaseBlock): boolean {
  return (
    baseBlock.majorVersion === 1 &&
    baseBlock.minorVersion >= 2 &&
    baseBlock.minorVersion <= 6 &&
    baseBlock.fileType === FILE_TYPE_PRIMARY &&
    baseBlock.fileFormat === 1
  );
}

function wrongChecksum(primary: DirtyPrimary, baseBlock: BaseBlock, file: FilePath): HiveError {
  return new HiveError('hive-checksum', {
    file,
    offset: BaseBlock.fields.checksum.offset,
    structure: 'base block',
    expected: baseBlockChecksum(primary.bytes),
    actual: baseBlock.checksum,
  });
}

function truncated(size: number, length: number, file: FilePath): HiveError {
  return new HiveError('hive-truncated', {
    file,
    offset: length,
    structure: 'hive bins data',
    expected: `${size} bytes`,
    actual: `${length - BASE_BLOCK_SIZE} bytes`,
  });
}
