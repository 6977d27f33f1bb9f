import { CellsByPlace } from './bin-cells.ts';
import { type ByteRange, byteRange, fieldRange, normalizeRanges } from './byte-ranges.ts';
import { CellSpans } from './cell-spans.ts';
import type { HiveBinOf } from './check/structure-pass.ts';
import type { HiveImage } from './hive-image.ts';
import { type HiveRecord, securityField } from './key-record.ts';
import { securityList } from './security-list.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from './structures/base-block.ts';

/** Bytes that are accounted for together: every field that an edit changes is made of these. */
const WORD = 4;

const HIVE_BINS_DATA_SIZE = fieldRange(BaseBlock, 'hiveBinsDataSize');

/** Base block fields that an edit may change. Specification: "Base block". */
const EDITED_BASE_BLOCK_FIELDS = [
  fieldRange(BaseBlock, 'primarySequenceNumber'),
  fieldRange(BaseBlock, 'secondarySequenceNumber'),
  fieldRange(BaseBlock, 'lastWritten'),
  HIVE_BINS_DATA_SIZE,
  fieldRange(BaseBlock, 'checksum'),
];

/** One of the two hives, as the proof needs it. */
export interface Provable extends Pick<HiveRecord, 'hiveBinsDataSize' | 'security'> {
  /** The cells of the keys that the edit may change: these, and those that it adds or removes. */
  readonly cells: CellSpans;
}

export interface Hives {
  readonly before: HiveImage;
  readonly after: HiveImage;
}

/**
 * Changed bytes that the edit of those keys does not account for, and cells that one of them gave up and another key holds. Must
 * be empty; README.md has the proof that it serves. It proves what it says when the edited hive has no damage; README.md tells why
 * the original need not be checked.
 * @param changed all bytes of base block and hive bins data that may differ, and hive bins that were appended; normalized. What
 *   lies behind the hive bins data belongs to no key and moves when a hive grows. None becomes smaller.
 * @param hives before and after, asked inside of `whenRead` when their pages are read on demand.
 * @param hiveBinOf of the edited hive, from the check that found it without damage.
 * @throws HiveError 'hive-structure' where cells can't be followed.
 */
export function unexplainedBytes(
  before: Provable,
  after: Provable,
  changed: readonly ByteRange[],
  hives: Hives,
  hiveBinOf: HiveBinOf,
): ByteRange[] {
  if (after.hiveBinsDataSize < before.hiveBinsDataSize) return [HIVE_BINS_DATA_SIZE];
  return new Account(before, after).unexplained(changed, hives, hiveBinOf);
}

class Account {
  readonly #before: Provable;
  readonly #after: Provable;
  /** Words of fields that may change, whatever cell they lie in. */
  readonly #fields = new Set<number>();
  /** Key security items that no key refers to any more. */
  readonly #gone = new CellSpans();

  constructor(before: Provable, after: Provable) {
    this.#before = before;
    this.#after = after;
    for (const field of EDITED_BASE_BLOCK_FIELDS) this.#allow(field);
    for (const item of after.security.keys()) this.#allow(securityField(item, 'referenceCount'));
  }

  unexplained(changed: readonly ByteRange[], hives: Hives, hiveBinOf: HiveBinOf): ByteRange[] {
    const cells = new CellsByPlace(hives.after, hiveBinOf);
    const suspects = this.#suspects(changed, hives);
    cells.prepare([...this.#before.cells.pages(), ...suspects.filter((at) => at >= BASE_BLOCK_SIZE)]);
    this.#allowSecurity(cells, hives.after);
    const rest = suspects.filter(
      (at) => !this.#fields.has(at) && !this.#gone.has(at) && !isSizeOfFreeCell(cells, at),
    );
    return normalizeRanges([...rest.map((at) => byteRange(at, at + WORD)), ...this.#kept(cells)]);
  }

  /** Changed words, ascending, that lie in none of the keys' cells. */
  #suspects(changed: readonly ByteRange[], { before, after }: Hives): number[] {
    const end = Math.min(before.end, after.end);
    const inBoth = changed.map((range) => byteRange(range.start, Math.min(range.end, end)));
    before.requireRanges(inBoth);
    after.requireRanges(inBoth);
    const suspects: number[] = [];
    for (const at of wordsOf(inBoth)) {
      const isTheirs = this.#before.cells.has(at) || this.#after.cells.has(at);
      if (!isTheirs && before.view.getUint32(at, true) !== after.view.getUint32(at, true)) suspects.push(at);
    }
    return suspects;
  }

  #allow({ start, end }: ByteRange): void {
    for (let at: number = start; at < end; at += WORD) this.#fields.add(at);
  }

  /**
   * Items that lost keys: their counts and, where one is gone, the links past it. Only of items in the list: in a hive without
   * damage these are nothing else as well.
   */
  #allowSecurity(cells: CellsByPlace, hive: HiveImage): void {
    const { security } = this.#after;
    const left = [...this.#before.security].filter(([offset]) => !security.has(offset));
    if (left.length === 0) return;
    const listed = securityList(hive);
    for (const [offset, { cell, flink, blink }] of left) {
      if (this.#isGivenUp(cell, cells)) {
        this.#gone.add(cell);
        if (listed.has(blink)) this.#allow(securityField(blink, 'flink'));
        if (listed.has(flink)) this.#allow(securityField(flink, 'blink'));
      } else if (listed.has(offset)) this.#allow(securityField(offset, 'referenceCount'));
    }
  }

  /** Whether a cell is free now, or one of the keys': then no other key refers to it. */
  #isGivenUp({ start, end }: ByteRange, cells: CellsByPlace): boolean {
    for (let at: number = start; at < end; ) {
      const cell = cells.around(at).cellAt(at);
      if (!cell.isFree && !this.#after.cells.has(cell.start)) return false;
      at = cell.end;
    }
    return true;
  }

  /** Cells of those keys before that are neither theirs nor free after: another key holds them, and held them before. */
  #kept(cells: CellsByPlace): ByteRange[] {
    const kept: ByteRange[] = [];
    for (const cell of cells.ofBins(this.#before.cells.pages())) {
      const isOthers = !cell.isFree && !this.#after.cells.has(cell.start);
      if (isOthers && this.#before.cells.touches(cell.start, cell.end)) kept.push(cell);
    }
    return kept;
  }
}

function isSizeOfFreeCell(cells: CellsByPlace, at: number): boolean {
  if (at < BASE_BLOCK_SIZE) return false;
  const cell = cells.around(at).cellAt(at);
  return cell.isFree && cell.start === at;
}

/** The words that the ranges touch, each once. */
function* wordsOf(ranges: readonly ByteRange[]): Generator<number, void, void> {
  let next = 0;
  for (const { start, end } of ranges)
    for (next = Math.max(next, start - (start % WORD)); next < end; next += WORD) yield next;
}
