import { marvin32 } from '../regf/marvin32.ts';
import {
  DIRTY_PAGE_REFERENCE_SIZE,
  DirtyPageReference,
  LOG_ENTRY_HASH2_END,
  LOG_ENTRY_HEADER_SIZE,
  LOG_SECTOR_SIZE,
  LogEntryHeader,
} from '../regf/structures/log-entry.ts';
import type { LogStop } from './account.ts';
import { isBefore } from './sequence-number.ts';
import { isHiveBinsDataSize, readLogBytes, type TransactionLog } from './transaction-log.ts';

/** Part of a primary file's hive bins data as a log holds it. */
export interface DirtyPage {
  /** From the start of the hive bins data; a multiple of 512. */
  readonly offset: number;
  /** A multiple of 512 bytes. */
  readonly bytes: Uint8Array;
}

/** A whole entry, every check passed: either all of its pages are applied, or none. */
export interface LogEntry {
  readonly sequenceNumber: number;
  readonly flags: number;
  readonly hiveBinsDataSize: number;
  readonly pages: readonly DirtyPage[];
  /** Where the next entry starts. */
  readonly end: number;
}

/**
 * Reads the entry at `position`, or tells why there is none that may be applied.
 * Specification: "Log entries", notes 1 to 3 (hashes), 7 (sequence numbers), 8 (sizes).
 *
 * Behind the last entry lie entries of earlier rounds, whole or cut in two: what continues nothing is no damage.
 */
export async function readLogEntry(
  log: TransactionLog,
  position: number,
  expectedSequenceNumber: number,
): Promise<LogEntry | LogStop> {
  const headerBytes = await readLogBytes(log.file, position, LOG_ENTRY_HEADER_SIZE);
  if (headerBytes === undefined) return 'end';
  const header = decodeHeader(headerBytes, 0);
  if (header === undefined) return 'end';
  const isLeftOver = isBefore(header.sequenceNumber, expectedSequenceNumber);
  if (!isHash2Right(headerBytes, header)) return isLeftOver ? 'end' : 'entry-torn';
  if (header.sequenceNumber !== expectedSequenceNumber) return isLeftOver ? 'end' : 'sequence-gap';
  if (header.size < LOG_SECTOR_SIZE || header.size % LOG_SECTOR_SIZE !== 0) return 'entry-wrong';
  const bytes = await readLogBytes(log.file, position, header.size);
  if (bytes === undefined || !isHash1Right(bytes, header)) return 'entry-torn';
  const pages = isHiveBinsDataSize(header.hiveBinsDataSize) ? decodePages(bytes, header) : undefined;
  if (pages === undefined) return 'entry-wrong';
  const { sequenceNumber, flags, hiveBinsDataSize } = header;
  return { sequenceNumber, flags, hiveBinsDataSize, pages, end: position + header.size };
}

/** Header at `offset`, undefined when its signature is not there. */
function decodeHeader(bytes: Uint8Array, offset: number): LogEntryHeader | undefined {
  const signature = String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (signature !== LogEntryHeader.fields.signature.expected) return undefined;
  return LogEntryHeader.decode(bytes, offset, { file: '' });
}

function isHash2Right(bytes: Uint8Array, header: LogEntryHeader, offset = 0): boolean {
  const hash = marvin32(bytes, offset, offset + LOG_ENTRY_HASH2_END);
  return hash.low === header.hash2Low && hash.high === header.hash2High;
}

function isHash1Right(bytes: Uint8Array, header: LogEntryHeader): boolean {
  const hash = marvin32(bytes, LOG_ENTRY_HEADER_SIZE);
  return hash.low === header.hash1Low && hash.high === header.hash1High;
}

/** Undefined when a reference leaves the entry or the hive. An entry without pages is wrong: Windows writes none. */
function decodePages(bytes: Uint8Array, header: LogEntryHeader): DirtyPage[] | undefined {
  const referencesEnd = LOG_ENTRY_HEADER_SIZE + header.dirtyPagesCount * DIRTY_PAGE_REFERENCE_SIZE;
  if (header.dirtyPagesCount === 0 || referencesEnd > bytes.length) return undefined;
  const pages: DirtyPage[] = [];
  let start = referencesEnd;
  for (let at = LOG_ENTRY_HEADER_SIZE; at < referencesEnd; at += DIRTY_PAGE_REFERENCE_SIZE) {
    const { offset, size } = DirtyPageReference.decode(bytes, at, { file: '' });
    if (offset % LOG_SECTOR_SIZE !== 0 || size % LOG_SECTOR_SIZE !== 0 || size === 0) return undefined;
    if (offset + size > header.hiveBinsDataSize || start + size > bytes.length) return undefined;
    pages.push({ offset, bytes: bytes.subarray(start, start + size) });
    start += size;
  }
  return pages;
}

/** Bytes read at once while a log is searched for headers; a multiple of 512. */
const SEARCH_CHUNK = 1024 * 1024;

/**
 * Sequence numbers of all entry headers that are anywhere in the log, applied or not, torn behind the header or left
 * over from earlier rounds. Headers whose own hash is wrong don't count: their number may be anything.
 */
export async function* sequenceNumbersIn(file: TransactionLog['file']): AsyncGenerator<number> {
  for (let position = 0; position < file.length; position += SEARCH_CHUNK) {
    const bytes = new Uint8Array(Math.min(SEARCH_CHUNK, file.length - position));
    await file.read(bytes, position);
    for (let at = 0; at + LOG_ENTRY_HEADER_SIZE <= bytes.length; at += LOG_SECTOR_SIZE) {
      const header = bytes[at] === 0x48 ? decodeHeader(bytes, at) : undefined;
      if (header !== undefined && isHash2Right(bytes, header, at)) yield header.sequenceNumber;
    }
  }
}
