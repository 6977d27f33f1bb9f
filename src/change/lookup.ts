import type { CellOffset } from '../ground/brand.ts';
import { type ByteRange, touches } from '../regf/byte-ranges.ts';
import type { ChainKey, ChainRecord } from '../regf/change-proof.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import type { KeySnapshot } from '../regf/key-snapshot.ts';
import { compareNames, upcase } from '../regf/names.ts';
import { CELL_HEADER_SIZE } from '../regf/structures/cell.ts';
import { nameHash } from '../regf/structures/hash-leaf.ts';
import { LH, subkeyOffsets } from '../regf/subkeys-list.ts';

/**
 * Windows looks a subkey up by halves, and in a hash leaf by its hash: one in the wrong place, or under a wrong hash, is
 * there and is never found. Specification: "Subkeys list". Hives exist in which some are, and Windows lives with them;
 * the edit must not add one.
 */

const HEADER_SIZE = 4;
const ELEMENT_SIZE = 8;

/** Subkeys beside and on the chain that could be found before the edit and can't be after it. */
export function lostSubkeys(
  reader: HiveReader,
  before: ChainRecord,
  after: ChainRecord,
  changed: readonly ByteRange[],
): string[] {
  return after.keys.flatMap((key, depth) => {
    const old = before.keys[depth]?.snapshot;
    return [...misplaced(key, old), ...underWrongHash(reader, key, changed)];
  });
}

/** Neighbours in the wrong order that were no neighbours before. */
function misplaced({ path, snapshot }: ChainKey, old: KeySnapshot | undefined): string[] {
  const successor = new Map<CellOffset, CellOffset | undefined>();
  for (const [index, { offset }] of (old?.subkeys ?? []).entries())
    successor.set(offset, old?.subkeys[index + 1]?.offset);
  return snapshot.subkeys.flatMap(({ name, offset }, index) => {
    const next = snapshot.subkeys[index + 1];
    const isSound = next === undefined || compareNames(name, next.name) < 0;
    if (isSound || successor.get(offset) === next.offset) return [];
    return [`subkeys out of order ${[...path, next.name].join('\\')}`];
  });
}

function underWrongHash(
  { image }: HiveReader,
  { path, snapshot }: ChainKey,
  changed: readonly ByteRange[],
): string[] {
  if (snapshot.subkeys.length === 0) return [];
  const names = new Map(snapshot.subkeys.map(({ name, offset }) => [offset, name]));
  const wrong: string[] = [];
  const node = image.cellStart(snapshot.offset, 'key node');
  const lists = image.view.getUint32(node + 28, true) as CellOffset;
  for (const _ of subkeyOffsets(image, lists, (list) => {
    const start = image.cellStart(list, 'subkeys list');
    if (!touches(changed, start - CELL_HEADER_SIZE, start + image.cellDataSize(list))) return;
    if (image.view.getUint16(start, true) !== LH) return;
    const end = start + HEADER_SIZE + image.view.getUint16(start + 2, true) * ELEMENT_SIZE;
    for (let at = start + HEADER_SIZE; at < end; at += ELEMENT_SIZE) {
      const name = names.get(image.view.getUint32(at, true) as CellOffset);
      const isRight = name === undefined || nameHash(upcase(name)) === image.view.getUint32(at + 4, true);
      if (!isRight && touches(changed, at, at + ELEMENT_SIZE))
        wrong.push(`subkey hash ${[...path, name].join('\\')}`);
    }
  })) {
    // The lists are looked at as they are met.
  }
  return wrong;
}
