import { CHUNK_SIZE } from './structures/chunk-header.ts';

/**
 * What a log may make of its bytes. A record is at most a chunk, but a template may name one value many times, a value may
 * hold binary XML of its own, and offsets may point at the same bytes again and again: without bounds, 64 KiB become
 * gigabytes. Real logs stay far below: 1,771 public files hold no element deeper than 8 and no event of 200,000 characters.
 */

/** Elements within elements, over all binary XML that an event is made of. */
export const DEEPEST_ELEMENT = 64;

/** Characters that the values and texts of one event may have together. */
export const MOST_CHARACTERS = 1024 * 1024;

/** Elements, attributes and values of one event. */
export const MOST_PARTS = 16 * 1024;

/**
 * Bytes that the names, and the template definitions, of one chunk may take together. Each lies there once, so that a chunk's
 * size would do; what is read from a wrong offset counts as well.
 */
export const MOST_TABLE_BYTES = 2 * CHUNK_SIZE;

/** Damaged places that are told one by one; the others are counted. */
export const MOST_TOLD = 100;

/** Bytes of template definitions that are kept for chunks which lost theirs. */
export const MOST_KNOWN_BYTES = 512 * 1024;
