import { CellMap } from './check/scan-bins.ts';
import type { HiveReader } from './hive-reader.ts';
import type { Key } from './key.ts';
import { fileOffset } from './structures/cell.ts';

/**
 * All keys from the root downwards, each before its subkeys.
 * @throws HiveError 'hive-structure' while iterating, also when a key is met twice: a walk never follows a cycle.
 */
export function* walkTree(reader: HiveReader): Generator<Key, void, void> {
  const seen = new CellMap(reader.baseBlock.hiveBinsDataSize);
  const pending = [reader.root()];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (seen.has(key.offset))
      reader.image.refuse('key node', fileOffset(key.offset), 'a key met once', 'met again');
    seen.add(key.offset);
    yield key;
    for (const subkey of [...key.subkeys()].reverse()) pending.push(subkey);
  }
}
