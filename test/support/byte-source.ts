import type { CleanHive } from '../../src/ground/brand.ts';
import { HiveError } from '../../src/ground/errors.ts';

/** Bytes that the test knows to be a hive with nothing left in a log, and what was read of them. */
export interface CountingSource extends CleanHive {
  /** Start and length of each read. */
  readonly reads: (readonly [number, number])[];
}

export function sourceOf(bytes: Uint8Array): CountingSource {
  const reads: (readonly [number, number])[] = [];
  const source = {
    length: bytes.length,
    reads,
    async read(target: Uint8Array, position: number) {
      reads.push([position, target.length]);
      if (position + target.length > bytes.length)
        throw new HiveError('file-read', { path: 'SOURCE', position, wanted: target.length });
      target.set(bytes.subarray(position, position + target.length));
    },
  };
  return source as unknown as CountingSource;
}
