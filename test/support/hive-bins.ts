import type { FileOffset } from '../../src/ground/brand.ts';
import type { HiveBinOf } from '../../src/regf/structure-check.ts';

/** Finds hive bins by following them from the first one. */
export function hiveBinsOf(bytes: Uint8Array): HiveBinOf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (place) => {
    let bin = 4096;
    while (place >= bin + view.getUint32(bin + 8, true)) bin += view.getUint32(bin + 8, true);
    return bin as FileOffset;
  };
}
