import type { CellOffset } from '../../ground/brand.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { compareNames, upcase } from '../../regf/names.ts';
import { NO_CELL } from '../../regf/structures/cell.ts';
import { nameHint } from '../../regf/structures/fast-leaf.ts';
import { nameHash } from '../../regf/structures/hash-leaf.ts';
import { LF, LH, LI, RI, SubkeysListHeader, subkeysListElementSize } from '../../regf/subkeys-list.ts';
import type { HiveDraft } from './draft.ts';
import type { FreeCells } from './free-cells.ts';

/** A subkey by its name and its key node. */
export interface ListedSubkey {
  readonly name: string;
  readonly node: CellOffset;
}

/** Elements that Windows puts in a leaf, so that it fits in a hive bin of 4096 bytes; then it splits the leaf. Met in real hives. */
const LARGEST_LEAF = { [LI]: 1014, [LF]: 507, [LH]: 507 };

type LeafSignature = keyof typeof LARGEST_LEAF;

interface Element {
  readonly node: CellOffset;
  /** Hint or hash; 0 in an index leaf, which has none. */
  readonly hint: number;
}

interface Leaf {
  readonly signature: LeafSignature;
  cell: CellOffset | undefined;
  elements: Element[];
  isChanged: boolean;
}

interface IndexRoot {
  readonly signature: typeof RI;
  cell: CellOffset | undefined;
  lists: List[];
  isChanged: boolean;
}

type List = Leaf | IndexRoot;

/**
 * The subkeys lists of one key, while subkeys come and go. New ones get the place that their name has by the codes of its capitals;
 * the others stay in their order, whatever it is. Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root".
 */
export class SubkeysLists {
  readonly #draft: HiveDraft;
  readonly #cells: FreeCells;
  #top: List | undefined;

  /** @param list NO_CELL for a key without subkeys. */
  constructor(draft: HiveDraft, cells: FreeCells, list: CellOffset) {
    this.#draft = draft;
    this.#cells = cells;
    this.#top = list === NO_CELL ? undefined : readList(draft.original, list);
  }

  remove(nodes: ReadonlySet<CellOffset>): void {
    for (const leaf of leavesOf(this.#top)) {
      const kept = leaf.elements.filter(({ node }) => !nodes.has(node));
      leaf.isChanged ||= kept.length < leaf.elements.length;
      leaf.elements = kept;
    }
  }

  /**
   * @param subkeys new ones, whose names differ.
   * @param nameOf the name of a subkey that is there.
   * @param usual signature of a leaf where there is none yet.
   */
  insert(subkeys: readonly ListedSubkey[], nameOf: (node: CellOffset) => string, usual: LeafSignature): void {
    if (subkeys.length === 0) return;
    const waiting = [...subkeys].sort((a, b) => compareNames(b.name, a.name));
    this.#top ??= { signature: usual, cell: undefined, elements: [], isChanged: true };
    const leaves = [...leavesOf(this.#top)];
    for (const leaf of leaves) {
      const elements = leaf.elements.flatMap((element) => [
        ...takeBefore(waiting, nameOf(element.node), leaf.signature),
        element,
      ]);
      leaf.isChanged ||= elements.length > leaf.elements.length;
      leaf.elements = elements;
    }
    const last = leaves.at(-1);
    if (last === undefined || waiting.length === 0) return;
    const behind = waiting.reverse().map((subkey) => elementOf(subkey, last.signature));
    last.elements = [...last.elements, ...behind];
    last.isChanged = true;
  }

  /** Writes what changed. @returns the cell of the topmost list; NO_CELL when no subkey is left. */
  write(): CellOffset {
    const lists = this.#top === undefined ? [] : this.#settle(this.#top);
    const [first] = lists;
    if (first === undefined) return NO_CELL;
    const top: List = lists.length === 1 ? first : { signature: RI, cell: undefined, lists, isChanged: true };
    return this.#writeList(top);
  }

  /** Without lists that are empty, and with leaves that are too large cut into even parts. */
  #settle(list: List): List[] {
    if (list.signature === RI) {
      const lists = list.lists.flatMap((below) => this.#settle(below));
      list.isChanged ||= lists.length !== list.lists.length || lists.some((one, i) => one !== list.lists[i]);
      list.lists = lists;
      return this.#unlessEmpty(list, lists.length);
    }
    const parts = Math.ceil(list.elements.length / LARGEST_LEAF[list.signature]);
    // A leaf that was too large before stays as it is until something is done to it.
    if (parts < 2 || !list.isChanged) return this.#unlessEmpty(list, list.elements.length);
    const size = Math.ceil(list.elements.length / parts);
    const rest = list.elements.splice(size);
    const leaves: List[] = [list];
    while (rest.length > 0)
      leaves.push({
        signature: list.signature,
        cell: undefined,
        elements: rest.splice(0, size),
        isChanged: true,
      });
    return leaves;
  }

  #unlessEmpty(list: List, count: number): List[] {
    if (count > 0) return [list];
    if (list.cell !== undefined) this.#cells.free(list.cell);
    return [];
  }

  #writeList(list: List): CellOffset {
    if (list.signature !== RI) {
      const words = list.elements.flatMap(({ node, hint }) =>
        list.signature === LI ? [node] : [node, hint],
      );
      return this.#writeWords(list, list.elements.length, words);
    }
    const cells = list.lists.map((below) => {
      const before = below.cell;
      const cell = this.#writeList(below);
      list.isChanged ||= cell !== before;
      return cell;
    });
    return this.#writeWords(list, cells.length, cells);
  }

  /** In its cell as long as it fits. */
  #writeWords(list: List, count: number, words: readonly number[]): CellOffset {
    if (list.cell !== undefined && !list.isChanged) return list.cell;
    const size = SubkeysListHeader.size + 4 * words.length;
    if (list.cell === undefined || this.#draft.roomOf(list.cell) < size) {
      const larger = this.#cells.allocate(size);
      if (list.cell !== undefined) this.#cells.free(list.cell);
      list.cell = larger;
    }
    const start = this.#draft.dataOf(list.cell);
    const { bytes, view } = this.#draft;
    SubkeysListHeader.encode(bytes, start, { signature: list.signature, count });
    let at = start + SubkeysListHeader.size;
    for (const word of words) {
      view.setUint32(at, word, true);
      at += 4;
    }
    bytes.fill(0, at, start + this.#draft.roomOf(list.cell));
    return list.cell;
  }
}

/** Of `waiting`, which ends with what comes first, all that belong in front of a name. */
function takeBefore(waiting: ListedSubkey[], name: string, signature: LeafSignature): Element[] {
  const taken: Element[] = [];
  for (
    let next = waiting.at(-1);
    next !== undefined && compareNames(next.name, name) < 0;
    next = waiting.at(-1)
  ) {
    taken.push(elementOf(next, signature));
    waiting.pop();
  }
  return taken;
}

function elementOf({ name, node }: ListedSubkey, signature: LeafSignature): Element {
  const hint = signature === LH ? nameHash(upcase(name)) : signature === LF ? nameHint(name) : 0;
  return { node, hint };
}

function* leavesOf(list: List | undefined): Generator<Leaf, void, void> {
  if (list === undefined) return;
  if (list.signature !== RI) yield list;
  else for (const below of list.lists) yield* leavesOf(below);
}

/** @param cell of a list that subkeyOffsets has followed to its end. */
function readList(image: HiveImage, cell: CellOffset): List {
  const start = image.cellStart(cell, 'subkeys list', SubkeysListHeader.size);
  const signature = SubkeysListHeader.read(image.view, start, 'signature');
  const count = SubkeysListHeader.read(image.view, start, 'count');
  const step = subkeysListElementSize(signature);
  const places = Array.from({ length: count }, (_, i) => start + SubkeysListHeader.size + i * step);
  const offsetAt = (at: number) => image.view.getUint32(at, true) as CellOffset;
  if (signature === RI)
    return { signature, cell, lists: places.map((at) => readList(image, offsetAt(at))), isChanged: false };
  if (signature !== LI && signature !== LF && signature !== LH)
    return image.refuse('subkeys list', start, 'li, lf, lh or ri', `0x${signature.toString(16)}`);
  const elements = places.map((at) => ({
    node: offsetAt(at),
    hint: signature === LI ? 0 : image.view.getUint32(at + 4, true),
  }));
  return { signature, cell, elements, isChanged: false };
}
