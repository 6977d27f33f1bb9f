import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteRange,
  ChangedRanges,
  compareBytes,
  normalizeRanges,
  RANGES_KEPT,
  touches,
} from '../../src/regf/byte-ranges.ts';

const seed = 20261123;

const marks = fc.array(fc.boolean(), { maxLength: 60 });

/** Ranges of the places that are true. */
function rangesOf(set: readonly boolean[]) {
  return normalizeRanges(set.flatMap((isIn, at) => (isIn ? [byteRange(at, at + 1)] : [])));
}

describe('compareBytes', () => {
  it('finds nothing in equal bytes', () => {
    expect(compareBytes(new Uint8Array(200_000), new Uint8Array(200_000), 0)).toEqual([]);
  });

  it('finds exactly the bytes that differ, across blocks, from an offset', () => {
    const [before, after] = [new Uint8Array(200_000), new Uint8Array(200_000)];
    for (const at of [0, 255, 256, 65_535, 65_536, 65_537, 199_999]) after[at] = 1;
    expect(compareBytes(before, after, 4096).map(({ start, end }) => [start - 4096, end - 4096])).toEqual([
      [0, 1],
      [255, 257],
      [65_535, 65_538],
      [199_999, 200_000],
    ]);
  });

  it('counts what only one of them has as changed', () => {
    expect(compareBytes(new Uint8Array(10), new Uint8Array(14), 0)).toEqual([byteRange(10, 14)]);
    expect(compareBytes(new Uint8Array(10), new Uint8Array(0), 5)).toEqual([byteRange(5, 15)]);
  });

  it('joins what meets at the edge of two chunks', () => {
    const changed = new ChangedRanges();
    changed.compare(new Uint8Array([0, 0, 0]), new Uint8Array([0, 0, 1]), 0);
    changed.compare(new Uint8Array([0, 0]), new Uint8Array([1, 0]), 3);
    expect(changed.ranges).toEqual([byteRange(2, 4)]);
  });

  it('leaves no difference out when there are more ranges than it keeps', () => {
    const after = new Uint8Array(4 * RANGES_KEPT);
    for (let at = 0; at < after.length; at += 2) after[at] = 1;
    const ranges = compareBytes(new Uint8Array(after.length), after, 0);
    expect(ranges).toHaveLength(RANGES_KEPT);
    expect(ranges.at(-1)?.end).toBe(after.length - 1);
  });

  it('works on views that start anywhere', () => {
    const [before, after] = [new Uint8Array(1001).subarray(1), new Uint8Array(1003).subarray(3)];
    after[500] = 1;
    expect(compareBytes(before, after, 0)).toEqual([byteRange(500, 501)]);
  });
});

it('touches what it overlaps', () => {
  fc.assert(
    fc.property(marks, fc.nat(60), fc.integer({ min: 1, max: 20 }), (set, start, length) => {
      const expected = set.slice(start, start + length).includes(true);
      expect(touches(rangesOf(set), start, start + length)).toBe(expected);
    }),
    { seed },
  );
});
