import { ascii, type Decoded, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Log entries start on this boundary and have a size that is a multiple of it; the first lies behind the base block. */
export const LOG_SECTOR_SIZE = 512;

/** Bytes of a log entry before its dirty page references, and the first byte that Hash-1 covers. */
export const LOG_ENTRY_HEADER_SIZE = 40;

/** Bytes of a log entry that Hash-2 covers: everything in front of Hash-2, Hash-1 included. */
export const LOG_ENTRY_HASH2_END = 32;

/** The only flag of a base block that a log entry carries. Specification: "Log entries", note 11. */
export const LOG_ENTRY_FLAG_KTM_LOCKED = 1;

/** Specification: "New format", "Log entries". A hash is read in two halves because marvin32.ts works in halves. */
export const LogEntryHeader = layout('log entry', LOG_ENTRY_HEADER_SIZE, {
  signature: ascii(0, 'HvLE'),
  size: u32(4), // of the whole entry
  flags: u32(8),
  sequenceNumber: u32(12),
  hiveBinsDataSize: u32(16),
  dirtyPagesCount: u32(20),
  hash1Low: u32(24), // Marvin32 of bytes 40 up to size
  hash1High: u32(28),
  hash2Low: u32(32), // Marvin32 of bytes 0 up to 32
  hash2High: u32(36),
});

export type LogEntryHeader = Decoded<typeof LogEntryHeader>;

export const DIRTY_PAGE_REFERENCE_SIZE = 8;

/** Specification: "New format", "Log entries", dirty page reference. */
export const DirtyPageReference = layout('dirty page reference', DIRTY_PAGE_REFERENCE_SIZE, {
  offset: u32(0), // of the page, from the start of the hive bins data
  size: u32(4),
});
