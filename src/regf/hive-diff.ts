import type { CellOffset } from '../ground/brand.ts';
import { compareBytes } from './byte-ranges.ts';
import { CellMap } from './check/scan-bins.ts';
import type { HiveReader } from './hive-reader.ts';
import { Key } from './key.ts';
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
import { KeyNode } from './structures/key-node.ts';
import { subkeyOffsets } from './subkeys-list.ts';
import { UntouchedKeys } from './untouched-keys.ts';

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

const NO_PLACES: Place[] = [];

class TreeDiff {
  readonly #before: HiveReader;
  readonly #after: HiveReader;
  readonly #limit: number;
  readonly #untouched: UntouchedKeys;
  readonly #seenBefore: CellMap;
  readonly #seenAfter: CellMap;
  readonly #differences: HiveDifference[] = [];

  constructor(before: HiveReader, after: HiveReader, limit: number) {
    this.#before = before;
    this.#after = after;
    this.#limit = limit;
    this.#untouched = new UntouchedKeys(after.image, compareBytes(before.bytes, after.bytes, 0));
    this.#seenBefore = new CellMap(before.baseBlock.hiveBinsDataSize);
    this.#seenAfter = new CellMap(after.baseBlock.hiveBinsDataSize);
  }

  run(): HiveDifference[] {
    const root = { above: undefined, before: this.#before.root().offset, after: this.#after.root().offset };
    const pending: Place[] = [root];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      for (const below of this.#compare(place).reverse()) pending.push(below);
      if (this.#differences.length >= this.#limit) break;
    }
    return this.#differences.slice(0, this.#limit);
  }

  /** @returns the places still to be compared: of the subkeys, in their order. */
  #compare(place: Place): Place[] {
    if (place.after !== undefined && place.before === place.after && this.#untouched.has(place.after))
      return this.#belowUntouched(place, place.after);
    const before = open(this.#before, place.before);
    const after = open(this.#after, place.after);
    const isPair = before !== undefined && after !== undefined;
    if (isPair && isRenamed(place, before, after))
      return [
        { ...place, after: undefined },
        { ...place, before: undefined },
      ];
    if (before !== undefined) meet(this.#before, before.offset, this.#seenBefore);
    if (after !== undefined) meet(this.#after, after.offset, this.#seenAfter);
    const path = this.#path(place);
    this.#differences.push(
      ...(isPair ? compareKeys(path, content(before), content(after)) : wholeKey(path, before, after)),
    );
    const pairs = pairByName(before ? subkeysOf(before) : [], after ? subkeysOf(after) : []);
    return pairs.map(([one, other]) => ({ above: place, before: one?.offset, after: other?.offset }));
  }

  /** Both hives list the same subkeys at the same places. */
  #belowUntouched(place: Place, key: CellOffset): Place[] {
    meet(this.#before, key, this.#seenBefore);
    meet(this.#after, key, this.#seenAfter);
    const { image } = this.#after;
    const start = image.cellStart(key, 'key node');
    if (KeyNode.read(image.view, start, 'subkeyCount') === 0) return NO_PLACES;
    const list = KeyNode.read(image.view, start, 'subkeysList') as CellOffset;
    const places: Place[] = [];
    for (const offset of subkeyOffsets(image, list))
      places.push({ above: place, before: offset, after: offset });
    return places;
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
function meet(reader: HiveReader, offset: CellOffset, seen: CellMap): void {
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
