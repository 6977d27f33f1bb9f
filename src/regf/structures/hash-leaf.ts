import { ascii, u16 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of an element: a key node offset and the hash of the key's name. */
export const HASH_LEAF_ELEMENT_SIZE = 8;

/** Specification: "Hash leaf". The elements follow. */
export const HashLeaf = layout('hash leaf', 4, {
  signature: ascii(0, 'lh'),
  count: u16(2),
});

/** @param upcased a key's name in capitals, as `upcase` of names.ts makes them. Specification: "Hash leaf", note. */
export function nameHash(upcased: string): number {
  let hash = 0;
  for (let i = 0; i < upcased.length; i++) hash = (Math.imul(hash, 37) + upcased.charCodeAt(i)) | 0;
  return hash >>> 0;
}
