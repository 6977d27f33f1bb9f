import { ascii } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Bytes of hive bins data that one bit of the bitmap stands for, whatever the disk's sector size. */
export const DIRTY_VECTOR_PAGE_SIZE = 512;

/** Specification: "Old format", "Dirty vector". The bitmap follows the signature. */
export const DirtyVector = layout('dirty vector', 4, { signature: ascii(0, 'DIRT') });

/** Bytes of the bitmap of a hive whose hive bins data has that size. */
export const dirtyVectorBitmapSize = (hiveBinsDataSize: number): number =>
  Math.ceil(hiveBinsDataSize / DIRTY_VECTOR_PAGE_SIZE / 8);
