import type { CellOffset } from '../../ground/brand.ts';
import type { EditedHive } from '../../hivex/with-hive.ts';
import { baseBlockChecksum } from '../../regf/checksum.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from '../../regf/structures/base-block.ts';
import { fileOffset } from '../../regf/structures/cell.ts';
import { HiveBin } from '../../regf/structures/hive-bin.ts';
import { KeyNode } from '../../regf/structures/key-node.ts';
import { DATA_IS_INLINE, KeyValue } from '../../regf/structures/key-value.ts';
import { SubkeysListHeader, subkeysListElementSize } from '../../regf/subkeys-list.ts';
import type { KeyPlan } from '../plan.ts';
import { HiveDraft } from './draft.ts';
import { FreeCells } from './free-cells.ts';
import { HiveBins } from './hive-bins.ts';

/**
 * hivex uses no free cell again: whatever it writes makes the hive grow by a hive bin. Here the cells that it appended move into
 * free ones, where Windows would have put them, and hive bins that are empty then are dropped.
 * @param image the hive as hivex left it, whose pages may be read on demand.
 * @param edited what hivex changed to make it.
 * @param grownFrom file offset at which the hive bins data ended before.
 * @throws HiveError 'hive-structure' where cells around the change are damaged; PagesMissing.
 */
export function resettle(image: HiveImage, edited: EditedHive, plan: KeyPlan, grownFrom: number): HiveDraft {
  const draft = new HiveDraft(image);
  for (const { start, bytes } of edited.changes) draft.use(start, start + bytes.length);
  new Resettlement(draft, grownFrom).run(plan);
  return draft;
}

class Resettlement {
  readonly #draft: HiveDraft;
  readonly #cells: FreeCells;
  readonly #grownFrom: number;

  constructor(draft: HiveDraft, grownFrom: number) {
    this.#draft = draft;
    this.#cells = new FreeCells(draft, new HiveBins(draft.original), grownFrom);
    this.#grownFrom = grownFrom;
  }

  run(plan: KeyPlan): void {
    this.#settleKept(plan);
    this.#draft.dropHiveBins(this.#endOfUse());
    this.#cells.joinNeighbours();
    const { bytes, end } = this.#draft;
    BaseBlock.encode(bytes, 0, { hiveBinsDataSize: end - BASE_BLOCK_SIZE });
    BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  }

  #settleKept({ before, values, subkeys }: KeyPlan): void {
    if (before === undefined) return;
    const { offset } = before.snapshot;
    if (values.length > 0 || subkeys.some(({ isCreated }) => isCreated)) {
      this.#cells.useAround(offset);
      this.#settleBelow(offset);
    }
    for (const subkey of subkeys) this.#settleKept(subkey);
  }

  /** Moves what a key refers to, as far as hivex appended it. */
  #settleBelow(key: CellOffset): void {
    const start = this.#draft.dataOf(key);
    const { view } = this.#draft;
    if (KeyNode.read(view, start, 'valueCount') > 0) {
      this.#moveFrom(start + KeyNode.at.valuesList);
      this.#settleValues(key);
    }
    if (KeyNode.read(view, start, 'subkeyCount') === 0) return;
    this.#moveFrom(start + KeyNode.at.subkeysList);
    this.#settleSubkeys(key);
  }

  #settleValues(key: CellOffset): void {
    const start = this.#draft.dataOf(key);
    const { view } = this.#draft;
    const list = this.#draft.dataOf(KeyNode.read(view, start, 'valuesList') as CellOffset);
    for (let i = 0; i < KeyNode.read(view, start, 'valueCount'); i++) {
      const value = this.#draft.dataOf(this.#moveFrom(list + 4 * i));
      const size = KeyValue.read(view, value, 'dataSize');
      if (size > 0 && size < DATA_IS_INLINE) this.#moveFrom(value + KeyValue.at.dataOffset);
    }
  }

  /** hivex appends leaves only, and only to keys that have no index root: see isForHivex. */
  #settleSubkeys(key: CellOffset): void {
    const { view } = this.#draft;
    const list = KeyNode.read(view, this.#draft.dataOf(key), 'subkeysList') as CellOffset;
    const start = this.#draft.dataOf(list);
    const step = subkeysListElementSize(SubkeysListHeader.read(view, start, 'signature'));
    for (let i = 0; i < SubkeysListHeader.read(view, start, 'count'); i++) {
      const element = start + SubkeysListHeader.size + i * step;
      if (!this.#isAppended(view.getUint32(element, true) as CellOffset)) continue;
      const subkey = this.#moveFrom(element);
      KeyNode.encode(this.#draft.bytes, this.#draft.dataOf(subkey), { parent: key });
      this.#settleBelow(subkey);
    }
  }

  /** Moves the cell that the word at `reference` refers to, if hivex appended it and there is room. @returns where it is now. */
  #moveFrom(reference: number): CellOffset {
    const { view, bytes } = this.#draft;
    const cell = view.getUint32(reference, true) as CellOffset;
    if (!this.#isAppended(cell)) return cell;
    const size = this.#draft.roomOf(cell);
    const gap = this.#cells.allocateInGaps(size);
    if (gap === undefined) return cell;
    const from = this.#draft.dataOf(cell);
    bytes.copyWithin(this.#draft.dataOf(gap), from, from + size);
    view.setUint32(reference, gap, true);
    this.#cells.free(cell);
    return gap;
  }

  #isAppended(cell: CellOffset): boolean {
    return fileOffset(cell) >= this.#grownFrom;
  }

  /** Where the last hive bin ends that has an allocated cell, or the hive ended before. */
  #endOfUse(): number {
    const { end } = this.#draft;
    let used = this.#grownFrom;
    for (let at = used; at < end; ) {
      this.#draft.use(at, end);
      const next = at + HiveBin.read(this.#draft.view, at, 'size');
      if (!this.#cells.isEmpty(at)) used = next;
      at = next;
    }
    return used;
  }
}
