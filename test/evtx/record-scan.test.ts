import { describe, expect, it } from 'vitest';
import { ChunkBytes } from '../../src/evtx/chunk-bytes.ts';
import { findRecords } from '../../src/evtx/record-scan.ts';
import { CHUNK_HEADER_SIZE } from '../../src/evtx/structures/chunk-header.ts';
import { EventRecord } from '../../src/evtx/structures/event-record.ts';
import { ChunkWriter } from '../support/event-logs/chunk-writer.ts';

/** Records of 40 bytes each, of the given numbers. */
function chunkOf(...groups: readonly (readonly [first: number, count: number])[]): ChunkBytes {
  const bytes = new Uint8Array(65_536);
  let at = CHUNK_HEADER_SIZE;
  for (const [first, count] of groups) {
    const writer = new ChunkWriter(BigInt(first));
    for (let written = 0; written < count; written++) writer.record(5n, () => writer.raw(new Uint8Array(10)));
    bytes.set(writer.bytes.subarray(CHUNK_HEADER_SIZE, writer.at), at);
    at += writer.at - CHUNK_HEADER_SIZE;
  }
  return new ChunkBytes(bytes, 'a.evtx', 0);
}

function scan(chunk: ChunkBytes, end?: number): { ids: number[]; damaged: number[] } {
  const damaged: number[] = [];
  const ids = [...findRecords(chunk, end, (at) => damaged.push(at))].map(({ recordId }) => Number(recordId));
  return { ids, damaged };
}

const AFTER = (records: number): number => CHUNK_HEADER_SIZE + 40 * records;

describe('the records of a chunk', () => {
  it('are those up to where the header says', () => {
    expect(scan(chunkOf([1, 3]), AFTER(3))).toEqual({ ids: [1, 2, 3], damaged: [] });
  });

  it('go on where the header is behind the truth', () => {
    expect(scan(chunkOf([1, 5]), AFTER(3))).toEqual({ ids: [1, 2, 3, 4, 5], damaged: [] });
  });

  it('end before those of an earlier use of the chunk', () => {
    expect(scan(chunkOf([10, 3], [4, 2]), AFTER(3))).toEqual({ ids: [10, 11, 12], damaged: [] });
  });

  it('can be none', () => {
    expect(scan(chunkOf(), AFTER(0))).toEqual({ ids: [], damaged: [] });
    expect(scan(chunkOf())).toEqual({ ids: [], damaged: [] });
  });

  it.each([
    ['its signature', (at: number, chunk: ChunkBytes) => chunk.bytes.fill(1, at, at + 2)],
    ['the size 0', (at: number, chunk: ChunkBytes) => EventRecord.encode(chunk.bytes, at, { size: 0 })],
    ['a size of 4 GB', (at: number, chunk: ChunkBytes) => chunk.bytes.fill(0xff, at + 4, at + 8)],
    ['another size at its end', (at: number, chunk: ChunkBytes) => chunk.bytes.fill(7, at + 36, at + 40)],
  ])('go on behind one that lost %s', (_what, damage) => {
    const chunk = chunkOf([1, 4]);
    damage(AFTER(1), chunk);
    expect(scan(chunk, AFTER(4))).toEqual({ ids: [1, 3, 4], damaged: [AFTER(1)] });
  });

  it('are told as damaged when the last of them is', () => {
    const chunk = chunkOf([1, 3]);
    chunk.bytes.fill(0xff, AFTER(2) + 4, AFTER(2) + 8);
    expect(scan(chunk, AFTER(3))).toEqual({ ids: [1, 2], damaged: [AFTER(2)] });
  });

  it('are all taken where nothing is known of their end', () => {
    expect(scan(chunkOf([10, 3], [4, 2]))).toEqual({ ids: [10, 11, 12, 4, 5], damaged: [] });
  });
});
