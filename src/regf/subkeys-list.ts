import type { CellOffset } from '../ground/brand.ts';
import { u16 } from '../ground/layout.ts';
import type { HiveImage } from './hive-image.ts';
import { layout } from './layout.ts';
import { fileOffset } from './structures/cell.ts';
import { FAST_LEAF_ELEMENT_SIZE } from './structures/fast-leaf.ts';
import { HASH_LEAF_ELEMENT_SIZE } from './structures/hash-leaf.ts';
import { INDEX_LEAF_ELEMENT_SIZE } from './structures/index-leaf.ts';
import { INDEX_ROOT_DEPTH_LIMIT, INDEX_ROOT_ELEMENT_SIZE } from './structures/index-root.ts';

/** Signatures, as the little-endian number that the two letters make. */
export const LI = 0x696c;
export const LF = 0x666c;
export const LH = 0x686c;
export const RI = 0x6972;

/** What subkeys lists of all kinds begin with. Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root". */
export const SubkeysListHeader = layout('subkeys list', 4, {
  signature: u16(0), // the number above
  count: u16(2),
});

const { size: HEADER_SIZE } = SubkeysListHeader;
const { count: COUNT } = SubkeysListHeader.at;

/** @returns bytes of an element of a list with that signature; 0 when it is none of the four. */
export function subkeysListElementSize(signature: number): number {
  switch (signature) {
    case LH:
      return HASH_LEAF_ELEMENT_SIZE;
    case LF:
      return FAST_LEAF_ELEMENT_SIZE;
    case LI:
      return INDEX_LEAF_ELEMENT_SIZE;
    case RI:
      return INDEX_ROOT_ELEMENT_SIZE;
    default:
      return 0;
  }
}

/** Of a key node with a name of usual length, and enough of a list. */
const NEAR_START = 128;

/**
 * Key node offsets of a subkeys list in their order, through index roots, of which each may be met once.
 * The key nodes themselves are not looked at.
 * @param visit is told every list cell on the way, the index roots too.
 * @throws HiveError 'hive-structure' for a list that can't be one, while iterating.
 */
export function* subkeyOffsets(
  image: HiveImage,
  list: CellOffset,
  visit: (list: CellOffset) => void = () => {},
): Generator<CellOffset, void, void> {
  yield* elementsOf(image, list, visit, new Set(), 0);
}

function* elementsOf(
  image: HiveImage,
  list: CellOffset,
  visit: (list: CellOffset) => void,
  seen: Set<CellOffset>,
  depth: number,
): Generator<CellOffset, void, void> {
  const structure = 'subkeys list';
  if (seen.has(list)) image.refuse(structure, fileOffset(list), 'a list met once', 'met again');
  seen.add(list);
  const start = image.cellStart(list, structure, HEADER_SIZE);
  const signature = image.view.getUint16(start, true);
  const elementSize = subkeysListElementSize(signature);
  if (elementSize === 0)
    return image.refuse(structure, start, 'li, lf, lh or ri', `0x${signature.toString(16)}`);
  visit(list);
  const count = image.view.getUint16(start + COUNT, true);
  const room = Math.floor((image.cellDataSize(list) - HEADER_SIZE) / elementSize);
  if (count > room) image.refuse(structure, start + COUNT, `at most ${room} elements`, count);
  if (signature === RI && depth > INDEX_ROOT_DEPTH_LIMIT)
    image.refuse(structure, start, `at most ${INDEX_ROOT_DEPTH_LIMIT} nested index roots`, depth);
  const elementAt = (i: number) =>
    image.view.getUint32(start + HEADER_SIZE + i * elementSize, true) as CellOffset;
  image.expectCells(count, elementAt, NEAR_START);
  for (let i = 0; i < count; i++) {
    if (signature === RI) yield* elementsOf(image, elementAt(i), visit, seen, depth + 1);
    else yield elementAt(i);
  }
}
