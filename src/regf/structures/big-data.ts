import { ascii, type Decoded, u16, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of every data segment but the last. Data no longer than this has a cell of its own. Specification: "Big data". */
export const DATA_SEGMENT_SIZE = 16344;

/** Specification: "Big data". Used when the base block's minor version is 4 or more. */
export const BigData = layout('big data', 8, {
  signature: ascii(0, 'db'),
  segmentCount: u16(2),
  segmentsList: u32(4),
});

export type BigData = Decoded<typeof BigData>;

/** Whether data of `size` bytes lies in segments, in a hive of that minor version. */
export function isBigData(size: number, minorVersion: number): boolean {
  return size > DATA_SEGMENT_SIZE && minorVersion >= 4;
}
