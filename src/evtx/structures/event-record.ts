import { ascii, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Specification: event record. Binary XML follows, and the size once more. */
export const EventRecord = layout('event record', 24, {
  signature: ascii(0, '**\0\0'),
  size: u32(4), // of the whole record, both sizes included
  recordId: u64(8),
  written: u64(16), // FILETIME
});

/** Bytes of the size that is repeated at a record's end. */
export const SIZE_COPY = 4;

/** A record without any binary XML. */
export const SMALLEST_RECORD = EventRecord.size + SIZE_COPY;
