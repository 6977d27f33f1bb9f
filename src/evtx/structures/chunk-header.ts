import { ascii, type Decoded, raw, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

export const CHUNK_SIZE = 65536;

/** Bytes of a chunk's header; its first event record follows. */
export const CHUNK_HEADER_SIZE = 512;

/** The header's checksum, a CRC-32, leaves out its own place and the flags before it. */
export const CHUNK_CHECKED = [
  [0, 120],
  [128, CHUNK_HEADER_SIZE],
] as const;

/** Names hang in 64 lists by their hash, template definitions in 32 by their identifier. */
export const TEMPLATE_LISTS = 32;

/** Specification: chunk, chunk header, string offset array and template pointers. Offsets count from the chunk's start. */
export const ChunkHeader = layout('event log chunk header', CHUNK_HEADER_SIZE, {
  signature: ascii(0, 'ElfChnk\0'),
  firstRecordNumber: u64(8), // within the file
  lastRecordNumber: u64(16),
  firstRecordId: u64(24), // within the log, which an exported file is a part of
  lastRecordId: u64(32),
  headerSize: u32(40), // 128
  lastRecordOffset: u32(44),
  freeSpaceOffset: u32(48), // behind the last event record
  recordsChecksum: u32(52), // CRC-32 of the bytes from the header's end to freeSpaceOffset
  flags: u32(120),
  headerChecksum: u32(124),
  names: raw(128, 256),
  templates: raw(384, 128),
});

export type ChunkHeader = Decoded<typeof ChunkHeader>;
