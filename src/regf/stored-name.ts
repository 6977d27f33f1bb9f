import { decodeCompressedName, decodeWideName } from './names.ts';

/** A name as it lies in the hive. */
export interface StoredName {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

export function nameOf({ bytes, isCompressed }: StoredName): string {
  return isCompressed ? decodeCompressedName(bytes) : decodeWideName(bytes);
}
