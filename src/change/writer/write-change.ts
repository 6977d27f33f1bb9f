import type { CellOffset } from '../../ground/brand.ts';
import { baseBlockChecksum } from '../../regf/checksum.ts';
import { visitKeyCells } from '../../regf/footprint.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { Key } from '../../regf/key.ts';
import type { HiveRecord, RecordedKey } from '../../regf/key-record.ts';
import { encodeName } from '../../regf/names.ts';
import { BASE_BLOCK_SIZE, BaseBlock } from '../../regf/structures/base-block.ts';
import { NO_CELL } from '../../regf/structures/cell.ts';
import { KEY_COMP_NAME, KeyNode } from '../../regf/structures/key-node.ts';
import { KeyValue } from '../../regf/structures/key-value.ts';
import { LF, LH } from '../../regf/subkeys-list.ts';
import { Value } from '../../regf/value.ts';
import type { KeyPlan, ValuePlan } from '../plan.ts';
import { securityChanges } from '../security-counts.ts';
import { HiveDraft } from './draft.ts';
import { FreeCells, requireWayBack, sizeOfCell } from './free-cells.ts';
import { HiveBins } from './hive-bins.ts';
import { SecurityItems } from './security-items.ts';
import { type ListedSubkey, SubkeysLists } from './subkeys-lists.ts';
import { ValueCells } from './value-cells.ts';

/** Hash leaves came with this minor version. Specification: "Hash leaf". */
const HASH_LEAF_MINOR_VERSION = 5;

/**
 * Carries a plan out in a draft, as Windows would: see README.md. What it does is judged by the proof, of which it knows nothing.
 * @param image of the hive before, whose pages may be read on demand.
 * @param record of the keys that the plan names, with counts of key security items that are right.
 * @param places in all pages that hold cells of keys that the plan changes: file offsets.
 * @param writtenAt FILETIME that the hive and every changed key get.
 * @throws HiveError 'hive-structure' where cells around the change are damaged, 'hive-too-large'; PagesMissing.
 */
export function writeChange(
  image: HiveImage,
  record: HiveRecord,
  plan: KeyPlan,
  places: readonly number[],
  writtenAt: bigint,
): HiveDraft {
  const bins = new HiveBins(image);
  const needed = bytesNeeded(plan);
  bins.prepare(places);
  requireWayBack(image, needed);
  const draft = new HiveDraft(image);
  const cells = new FreeCells(draft, bins);
  new ChangeWriter(draft, cells, writtenAt).write(plan, needed);
  new SecurityItems(draft, cells, record).count(securityChanges(plan));
  cells.joinNeighbours();
  writeBaseBlock(draft, writtenAt);
  return draft;
}

class ChangeWriter {
  readonly #draft: HiveDraft;
  readonly #writtenAt: bigint;
  readonly #cells: FreeCells;
  readonly #values: ValueCells;

  constructor(draft: HiveDraft, cells: FreeCells, writtenAt: bigint) {
    this.#draft = draft;
    this.#writtenAt = writtenAt;
    this.#cells = cells;
    this.#values = new ValueCells(draft, this.#cells);
  }

  /**
   * First everything is given up that goes, so that its room can be used for what comes.
   * @param needed bytes of cells that are going to be allocated, about.
   */
  write(plan: KeyPlan, needed: number): void {
    this.#giveUp(plan);
    this.#cells.useFreed();
    this.#cells.gather(needed);
    this.#writeKept(plan);
  }

  #giveUp({ before, isRemoved, values, subkeys }: KeyPlan): void {
    if (before === undefined) return;
    if (isRemoved) {
      this.#removeTree(before);
      return;
    }
    for (const plan of values) {
      const value = this.#valueOf(before, plan);
      if (value === undefined) continue;
      if (plan.content === undefined) this.#values.remove(value);
      else this.#values.giveUpData(value, plan.content.data.length);
    }
    for (const subkey of subkeys) this.#giveUp(subkey);
  }

  #removeTree(top: RecordedKey): void {
    const { original } = this.#draft;
    const pending = [top];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      visitKeyCells(original, new Key(original, next.snapshot.offset), (cell) => this.#cells.free(cell));
      pending.push(...next.subkeys);
    }
  }

  #writeKept({ before, values, subkeys }: KeyPlan): void {
    if (before === undefined) return;
    const key = new Key(this.#draft.original, before.snapshot.offset);
    const hasListChanged = subkeys.some(({ isRemoved, isCreated }) => isRemoved || isCreated);
    if (values.length > 0 || hasListChanged) {
      this.#cells.useAround(key.offset);
      const fields = {
        lastWritten: this.#writtenAt,
        ...(values.length > 0 && this.#writeValues(key, values)),
        ...(hasListChanged && this.#writeSubkeys(key, before, subkeys)),
      };
      KeyNode.encode(this.#draft.bytes, this.#draft.dataOf(key.offset), fields);
    }
    for (const subkey of subkeys) if (!subkey.isRemoved) this.#writeKept(subkey);
  }

  #writeValues(key: Key, plans: readonly ValuePlan[]): Partial<KeyNode> {
    const offsets = Array.from(key.values(), ({ offset }) => offset);
    const gone = new Set<CellOffset>();
    const added: CellOffset[] = [];
    let { largestValueNameLength, largestValueDataSize } = key.node;
    for (const { name, place, content } of plans) {
      const offset = place === undefined ? undefined : offsets[place];
      if (content === undefined) {
        if (offset !== undefined) gone.add(offset);
        continue;
      }
      if (offset === undefined) added.push(this.#values.add(name, content));
      else this.#values.replace(new Value(this.#draft.original, offset), content);
      largestValueNameLength = Math.max(largestValueNameLength, 2 * name.length);
      largestValueDataSize = Math.max(largestValueDataSize, content.data.length);
    }
    const now = [...offsets.filter((offset) => !gone.has(offset)), ...added];
    const list = key.valueCount === 0 ? NO_CELL : (key.node.valuesList as CellOffset);
    const isListed = gone.size > 0 || added.length > 0;
    const valuesList = isListed ? this.#writeValuesList(list, now) : list;
    // Windows takes both back to 0 with the last value, and makes them smaller in no other case.
    return now.length === 0
      ? { valueCount: 0, valuesList, largestValueNameLength: 0, largestValueDataSize: 0 }
      : { valueCount: now.length, valuesList, largestValueNameLength, largestValueDataSize };
  }

  /** In its cell as long as it fits. Specification: "Key values list". */
  #writeValuesList(list: CellOffset, values: readonly CellOffset[]): CellOffset {
    const fits = list !== NO_CELL && values.length > 0 && this.#draft.roomOf(list) >= 4 * values.length;
    if (list !== NO_CELL && !fits) this.#cells.free(list);
    if (values.length === 0) return NO_CELL;
    const cell = fits ? list : this.#cells.allocate(4 * values.length);
    const start = this.#draft.dataOf(cell);
    for (const [index, value] of values.entries()) this.#draft.view.setUint32(start + 4 * index, value, true);
    this.#draft.bytes.fill(0, start + 4 * values.length, start + this.#draft.roomOf(cell));
    return cell;
  }

  #writeSubkeys(key: Key, before: RecordedKey, plans: readonly KeyPlan[]): Partial<KeyNode> {
    const names = new Map(before.snapshot.subkeys.map(({ name, offset }) => [offset, name]));
    const gone = new Set(
      plans.flatMap(({ isRemoved, before: subkey }) =>
        isRemoved && subkey !== undefined ? [subkey.snapshot.offset] : [],
      ),
    );
    const created = this.#createAll(plans, key.offset, key.node.security as CellOffset);
    const lists = new SubkeysLists(
      this.#draft,
      this.#cells,
      key.subkeyCount === 0 ? NO_CELL : (key.node.subkeysList as CellOffset),
    );
    lists.remove(gone);
    lists.insert(created, (node) => names.get(node) ?? '', this.#usualLeaf);
    const subkeysList = lists.write();
    const subkeyCount = key.subkeyCount - gone.size + created.length;
    // As with the values.
    const lengths =
      subkeyCount === 0
        ? { largestSubkeyNameLength: 0, largestSubkeyClassNameLength: 0 }
        : { largestSubkeyNameLength: Math.max(key.node.largestSubkeyNameLength, longestName(created)) };
    return { subkeyCount, subkeysList, ...lengths };
  }

  #createAll(plans: readonly KeyPlan[], parent: CellOffset, security: CellOffset): ListedSubkey[] {
    return plans
      .filter(({ isCreated }) => isCreated)
      .map((plan) => {
        const name = plan.path.at(-1) ?? '';
        return { name, node: this.#create(name, plan, parent, security) };
      });
  }

  /** A new key has the security of the key above it, and no class. */
  #create(name: string, plan: KeyPlan, parent: CellOffset, security: CellOffset): CellOffset {
    const stored = encodeName(name);
    const cell = this.#cells.allocate(KeyNode.size + stored.length);
    const values = plan.values.flatMap(({ name, content }) =>
      content === undefined ? [] : [this.#values.add(name, content)],
    );
    const valuesList = this.#writeValuesList(NO_CELL, values);
    const subkeys = this.#createAll(plan.subkeys, cell, security);
    const lists = new SubkeysLists(this.#draft, this.#cells, NO_CELL);
    lists.insert(subkeys, () => '', this.#usualLeaf);
    const subkeysList = lists.write();
    const start = this.#draft.dataOf(cell);
    KeyNode.encode(this.#draft.bytes, start, {
      flags: stored.length === name.length ? KEY_COMP_NAME : 0,
      lastWritten: this.#writtenAt,
      parent,
      subkeyCount: subkeys.length,
      subkeysList,
      volatileSubkeysList: NO_CELL,
      valueCount: values.length,
      valuesList,
      security,
      className: NO_CELL,
      largestSubkeyNameLength: longestName(subkeys),
      largestValueNameLength: longestName(plan.values),
      largestValueDataSize: largestData(plan.values),
      nameLength: stored.length,
    });
    this.#draft.bytes.set(stored, start + KeyNode.size);
    return cell;
  }

  #valueOf(before: RecordedKey, { place }: ValuePlan): Value | undefined {
    if (place === undefined) return undefined;
    const { original } = this.#draft;
    const { valuesList } = new Key(original, before.snapshot.offset).node;
    const list = original.cellStart(valuesList as CellOffset, 'key values list');
    return new Value(original, original.view.getUint32(list + 4 * place, true) as CellOffset);
  }

  get #usualLeaf(): typeof LH | typeof LF {
    return this.#draft.original.baseBlock.minorVersion >= HASH_LEAF_MINOR_VERSION ? LH : LF;
  }
}

function writeBaseBlock({ bytes, end, original }: HiveDraft, writtenAt: bigint): void {
  const sequenceNumber = (original.baseBlock.primarySequenceNumber + 1) >>> 0;
  BaseBlock.encode(bytes, 0, {
    primarySequenceNumber: sequenceNumber,
    secondarySequenceNumber: sequenceNumber,
    lastWritten: writtenAt,
    hiveBinsDataSize: end - BASE_BLOCK_SIZE,
  });
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
}

/** Bytes of cells that are going to be allocated for a plan, about. */
function bytesNeeded({ path, isCreated, values, subkeys }: KeyPlan): number {
  const node = isCreated ? sizeOfCell(KeyNode.size + (path.at(-1)?.length ?? 0)) : 0;
  const lists = sizeOfCell(4 * values.length) + sizeOfCell(8 * subkeys.length);
  const ofValues = values.reduce(
    (sum, { name, content }) =>
      sum +
      (content === undefined ? 0 : sizeOfCell(KeyValue.size + name.length) + sizeOfCell(content.data.length)),
    0,
  );
  return subkeys.reduce((sum, subkey) => sum + bytesNeeded(subkey), node + lists + ofValues);
}

/** Bytes of the longest of the names in UTF-16. */
function longestName(named: readonly { readonly name: string }[]): number {
  return named.reduce((longest, { name }) => Math.max(longest, 2 * name.length), 0);
}

function largestData(values: readonly ValuePlan[]): number {
  return values.reduce((largest, { content }) => Math.max(largest, content?.data.length ?? 0), 0);
}
