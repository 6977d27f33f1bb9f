import type { CellOffset } from '../brand.ts';
import { type ByteRange, compareBytes, touches } from './byte-ranges.ts';
import { CellMap } from './check/scan-bins.ts';
import { visitKeyCells } from './footprint.ts';
import { type HiveReader, Key } from './hive-reader.ts';
import {
  compareKeys,
  type HiveDifference,
  keyFields,
  pairByName,
  subkeysOf,
  valuesOf,
} from './key-snapshot.ts';
import { isSameName } from './names.ts';
import { fileOffset } from './structures/cell.ts';

export type { HiveDifference } from './key-snapshot.ts';

/** Differences that are listed unless the caller wants another number. */
export const DIFFERENCES_LISTED = 1000;

/**
 * Compares two hives as trees, whatever their layout.
 * A key whose cells lie at the same places with the same bytes in both is not decoded, but its subkeys are all visited.
 * @param limit at most that many differences are listed, then the comparison ends.
 * @throws HiveError where either hive is damaged, also when a key is met twice.
 */
export function diffHives(
  before: HiveReader,
  after: HiveReader,
  limit: number = DIFFERENCES_LISTED,
): HiveDifference[] {
  return new TreeDiff(before, after, limit).run();
}

/** Where two key nodes stand. Names are decoded only when there is something to tell. */
interface Place {
  readonly above: Place | undefined;
  readonly before: CellOffset | undefined;
  readonly after: CellOffset | undefined;
}

class TreeDiff {
  readonly #before: HiveReader;
  readonly #after: HiveReader;
  readonly #limit: number;
  readonly #changed: readonly ByteRange[];
  readonly #seenBefore: CellMap;
  readonly #seenAfter: CellMap;
  readonly #differences: HiveDifference[] = [];

  constructor(before: HiveReader, after: HiveReader, limit: number) {
    this.#before = before;
    this.#after = after;
    this.#limit = limit;
    this.#changed = compareBytes(before.bytes, after.bytes, 0);
    this.#seenBefore = new CellMap(before.baseBlock.hiveBinsDataSize);
    this.#seenAfter = new CellMap(after.baseBlock.hiveBinsDataSize);
  }

  run(): HiveDifference[] {
    const root = { above: undefined, before: this.#before.root().offset, after: this.#after.root().offset };
    const pending: Place[] = [root];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      for (const subkey of this.#compare(place).reverse()) pending.push(subkey);
      if (this.#differences.length >= this.#limit) break;
    }
    return this.#differences.slice(0, this.#limit);
  }

  /** @returns the places still to be compared: of the subkeys, in their order. */
  #compare(place: Place): Place[] {
    const before = open(this.#before, place.before);
    const after = open(this.#after, place.after);
    if (before !== undefined && after !== undefined) {
      const isUntouched = this.#isUntouched(before, after);
      if (!isUntouched && isRenamed(place, before, after))
        return [
          { ...place, after: undefined },
          { ...place, before: undefined },
        ];
      meet(this.#before, before, this.#seenBefore);
      meet(this.#after, after, this.#seenAfter);
      if (isUntouched)
        return Array.from(after.subkeyOffsets(), (offset) => ({
          above: place,
          before: offset,
          after: offset,
        }));
      this.#differences.push(...compareKeys(this.#path(place), content(before), content(after)));
    } else {
      if (before !== undefined) meet(this.#before, before, this.#seenBefore);
      if (after !== undefined) meet(this.#after, after, this.#seenAfter);
      this.#differences.push(...wholeKey(this.#path(place), before, after));
    }
    const pairs = pairByName(before ? subkeysOf(before) : [], after ? subkeysOf(after) : []);
    return pairs.map(([one, other]) => ({ above: place, before: one?.offset, after: other?.offset }));
  }

  /** Whether all that the key owns, and its security descriptor, is the same bytes at the same places. */
  #isUntouched(before: Key, after: Key): boolean {
    if (before.offset !== after.offset) return false;
    const { image } = this.#after;
    let isUntouched = true;
    const look = (cell: CellOffset): void => {
      const start = fileOffset(cell);
      const end = image.cellStart(cell, 'cell') + image.cellDataSize(cell);
      if (isUntouched && touches(this.#changed, start, end)) isUntouched = false;
    };
    visitKeyCells(image, after, look);
    const security = after.security;
    if (security === undefined || !isUntouched) return isUntouched;
    const start = security.byteOffset - image.bytes.byteOffset - 20;
    return !touches(this.#changed, start + 16, start + 20 + security.length);
  }

  #path(place: Place): string[] {
    const names: string[] = [];
    for (let at = place; at.above !== undefined; at = at.above) {
      const [reader, offset] = at.after === undefined ? [this.#before, at.before] : [this.#after, at.after];
      if (offset !== undefined) names.push(new Key(reader.image, offset).name);
    }
    return names.reverse();
  }
}

function open(reader: HiveReader, offset: CellOffset | undefined): Key | undefined {
  return offset === undefined ? undefined : new Key(reader.image, offset);
}

/** Marks a key as visited; a cycle through the tree ends here. */
function meet(reader: HiveReader, { offset }: Key, seen: CellMap): void {
  if (seen.has(offset)) reader.image.refuse('key node', fileOffset(offset), 'a key met once', 'met again');
  seen.add(offset);
}

/** Subkeys of an untouched list are paired by their places, so a new name shows only here. The root has no name. */
function isRenamed(place: Place, before: Key, after: Key): boolean {
  return place.above !== undefined && !isSameName(before.name, after.name);
}

/** A key that only one side has, with its values. */
function wholeKey(
  path: readonly string[],
  before: Key | undefined,
  after: Key | undefined,
): HiveDifference[] {
  const change = after === undefined ? 'removed' : 'added';
  const values = Array.from((after ?? before)?.values() ?? [], ({ name }) => name);
  return [
    { kind: `key-${change}`, path },
    ...values.map((value): HiveDifference => ({ kind: `value-${change}`, path, value })),
  ];
}

function content(key: Key) {
  return { fields: keyFields(key), values: valuesOf(key) };
}
