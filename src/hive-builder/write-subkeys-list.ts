import type { CellOffset } from '../ground/brand.ts';
import { nameHint } from '../regf/structures/fast-leaf.ts';
import { nameHash } from '../regf/structures/hash-leaf.ts';
import type { HiveBins } from './hive-bins.ts';
import type { SubkeysListKind } from './recipe.ts';

export interface ListedKey {
  readonly name: string;
  readonly upper: string;
  readonly node: CellOffset;
}

const SIGNATURES = { 'index leaf': 'li', 'fast leaf': 'lf', 'hash leaf': 'lh' } as const;

/**
 * Writes the subkeys list of a key, sorted, with an index root above it where one list is not enough.
 * Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root".
 */
export function writeSubkeysList(
  bins: HiveBins,
  keys: ListedKey[],
  kind: SubkeysListKind,
  elementsPerList: number,
): CellOffset {
  keys.sort((a, b) => (a.upper < b.upper ? -1 : a.upper > b.upper ? 1 : 0));
  if (keys.length <= elementsPerList) return writeLeaf(bins, keys, kind);
  const leaves: CellOffset[] = [];
  for (let i = 0; i < keys.length; i += elementsPerList)
    leaves.push(writeLeaf(bins, keys.slice(i, i + elementsPerList), kind));
  const root = bins.allocate(4 + 4 * leaves.length);
  writeHeader(bins, root, 'ri', leaves.length);
  for (const [index, leaf] of leaves.entries()) bins.writeU32(root, 4 + 4 * index, leaf);
  return root;
}

function writeLeaf(bins: HiveBins, keys: readonly ListedKey[], kind: SubkeysListKind): CellOffset {
  const elementSize = kind === 'index leaf' ? 4 : 8;
  const leaf = bins.allocate(4 + elementSize * keys.length);
  writeHeader(bins, leaf, SIGNATURES[kind], keys.length);
  let at = 4;
  for (const { name, upper, node } of keys) {
    bins.writeU32(leaf, at, node);
    if (kind === 'fast leaf') bins.writeU32(leaf, at + 4, nameHint(name));
    if (kind === 'hash leaf') bins.writeU32(leaf, at + 4, nameHash(upper));
    at += elementSize;
  }
  return leaf;
}

function writeHeader(bins: HiveBins, list: CellOffset, signature: string, elements: number): void {
  const letters = signature.charCodeAt(0) | (signature.charCodeAt(1) << 8);
  bins.writeU32(list, 0, (letters | (elements << 16)) >>> 0);
}
