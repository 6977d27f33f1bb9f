import { ascii, type Decoded, u16, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes that the file header fills where it does not say otherwise; chunks start behind it. */
export const FILE_HEADER_BLOCK_SIZE = 4096;

/** Bytes of the file header that its checksum, a CRC-32, covers. */
export const FILE_HEADER_CHECKED_SIZE = 120;

/** Flags of a file and of its chunks: not closed properly; no checksums were written. */
export const FLAG_DIRTY = 1;
export const FLAG_NO_CHECKSUMS = 4;

/** Specification: "Windows XML Event Log (EVTX) format", file header. */
export const FileHeader = layout('event log file header', 128, {
  signature: ascii(0, 'ElfFile\0'),
  firstChunkNumber: u64(8),
  lastChunkNumber: u64(16),
  nextRecordId: u64(24),
  headerSize: u32(32), // 128
  minorVersion: u16(36),
  majorVersion: u16(38), // 3
  headerBlockSize: u16(40), // 4096
  chunkCount: u16(42), // behind the truth while the log is dirty
  flags: u32(120),
  checksum: u32(124),
});

export type FileHeader = Decoded<typeof FileHeader>;
