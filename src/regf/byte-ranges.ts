import type { FileOffset } from '../ground/brand.ts';
import { areSameBytes } from '../ground/same-bytes.ts';

/** Bytes of a file from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: FileOffset;
  readonly end: FileOffset;
}

export function byteRange(start: number, end: number): ByteRange {
  return { start: start as FileOffset, end: end as FileOffset };
}

/** Where a field of a structure that starts at `start` lies. */
export function fieldRange<Fields extends Readonly<Record<string, { offset: number; size: number }>>>(
  { fields }: { readonly fields: Fields },
  name: keyof Fields,
  start = 0,
): ByteRange {
  const { offset, size } = fields[name] as Fields[keyof Fields];
  return byteRange(start + offset, start + offset + size);
}

/** Ranges that a collection keeps apart before it gives up on detail. */
export const RANGES_KEPT = 65_536;

/** Compared as one: large enough that memory speed decides, small enough that little is searched for a difference. */
const BLOCK = 65_536;
const SMALL_BLOCK = 256;

/**
 * Where two files differ, collected from one comparison after the other in ascending order.
 * Past RANGES_KEPT ranges the last one grows over whatever lies between: it may then hold bytes that are equal, but no
 * difference is ever left out.
 */
export class ChangedRanges {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Compares `before` and `after`, both from `offset` on; what only one of them has counts as changed. */
  compare(before: Uint8Array, after: Uint8Array, offset: number): void {
    const length = Math.min(before.length, after.length);
    for (let at = 0; at < length; at += BLOCK) {
      const end = Math.min(at + BLOCK, length);
      if (!areSameBytes(before.subarray(at, end), after.subarray(at, end)))
        this.#narrow(before, after, at, end, offset);
    }
    this.add(offset + length, offset + Math.max(before.length, after.length));
  }

  /** Adds a range that starts nowhere before the last one. Empty ones vanish. */
  add(start: number, end: number): void {
    if (end <= start) return;
    const last = this.#ends.length - 1;
    if (last >= 0 && ((this.#ends[last] ?? 0) >= start || last + 1 >= RANGES_KEPT)) {
      this.#ends[last] = Math.max(end, this.#ends[last] ?? 0);
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Ascending, apart from each other. */
  get ranges(): ByteRange[] {
    return this.#starts.map((start, i) => byteRange(start, this.#ends[i] ?? start));
  }

  #narrow(one: Uint8Array, other: Uint8Array, from: number, to: number, offset: number): void {
    for (let at = from; at < to; at += SMALL_BLOCK) {
      const end = Math.min(at + SMALL_BLOCK, to);
      if (areSameBytes(one.subarray(at, end), other.subarray(at, end))) continue;
      for (let i = at; i < end; i++) if (one[i] !== other[i]) this.add(offset + i, offset + i + 1);
    }
  }
}

/** Where `before` and `after` differ; `offset` is the file offset of their first bytes. */
export function compareBytes(before: Uint8Array, after: Uint8Array, offset: number): ByteRange[] {
  const changed = new ChangedRanges();
  changed.compare(before, after, offset);
  return changed.ranges;
}

/** The same bytes in ascending ranges that touch nowhere. */
export function normalizeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: { start: FileOffset; end: FileOffset }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = merged.at(-1);
    if (last === undefined || last.end < start) merged.push({ start, end });
    else if (last.end < end) last.end = end;
  }
  return merged;
}

/** Whether any of `ranges`, which must be normalized, has a byte in start .. end. */
export function touches(ranges: readonly ByteRange[], start: number, end: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.start ?? end) < end;
}
