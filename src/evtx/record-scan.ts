import type { ChunkBytes } from './chunk-bytes.ts';
import { CHUNK_HEADER_SIZE } from './structures/chunk-header.ts';
import { EventRecord, SIZE_COPY, SMALLEST_RECORD } from './structures/event-record.ts';

/** Where a record lies in its chunk. */
export interface FoundRecord {
  readonly at: number;
  readonly size: number;
  readonly recordId: bigint;
  /** FILETIME */
  readonly written: bigint;
}

/**
 * Finds the records of a chunk. Behind one that is broken it looks for the next that is whole: the size at its start is the
 * one at its end.
 *
 * @param end where the header says that the records end. Of a dirty log it may be behind the truth: records that carry on
 *   the numbers are taken as well, while what an earlier use of the chunk left is not.
 * @param damaged told where a record should have been
 */
export function* findRecords(
  chunk: ChunkBytes,
  end: number | undefined,
  damaged: (at: number) => void,
): Generator<FoundRecord, void, void> {
  let at = CHUNK_HEADER_SIZE;
  let last: bigint | undefined;
  while (at + SMALLEST_RECORD <= chunk.length) {
    const record = recordAt(chunk, at);
    const isBehindEnd = at >= (end ?? chunk.length);
    if (isBehindEnd && (record === undefined || record.recordId !== (last ?? -2n) + 1n)) return;
    if (record === undefined) {
      const next = nextRecord(chunk, at);
      // Zeros behind the last record are no damage.
      if (next !== undefined || (end !== undefined && at < end)) damaged(at);
      if (next === undefined) return;
      at = next;
      continue;
    }
    yield record;
    last = record.recordId;
    at += record.size;
  }
}

function recordAt(chunk: ChunkBytes, at: number): FoundRecord | undefined {
  const { view } = chunk;
  if (at + SMALLEST_RECORD > chunk.length || view.getUint32(at, true) !== SIGNATURE) return undefined;
  const size = EventRecord.read(view, at, 'size');
  const end = at + size;
  if (size < SMALLEST_RECORD || end > chunk.length) return undefined;
  if (view.getUint32(end - SIZE_COPY, true) !== size) return undefined;
  return {
    at,
    size,
    recordId: EventRecord.read(view, at, 'recordId'),
    written: EventRecord.read(view, at, 'written'),
  };
}

/** `**` and two zeros, as a number. */
const SIGNATURE = 0x2a2a;
const SIGNATURE_BYTES = Uint8Array.of(0x2a, 0x2a, 0, 0);

function nextRecord(chunk: ChunkBytes, after: number): number | undefined {
  for (let at = after + 1; ; at += 1) {
    at = chunk.bytes.indexOf(SIGNATURE_BYTES, at);
    if (at === -1) return undefined;
    if (recordAt(chunk, at) !== undefined) return at;
  }
}
