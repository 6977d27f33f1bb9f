import type { ByteSource } from '../ground/brand.ts';
import { HEADER_SIZE, HIVE_BINS_START } from '../replay/primary-header.ts';

/** Windows writes hives in pages of this size, and so do disks. */
export const PAGE_SIZE = 4096;

/** A stretch of a file and the bytes that are to be there. */
export interface Page {
  /** From the start of the file. */
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Bytes of a file from `start` up to, not including, `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The whole pages that `changed` touches behind the header, ascending and joined, cut at `length`. The rest of the base
 * block's page is a stretch of its own, since its first sector is written apart.
 */
export function pagesTouched(changed: readonly Stretch[], length: number): Stretch[] {
  const pages: { start: number; end: number }[] = [];
  for (const { start, end } of [...changed].sort((a, b) => a.start - b.start)) {
    if (start < HIVE_BINS_START && end > HEADER_SIZE)
      add(pages, HEADER_SIZE, Math.min(HIVE_BINS_START, length));
    const from = Math.max(HIVE_BINS_START, Math.floor(start / PAGE_SIZE) * PAGE_SIZE);
    const to = Math.min(length, Math.ceil(end / PAGE_SIZE) * PAGE_SIZE);
    if (from < to) add(pages, from, to);
  }
  return pages;
}

function add(pages: { start: number; end: number }[], start: number, end: number): void {
  const last = pages.at(-1);
  // The first page is logged, the rest of the base block's page is not.
  const isBorder = start === HIVE_BINS_START && last?.end === HIVE_BINS_START;
  const joins = last !== undefined && last.end >= start && !isBorder;
  if (joins) last.end = Math.max(last.end, end);
  else pages.push({ start, end });
}

/** Parts of `stretches` before `at`, and those from there on. */
export function splitAt(stretches: readonly Stretch[], at: number): [Stretch[], Stretch[]] {
  const below = stretches
    .filter(({ start }) => start < at)
    .map(({ start, end }) => ({ start, end: Math.min(end, at) }));
  const above = stretches
    .filter(({ end }) => end > at)
    .map(({ start, end }) => ({ start: Math.max(start, at), end }));
  return [below, above];
}

/** @throws HiveError what the source throws */
export async function readPages(source: ByteSource, stretches: readonly Stretch[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const { start, end } of stretches) {
    const bytes = new Uint8Array(end - start);
    await source.read(bytes, start);
    pages.push({ position: start, bytes });
  }
  return pages;
}

/** A source with pages laid over it. Pages may lie behind its end, up to `length`. */
export function laidOver(source: ByteSource, pages: readonly Page[], length: number): ByteSource {
  return {
    length,
    async read(target, position) {
      const inSource = Math.max(0, Math.min(target.length, source.length - position));
      if (inSource > 0) await source.read(target.subarray(0, inSource), position);
      for (const page of pages) {
        const start = Math.max(page.position, position);
        const end = Math.min(page.position + page.bytes.length, position + target.length);
        if (start >= end) continue;
        target.set(page.bytes.subarray(start - page.position, end - page.position), start - position);
      }
    },
  };
}

/** Adds the pages of two chunks from `position` on that differ; those that only `then` has as well. */
export function addDiffering(
  differing: Stretch[],
  now: Uint8Array,
  then: Uint8Array,
  position: number,
): void {
  for (let at = 0; at < then.length; at += PAGE_SIZE) {
    const [a, b] = [now.subarray(at, at + PAGE_SIZE), then.subarray(at, at + PAGE_SIZE)];
    if (Buffer.compare(a, b) === 0) continue;
    differing.push({ start: position + at, end: position + at + b.length });
  }
}
