import { ascii, u16 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of an element: a key node offset. */
export const INDEX_LEAF_ELEMENT_SIZE = 4;

/** Specification: "Index leaf". The elements follow. */
export const IndexLeaf = layout('index leaf', 4, {
  signature: ascii(0, 'li'),
  count: u16(2),
});
