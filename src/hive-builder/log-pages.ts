import { BASE_BLOCK_SIZE, BaseBlock } from '../regf/structures/base-block.ts';
import type { LogPage } from './log-builder.ts';

/** Bytes in which Windows tracks changes. Specification: "Dirty vector", note 3. */
const TRACKED_SIZE = 4096;

/** Pages of `after` that differ from `before`, neighbours joined, with all that `after` has grown by. */
export function dirtyPagesBetween(before: Uint8Array, after: Uint8Array): LogPage[] {
  const { hiveBinsDataSize: sizeBefore } = BaseBlock.decode(before, 0, { file: 'before' });
  const { hiveBinsDataSize } = BaseBlock.decode(after, 0, { file: 'after' });
  const runs: { offset: number; end: number }[] = [];
  for (let offset = 0; offset < hiveBinsDataSize; offset += TRACKED_SIZE) {
    if (offset < sizeBefore && isPageEqual(before, after, BASE_BLOCK_SIZE + offset)) continue;
    const run = runs.at(-1);
    if (run?.end === offset) run.end += TRACKED_SIZE;
    else runs.push({ offset, end: offset + TRACKED_SIZE });
  }
  return runs.map(({ offset, end }) => ({
    offset,
    bytes: after.slice(BASE_BLOCK_SIZE + offset, BASE_BLOCK_SIZE + end),
  }));
}

function isPageEqual(before: Uint8Array, after: Uint8Array, start: number): boolean {
  for (let at = start; at < start + TRACKED_SIZE; at++) if (before[at] !== after[at]) return false;
  return true;
}
