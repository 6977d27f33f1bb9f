import { ascii, u16, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Specification: "Hash leaf". The elements follow. */
export const HashLeaf = layout('hash leaf', 4, {
  signature: ascii(0, 'lh'),
  count: u16(2),
});

/** Specification: "Hash leaf", element. */
export const HashLeafElement = layout('hash leaf element', 8, {
  keyNode: u32(0),
  nameHash: u32(4),
});

export const HASH_LEAF_ELEMENT_SIZE = HashLeafElement.size;

/** @param upcased a key's name in capitals, as `upcase` of names.ts makes them. Specification: "Hash leaf", note. */
export function nameHash(upcased: string): number {
  let hash = 0;
  for (let i = 0; i < upcased.length; i++) hash = (Math.imul(hash, 37) + upcased.charCodeAt(i)) | 0;
  return hash >>> 0;
}
