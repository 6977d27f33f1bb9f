import type { CellOffset } from '../../ground/brand.ts';
import type { HiveRecord } from '../../regf/key-record.ts';
import { KeySecurity } from '../../regf/structures/key-security.ts';
import type { HiveDraft } from './draft.ts';
import type { FreeCells } from './free-cells.ts';

/**
 * Counts the keys that came and went by the key security item that they refer to. An item that no key refers to any more is
 * taken out of the list and freed. Specification: "Key security".
 */
export class SecurityItems {
  readonly #draft: HiveDraft;
  readonly #cells: FreeCells;
  readonly #record: HiveRecord;

  constructor(draft: HiveDraft, cells: FreeCells, record: HiveRecord) {
    this.#draft = draft;
    this.#cells = cells;
    this.#record = record;
  }

  /** @throws HiveError 'hive-structure' where the list is damaged. */
  count(changes: ReadonlyMap<CellOffset, number>): void {
    for (const [item, change] of changes) {
      const known = this.#record.security.get(item);
      if (known === undefined || change === 0) continue;
      const referenceCount = known.referenceCount + change;
      const start = this.#open(item);
      if (referenceCount > 0) KeySecurity.encode(this.#draft.bytes, start, { referenceCount });
      else this.#remove(item, start);
    }
  }

  #remove(item: CellOffset, start: number): void {
    const flink = KeySecurity.read(this.#draft.view, start, 'flink') as CellOffset;
    const blink = KeySecurity.read(this.#draft.view, start, 'blink') as CellOffset;
    if (flink !== item) {
      const [next, previous] = [this.#open(flink), this.#open(blink)];
      KeySecurity.encode(this.#draft.bytes, previous, { flink });
      KeySecurity.encode(this.#draft.bytes, next, { blink });
    }
    this.#cells.free(item);
  }

  #open(item: CellOffset): number {
    const { original } = this.#draft;
    KeySecurity.verify(
      original.bytes,
      original.cellStart(item, 'key security', KeySecurity.size),
      original.context,
    );
    return this.#draft.dataOf(item);
  }
}
