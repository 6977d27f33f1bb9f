import { ascii, u16 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of an element: a subkeys list offset. */
export const INDEX_ROOT_ELEMENT_SIZE = 4;

/**
 * Index roots inside index roots that a reader follows. The specification ("Index root", notes 1 and 2) allows none; some
 * writers make them all the same, and no writer needs more than two levels for 2^32 keys.
 */
export const INDEX_ROOT_DEPTH_LIMIT = 4;

/** Specification: "Index root". The elements follow. */
export const IndexRoot = layout('index root', 4, {
  signature: ascii(0, 'ri'),
  count: u16(2),
});
