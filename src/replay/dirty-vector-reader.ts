import { BASE_BLOCK_CHECKED_SIZE } from '../regf/structures/base-block.ts';
import {
  DIRTY_VECTOR_PAGE_SIZE,
  DirtyVector,
  dirtyVectorBitmapSize,
} from '../regf/structures/log-dirty-vector.ts';
import { LOG_SECTOR_SIZE } from '../regf/structures/log-entry.ts';
import type { DirtyPage } from './log-entry-reader.ts';
import { readLogBytes, type TransactionLog } from './transaction-log.ts';

/**
 * All dirty pages of an old-format log, neighbours joined; undefined when the signature is missing or the log ends
 * before its last page. Nothing in this format guards the pages themselves: hive-bins.ts looks at the result.
 * Specification: "Old format", "Dirty vector" and "Dirty pages".
 */
export async function readDirtyPages(log: TransactionLog): Promise<readonly DirtyPage[] | undefined> {
  const size = DirtyVector.size + dirtyVectorBitmapSize(log.baseBlock.hiveBinsDataSize);
  const vector = await readLogBytes(log.file, BASE_BLOCK_CHECKED_SIZE, size);
  if (vector === undefined || !hasVectorSignature(vector)) return undefined;
  const pageCount = log.baseBlock.hiveBinsDataSize / DIRTY_VECTOR_PAGE_SIZE;
  const runs = dirtyRuns(vector.subarray(DirtyVector.size), pageCount);
  const pages: DirtyPage[] = [];
  let position = BASE_BLOCK_CHECKED_SIZE + roundUpToSector(size);
  for (const run of runs) {
    const bytes = await readLogBytes(log.file, position, run.count * DIRTY_VECTOR_PAGE_SIZE);
    if (bytes === undefined) return undefined;
    pages.push({ offset: run.first * DIRTY_VECTOR_PAGE_SIZE, bytes });
    position += bytes.length;
  }
  return pages.length > 0 ? pages : undefined;
}

function hasVectorSignature(vector: Uint8Array): boolean {
  return String.fromCharCode(...vector.subarray(0, 4)) === DirtyVector.fields.signature.expected;
}

const roundUpToSector = (size: number): number => Math.ceil(size / LOG_SECTOR_SIZE) * LOG_SECTOR_SIZE;

/** Numbers of neighbouring pages whose bits are set. Bits are counted from the least significant one of each byte. */
function dirtyRuns(bitmap: Uint8Array, pageCount: number): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  let run: { first: number; count: number } | undefined;
  for (let page = 0; page < pageCount; page++) {
    const isDirty = (((bitmap[page >> 3] ?? 0) >> (page & 7)) & 1) === 1;
    if (!isDirty) run = undefined;
    else if (run !== undefined) run.count++;
    else {
      run = { first: page, count: 1 };
      runs.push(run);
    }
  }
  return runs;
}
