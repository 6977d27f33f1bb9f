import type { CellOffset } from '../../src/ground/brand.ts';
import type { HiveReader } from '../../src/regf/hive-reader.ts';
import { Key } from '../../src/regf/key.ts';
import { compareNames, isSameName, upcase } from '../../src/regf/names.ts';
import { nameHash } from '../../src/regf/structures/hash-leaf.ts';
import { LH, RI, subkeysListElementSize } from '../../src/regf/subkeys-list.ts';

/**
 * Finds a subkey as Windows does, which trusts the order of the names and their hashes: by halves among the leaves and in a leaf, and
 * in a hash leaf only where the hash is right.
 */
export function findAsWindows({ image }: HiveReader, key: Key, name: string): Key | undefined {
  if (key.subkeyCount === 0) return undefined;
  const { view } = image;
  const start = (list: number): number => 4096 + list + 4;
  const signatureOf = (list: number): number => view.getUint16(start(list), true);
  const elements = (list: number): number[] => {
    const step = subkeysListElementSize(signatureOf(list));
    const count = view.getUint16(start(list) + 2, true);
    return Array.from({ length: count }, (_, i) => start(list) + 4 + i * step);
  };
  const keyAt = (element: number): Key => new Key(image, view.getUint32(element, true) as CellOffset);

  const inLeaf = (leaf: number): Key | undefined => {
    const all = elements(leaf);
    if (signatureOf(leaf) === LH) {
      const hash = nameHash(upcase(name));
      const candidates = all.filter((element) => view.getUint32(element + 4, true) === hash);
      return candidates.map(keyAt).find((found) => isSameName(found.name, name));
    }
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = keyAt(all[middle] ?? 0);
      const order = compareNames(name, found.name);
      if (order === 0) return found;
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return undefined;
  };

  const top = key.node.subkeysList;
  if (signatureOf(top) !== RI) return inLeaf(top);
  const leaves = elements(top).map((element) => view.getUint32(element, true));
  let [low, high] = [0, leaves.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const leaf = leaves[middle] ?? 0;
    const [first, last] = [elements(leaf).at(0) ?? 0, elements(leaf).at(-1) ?? 0];
    if (compareNames(name, keyAt(first).name) < 0) high = middle;
    else if (compareNames(name, keyAt(last).name) > 0) low = middle + 1;
    else return inLeaf(leaf);
  }
  return undefined;
}

/** The kinds of a key's subkeys lists with the numbers of their elements, such as `ri 2: lh 254, lh 254`. */
export function listsOf({ image }: HiveReader, key: Key): string {
  if (key.subkeyCount === 0) return 'none';
  const tell = (list: number): string => {
    const start = 4096 + list + 4;
    const letters = String.fromCharCode(image.view.getUint8(start), image.view.getUint8(start + 1));
    const count = image.view.getUint16(start + 2, true);
    if (letters !== 'ri') return `${letters} ${count}`;
    const below = Array.from({ length: count }, (_, i) =>
      tell(image.view.getUint32(start + 4 + 4 * i, true)),
    );
    return `ri ${count}: ${below.join(', ')}`;
  };
  return tell(key.node.subkeysList);
}
