import { type ByteRange, byteRange, fieldRange, normalizeRanges, subtractRanges } from './byte-ranges.ts';
import { type Footprint, keyFootprint, referenceCountRange } from './footprint.ts';
import type { HiveReader, Key } from './hive-reader.ts';
import {
  compareKeys,
  copySnapshot,
  type HiveDifference,
  type KeySnapshot,
  pairByName,
  snapshotKey,
} from './key-snapshot.ts';
import type { HiveBinOf } from './structure-check.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from './structures/base-block.ts';
import { CELL_HEADER_SIZE } from './structures/cell.ts';
import { HIVE_BIN_HEADER_SIZE, HiveBin } from './structures/hive-bin.ts';

/**
 * The keys on the way from the root to a key, as far as they exist: what they say and where they lie.
 * Holds no view on the hive's bytes, so it outlives an edit of them. README.md has the proof that it serves.
 */
export interface ChainRecord {
  readonly hiveBinsDataSize: number;
  /** The root first. Shorter than the path + 1 when keys are missing. */
  readonly keys: readonly ChainKey[];
}

export interface ChainKey {
  /** Names from the root downwards as the hive spells them; the root's is empty. */
  readonly path: readonly string[];
  readonly snapshot: KeySnapshot;
  readonly footprint: Footprint;
}

/** What an edit changed, and whether that is all. */
export interface ChangeProof {
  /** Changed bytes that the edited chain of keys does not account for. Must be empty. */
  readonly unexplained: readonly ByteRange[];
  /**
   * How the keys of the chain, their values and their lists of subkeys differ: all that changed, if nothing is
   * unexplained. Of a subkey beside the chain that came, went or moved only that is told.
   */
  readonly differences: readonly HiveDifference[];
}

/**
 * Records the chain before or after an edit.
 * @throws HiveError where a key of the chain is damaged.
 */
export function recordChain(reader: HiveReader, path: readonly string[]): ChainRecord {
  const keys: ChainKey[] = [];
  const spelled: string[] = [];
  let key: Key | undefined = reader.root();
  for (let depth = 0; key !== undefined; depth++) {
    const [snapshot, footprint] = [copySnapshot(snapshotKey(key)), keyFootprint(reader, key)];
    keys.push({ path: [...spelled], snapshot, footprint });
    const name = path[depth];
    key = name === undefined ? undefined : key.subkey(name);
    if (key !== undefined) spelled.push(key.name);
  }
  return { hiveBinsDataSize: reader.baseBlock.hiveBinsDataSize, keys };
}

const HIVE_BINS_DATA_SIZE = fieldRange(BaseBlock, 'hiveBinsDataSize');

/** Base block fields that an edit may change. Specification: "Base block". */
const EDITED_BASE_BLOCK_FIELDS = [
  fieldRange(BaseBlock, 'primarySequenceNumber'),
  fieldRange(BaseBlock, 'secondarySequenceNumber'),
  fieldRange(BaseBlock, 'lastWritten'),
  HIVE_BINS_DATA_SIZE,
  fieldRange(BaseBlock, 'checksum'),
];

/**
 * Accounts for every byte that an edit of a chain of keys changed.
 * It proves what it says when checkHive finds no damage in the edited hive; README.md tells why the original need not
 * be checked.
 * @param changed where base block and hive bins data of the two differ, from compareBytes or ChangedRanges. What lies behind
 *   the hive bins data belongs to no key and moves when a hive grows: compare it apart.
 * @param image the edited hive.
 * @param hiveBinOf of the edited hive, from the check that found it without damage.
 */
export function proveOnlyChange(
  before: ChainRecord,
  after: ChainRecord,
  changed: readonly ByteRange[],
  image: HiveReader,
  hiveBinOf: HiveBinOf,
): ChangeProof {
  const isShorter = after.hiveBinsDataSize < before.hiveBinsDataSize;
  const allowed = normalizeRanges([
    ...EDITED_BASE_BLOCK_FIELDS.filter((field) => !(isShorter && field === HIVE_BINS_DATA_SIZE)),
    ...before.keys.flatMap(({ footprint }) => footprint.cells),
    ...after.keys.flatMap(({ footprint }) => footprint.cells),
    ...after.keys.flatMap(({ footprint }) =>
      footprint.security ? [referenceCountRange(footprint.security)] : [],
    ),
    byteRange(BASE_BLOCK_SIZE + before.hiveBinsDataSize, BASE_BLOCK_SIZE + after.hiveBinsDataSize),
  ]);
  const rest = subtractRanges(normalizeRanges(changed), allowed);
  const sizes = freeCells(image, hiveBinOf, rest).map(({ start }) =>
    byteRange(start, start + CELL_HEADER_SIZE),
  );
  const unexplained = [...subtractRanges(rest, sizes), ...notGivenUp(before, after, image, hiveBinOf)];
  return { unexplained: normalizeRanges(unexplained), differences: compareChains(before, after) };
}

/** Cells of the chain before that are neither the chain's nor free after: another key holds them, and held them before. */
function notGivenUp(
  before: ChainRecord,
  after: ChainRecord,
  image: HiveReader,
  hiveBinOf: HiveBinOf,
): ByteRange[] {
  const cellsOf = (chain: ChainRecord) =>
    normalizeRanges(chain.keys.flatMap(({ footprint }) => footprint.cells));
  const left = subtractRanges(cellsOf(before), cellsOf(after));
  return subtractRanges(left, normalizeRanges(freeCells(image, hiveBinOf, left)));
}

/** The free cells in the hive bins that `ranges`, which are normalized, touch. Ascending. */
function freeCells(reader: HiveReader, hiveBinOf: HiveBinOf, ranges: readonly ByteRange[]): ByteRange[] {
  const cells: ByteRange[] = [];
  let next = BASE_BLOCK_SIZE;
  for (const { start, end } of ranges) {
    const stop = Math.min(end, reader.image.end);
    if (stop <= Math.max(start, next)) continue;
    for (
      let bin = Math.max(next, hiveBinOf(byteRange(Math.max(start, next), stop).start));
      bin < stop;
      bin = next
    )
      next = collectFreeCells(reader, bin, cells);
  }
  return cells;
}

/** @returns where the next hive bin starts. */
function collectFreeCells({ image }: HiveReader, bin: number, cells: ByteRange[]): number {
  const { view, context, bytes } = image;
  image.require(bin, bin + HIVE_BIN_HEADER_SIZE);
  const { size } = HiveBin.decode(bytes, bin, context);
  if (size === 0) image.refuse('hive bin', bin + HiveBin.at.size, 'a size above 0', size);
  const end = bin + size;
  image.require(bin, end);
  for (let at = bin + HIVE_BIN_HEADER_SIZE; at + CELL_HEADER_SIZE <= end; ) {
    const cell = view.getInt32(at, true);
    if (cell === 0) image.refuse('cell', at, 'a size other than 0', cell);
    if (cell > 0) cells.push(byteRange(at, at + cell));
    at += Math.abs(cell);
  }
  return end;
}

function compareChains(before: ChainRecord, after: ChainRecord): HiveDifference[] {
  const differences: HiveDifference[] = [];
  const length = Math.max(before.keys.length, after.keys.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [before.keys[i], after.keys[i]];
    if (one !== undefined && other !== undefined) {
      differences.push(...compareKeys(other.path, one.snapshot, other.snapshot));
      differences.push(...compareSubkeys(other.path, one.snapshot, other.snapshot));
    } else if (other !== undefined) differences.push(...wholeKey('added', other));
    else if (one !== undefined) differences.push(...wholeKey('removed', one));
  }
  return differences;
}

/** Subkeys that came, went or lie elsewhere. Those of the chain itself are told by the chain. */
function compareSubkeys(path: readonly string[], before: KeySnapshot, after: KeySnapshot): HiveDifference[] {
  const differences: HiveDifference[] = [];
  for (const [one, other] of pairByName(before.subkeys, after.subkeys)) {
    const child = [...path, (other ?? one)?.name ?? ''];
    if (one === undefined) differences.push({ kind: 'key-added', path: child });
    else if (other === undefined) differences.push({ kind: 'key-removed', path: child });
    else if (one.offset !== other.offset)
      differences.push({ kind: 'key-moved', path: child, before: one.offset, after: other.offset });
  }
  return differences;
}

/** A key of the chain that only one side has; that it is there, its parent's list of subkeys told already. */
function wholeKey(change: 'added' | 'removed', { path, snapshot }: ChainKey): HiveDifference[] {
  const subkeys = snapshot.subkeys.map(
    ({ name }): HiveDifference => ({ kind: `key-${change}`, path: [...path, name] }),
  );
  return [
    ...snapshot.values.map(({ name }): HiveDifference => ({ kind: `value-${change}`, path, value: name })),
    ...subkeys,
  ];
}
