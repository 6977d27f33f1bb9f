import { HiveError } from '../ground/errors.ts';
import { areSameBytes } from '../ground/same-bytes.ts';
import { EINVAL } from './calls.ts';

/**
 * A hive of which hivex is shown some cells: they lie where they lie in the hive, and what is between them is one free cell, in
 * a hive bin that goes up to the next cell's page. Only pages that hold shown cells are touched: the others of the room cost
 * nothing. Cells that are not shown are no valid cells for hivex, which refuses to follow a reference to them.
 * Specification: "Hive bin", "Cell".
 */

/** Bytes, and where in the file they lie. */
export interface PlacedBytes {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What hivex is shown of a hive. */
export interface ShownHive {
  /** Bytes of the base block and of the hive bins data. */
  readonly length: number;
  readonly baseBlock: Uint8Array;
  /** Whole allocated cells, their sizes included, ascending. The root's is one of them. */
  readonly cells: readonly PlacedBytes[];
}

const BASE_BLOCK_SIZE = 4096;
const PAGE_SIZE = 4096;
const HIVE_BIN_HEADER_SIZE = 32;
const CELL_HEADER_SIZE = 4;

/** Headers of the hive bins and free cells that are not the hive's own: nothing may be written there. */
export type Scaffold = readonly PlacedBytes[];

/**
 * Lays the shown cells out in `room`, of which nothing is known.
 * @throws HiveError 'hivex-call' (errno EINVAL) when two cells overlap or one leaves the hive.
 */
export function laySkeleton(room: Uint8Array, { length, baseBlock, cells }: ShownHive): Scaffold {
  const scaffold: PlacedBytes[] = [];
  const put = (start: number, bytes: Uint8Array) => {
    room.set(bytes, start);
    scaffold.push({ start, bytes });
  };
  const leaveFree = (from: number, to: number) => {
    if (from < to) put(from, littleEndian(to - from));
  };
  room.set(baseBlock, 0);
  let binStart = BASE_BLOCK_SIZE;
  let at = binStart + HIVE_BIN_HEADER_SIZE;
  const closeBin = (end: number) => {
    leaveFree(at, end);
    put(binStart, hiveBinHeader(binStart, end - binStart));
    binStart = end;
    at = end + HIVE_BIN_HEADER_SIZE;
  };
  for (const { start, bytes } of cells) {
    if (start < at || start + bytes.length > length) throw misplaced(start);
    const page = Math.floor((start - HIVE_BIN_HEADER_SIZE) / PAGE_SIZE) * PAGE_SIZE;
    if (page >= at) closeBin(page);
    leaveFree(at, start);
    room.set(bytes, start);
    at = start + bytes.length;
  }
  closeBin(length);
  return scaffold;
}

/** @throws HiveError 'hivex-call' (errno EINVAL) when anything was written outside of the shown cells. */
export function refuseTouchedScaffold(room: Uint8Array, scaffold: Scaffold): void {
  for (const { start, bytes } of scaffold)
    if (!areSameBytes(room.subarray(start, start + bytes.length), bytes))
      throw refusal(`hivex wrote at ${start}, where it was shown no cell`);
}

/**
 * What is different in the base block, in the shown cells and behind the old end: nothing else of `image` is the hive's.
 * Ascending, copies.
 */
export function changesOf(image: Uint8Array, { length, baseBlock, cells }: ShownHive): PlacedBytes[] {
  const changes: PlacedBytes[] = [];
  for (const { start, bytes } of [{ start: 0, bytes: baseBlock }, ...cells])
    collectChanges(changes, start, bytes, image.subarray(start, start + bytes.length));
  if (image.length > length) changes.push({ start: length, bytes: image.slice(length) });
  return changes;
}

function collectChanges(changes: PlacedBytes[], start: number, before: Uint8Array, after: Uint8Array): void {
  if (areSameBytes(before, after)) return;
  for (let at = 0; at < before.length; at++) {
    if (before[at] === after[at]) continue;
    const from = at;
    while (at < before.length && before[at] !== after[at]) at++;
    changes.push({ start: start + from, bytes: after.slice(from, at) });
  }
}

function hiveBinHeader(start: number, size: number): Uint8Array {
  const header = new Uint8Array(HIVE_BIN_HEADER_SIZE);
  header.set(new TextEncoder().encode('hbin'));
  header.set(littleEndian(start - BASE_BLOCK_SIZE), 4);
  header.set(littleEndian(size), 8);
  return header;
}

/** A free cell's size is positive. */
function littleEndian(number: number): Uint8Array {
  const bytes = new Uint8Array(CELL_HEADER_SIZE);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}

function misplaced(start: number): HiveError<'hivex-call'> {
  return refusal(`the cell at ${start} overlaps another or leaves the hive`);
}

function refusal(message: string): HiveError<'hivex-call'> {
  return new HiveError('hivex-call', { call: 'editHive', errno: EINVAL, message });
}
