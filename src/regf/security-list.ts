import type { CellOffset } from '../ground/brand.ts';
import type { HiveImage } from './hive-image.ts';
import { Key } from './key.ts';
import { KeySecurity } from './structures/key-security.ts';

/**
 * The key security items in the list that begins with the root's. In a hive without damage none of them is anything else as well.
 * @throws HiveError where one is damaged.
 */
export function securityList(image: HiveImage): ReadonlySet<CellOffset> {
  const root = new Key(image, image.baseBlock.rootCellOffset as CellOffset);
  const items = new Set<CellOffset>();
  for (let item = root.node.security as CellOffset; !items.has(item); ) {
    const start = image.cellStart(item, 'key security', KeySecurity.size);
    items.add(item);
    item = KeySecurity.decode(image.bytes, start, image.context).flink as CellOffset;
  }
  return items;
}
