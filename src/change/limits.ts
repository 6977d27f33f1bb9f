import { DATA_SEGMENT_SIZE } from '../regf/structures/big-data.ts';

/** How large Windows lets names, trees and hives become. Source, but for the last two: Microsoft, "Registry Element Size Limits". */

/** Characters, as UTF-16 counts them. */
export const LONGEST_KEY_NAME = 255;
export const LONGEST_VALUE_NAME = 16_383;

/** Keys one below the other. */
export const DEEPEST_KEY = 512;

/** A big data record counts its segments in 16 bits. Specification: "Big data". */
export const LONGEST_DATA = 0xffff * DATA_SEGMENT_SIZE;

/** Hive bins data: the top bit of a cell's offset tells a volatile cell. Specification: "Cell". */
export const LARGEST_HIVE = 0x7fff_f000;
