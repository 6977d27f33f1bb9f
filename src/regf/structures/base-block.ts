import { ascii, type Decoded, raw, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes that a base block fills in a primary file; the hive bins data starts behind it. */
export const BASE_BLOCK_SIZE = 4096;

/** Bytes of a base block that its checksum covers, with the checksum; a new-format log starts with a copy of these. */
export const BASE_BLOCK_CHECKED_SIZE = 512;

/** File types (base block, field "File type"). */
export const FILE_TYPE_PRIMARY = 0;
export const FILE_TYPE_OLD_LOG = 1;
export const FILE_TYPE_OLD_LOG_VARIANT = 2;
export const FILE_TYPE_NEW_LOG = 6;

/** Specification: "Base block". */
export const BaseBlock = layout('base block', BASE_BLOCK_CHECKED_SIZE, {
  signature: ascii(0, 'regf'),
  primarySequenceNumber: u32(4),
  secondarySequenceNumber: u32(8),
  lastWritten: u64(12), // FILETIME
  majorVersion: u32(20),
  minorVersion: u32(24),
  fileType: u32(28),
  fileFormat: u32(32), // 1: direct memory load
  rootCellOffset: u32(36),
  hiveBinsDataSize: u32(40),
  clusteringFactor: u32(44), // logical sector size / 512
  fileName: raw(48, 64), // UTF-16LE, the end of the hive's path, for diagnosis only
  rmId: raw(112, 16),
  logId: raw(128, 16),
  flags: u32(144),
  tmId: raw(148, 16),
  guidSignature: u32(164),
  lastReorganized: u64(168),
  checksum: u32(508),
});

export type BaseBlock = Decoded<typeof BaseBlock>;
