import { areSameBytes } from '../../ground/same-bytes.ts';

/** Spans that are told apart as they are. More would take more memory than the bytes themselves. */
const TOLD_EXACTLY = 65_536;

/** Compared as one before a difference is looked for. */
const BLOCK = 256;

/** Bytes of a file from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  end: number;
}

/** Where two hives differ: ascending, apart. Past TOLD_EXACTLY a whole block with a difference is told. */
export class ChangedSpans {
  readonly spans: Span[] = [];

  /** @param offset of both in their files, behind what was compared before. */
  compare(before: Uint8Array, after: Uint8Array, offset: number): void {
    for (let at = 0; at < after.length; at += BLOCK) {
      const end = Math.min(at + BLOCK, after.length);
      if (areSameBytes(before.subarray(at, end), after.subarray(at, end))) continue;
      if (this.spans.length >= TOLD_EXACTLY) this.add(offset + at, offset + end);
      else this.#narrow(before, after, offset, at, end);
    }
  }

  add(start: number, end: number): void {
    const last = this.spans.at(-1);
    if (last?.end === start) last.end = end;
    else this.spans.push({ start, end });
  }

  #narrow(before: Uint8Array, after: Uint8Array, offset: number, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      if (before[at] === after[at]) continue;
      const from = at;
      while (at < end && before[at] !== after[at]) at++;
      this.add(offset + from, offset + at);
    }
  }
}
