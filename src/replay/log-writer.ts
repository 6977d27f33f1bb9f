import { marvin32 } from '../regf/marvin32.ts';
import {
  DIRTY_PAGE_REFERENCE_SIZE,
  DirtyPageReference,
  LOG_ENTRY_FLAG_KTM_LOCKED,
  LOG_ENTRY_HASH2_END,
  LOG_ENTRY_HEADER_SIZE,
  LOG_SECTOR_SIZE,
  LogEntryHeader,
} from '../regf/structures/log-entry.ts';
import type { DirtyPage } from './log-entry-reader.ts';
import { asLogHeader, headerFacts, type PrimaryHeader } from './primary-header.ts';

/** What a log is to tell replay: one entry, and the hive that it belongs to. */
export interface LogContents {
  /** Of the primary file, clean: the log's base block is a copy of it with other numbers. */
  readonly header: PrimaryHeader;
  /** Of the log and of its entry. Above every number in the primary file and its logs. */
  readonly sequenceNumber: number;
  /** Bytes, after the entry is applied. */
  readonly hiveBinsDataSize: number;
  /** In ascending order, apart from each other, within the hive bins data. */
  readonly pages: readonly DirtyPage[];
}

/**
 * A transaction log of the new format with one entry, as Windows 8.1 and later write it: base block, the entry, and a
 * sector of zeros, behind which older entries may stay.
 * Specification: "New format": base block; "Log entries", notes 1 to 3 (hashes), 8 (sizes), 11 (flags).
 * @throws RangeError when there is no page, or one that is not made of whole sectors: replay would refuse it.
 */
export function encodeLog(contents: LogContents): Uint8Array {
  const { header, sequenceNumber, hiveBinsDataSize, pages } = contents;
  const references = LOG_ENTRY_HEADER_SIZE + pages.length * DIRTY_PAGE_REFERENCE_SIZE;
  const size = wholeSectors(pages.reduce((sum, page) => sum + page.bytes.length, references));
  const bytes = new Uint8Array(LOG_SECTOR_SIZE + size + LOG_SECTOR_SIZE);
  bytes.set(asLogHeader(header, sequenceNumber, hiveBinsDataSize));
  const entry = bytes.subarray(LOG_SECTOR_SIZE, LOG_SECTOR_SIZE + size);
  putPages(entry, references, contents);
  LogEntryHeader.encode(entry, 0, {
    size,
    flags: headerFacts(header).flags & LOG_ENTRY_FLAG_KTM_LOCKED,
    sequenceNumber,
    hiveBinsDataSize,
    dirtyPagesCount: pages.length,
  });
  const hash1 = marvin32(entry, LOG_ENTRY_HEADER_SIZE);
  LogEntryHeader.encode(entry, 0, { hash1Low: hash1.low, hash1High: hash1.high });
  const hash2 = marvin32(entry, 0, LOG_ENTRY_HASH2_END);
  LogEntryHeader.encode(entry, 0, { hash2Low: hash2.low, hash2High: hash2.high });
  return bytes;
}

/** Bytes of the log that `encodeLog` would make. */
export function logSize(pages: readonly { readonly size: number }[]): number {
  const references = LOG_ENTRY_HEADER_SIZE + pages.length * DIRTY_PAGE_REFERENCE_SIZE;
  return 2 * LOG_SECTOR_SIZE + wholeSectors(pages.reduce((sum, page) => sum + page.size, references));
}

function putPages(entry: Uint8Array, references: number, { pages, hiveBinsDataSize }: LogContents): void {
  if (pages.length === 0) throw new RangeError('a log entry holds at least one page');
  let at = references;
  for (const [index, { offset, bytes }] of pages.entries()) {
    const isWhole = offset % LOG_SECTOR_SIZE === 0 && bytes.length % LOG_SECTOR_SIZE === 0;
    if (!isWhole || bytes.length === 0 || offset + bytes.length > hiveBinsDataSize)
      throw new RangeError(`a page of ${bytes.length} bytes at ${offset} does not fit a log entry`);
    const reference = LOG_ENTRY_HEADER_SIZE + index * DIRTY_PAGE_REFERENCE_SIZE;
    DirtyPageReference.encode(entry, reference, { offset, size: bytes.length });
    entry.set(bytes, at);
    at += bytes.length;
  }
}

const wholeSectors = (bytes: number): number => Math.ceil(bytes / LOG_SECTOR_SIZE) * LOG_SECTOR_SIZE;
