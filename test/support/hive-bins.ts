import type { FileOffset } from '../../src/ground/brand.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { HiveBinOf } from '../../src/regf/structure-check.ts';

/** Finds hive bins by following them from the first one. A hive bin whose size leads nowhere is refused. */
export function hiveBinsOf(bytes: Uint8Array): HiveBinOf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizeAt = (bin: number): number => {
    const size = bin + 12 <= bytes.length ? view.getUint32(bin + 8, true) : 0;
    if (size > 0) return size;
    return new HiveReader(bytes, 'HIVE').image.refuse('hive bin', bin, 'a size', size);
  };
  return (place) => {
    let bin = 4096;
    for (let size = sizeAt(bin); place >= bin + size; size = sizeAt(bin)) bin += size;
    return bin as FileOffset;
  };
}
