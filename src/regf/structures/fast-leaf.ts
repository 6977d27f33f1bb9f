import { ascii, u16 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of an element: a key node offset and the first 4 characters of the key's name. */
export const FAST_LEAF_ELEMENT_SIZE = 8;

/** Specification: "Fast leaf". The elements follow. */
export const FastLeaf = layout('fast leaf', 4, {
  signature: ascii(0, 'lf'),
  count: u16(2),
});

/**
 * Name hint of a fast leaf's element, as the number that its four bytes make: the first four characters, a null byte
 * for each that is missing or has no place in extended ASCII. Specification: "Fast leaf".
 */
export function nameHint(name: string): number {
  let hint = 0;
  for (let i = 0; i < 4 && i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 256) hint |= code << (8 * i);
  }
  return hint >>> 0;
}
