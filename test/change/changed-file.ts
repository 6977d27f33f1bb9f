import type { ChangedFile } from '../../src/change/edited-hive.ts';
import { compareBytes } from '../../src/regf/byte-ranges.ts';
import { sourceOf } from '../support/byte-source.ts';

/** What an edit made of `before`, told by comparing the two as far as the hive bins of `after` go. */
export function changedFile(before: Uint8Array, after: Uint8Array): ChangedFile {
  const endOf = (bytes: Uint8Array) =>
    4096 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(40, true);
  const changed = compareBytes(before.subarray(0, endOf(before)), after.subarray(0, endOf(after)), 0);
  return Object.assign(sourceOf(after), { changed });
}
