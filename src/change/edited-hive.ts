import type { ByteSource } from '../ground/brand.ts';
import type { EditedHive } from '../hivex/with-hive.ts';
import { type ByteRange, byteRange } from '../regf/byte-ranges.ts';

/** A whole file after a change, of which it is known where it differs from the original. */
export interface ChangedFile extends ByteSource {
  /**
   * Bytes of base block and hive bins data that differ from the original's, and those that were appended. Ascending, apart.
   * What lies behind the hive bins data moves with their end.
   */
  readonly changed: readonly ByteRange[];
}

const NOTHING = new Uint8Array(0);

/**
 * A whole file after an edit: the original's bytes with what the edit changed laid over them. Hive bins that the edit
 * appended push what the original has behind its hive bins data towards the end.
 */
export class EditedFile implements ChangedFile {
  readonly #original: ByteSource;
  readonly #edited: EditedHive;
  /** Where the original's hive bins data ends. */
  readonly #end: number;

  constructor(original: ByteSource, end: number, edited: EditedHive) {
    this.#original = original;
    this.#end = end;
    this.#edited = edited;
  }

  get length(): number {
    return this.#original.length + this.#added;
  }

  get changed(): readonly ByteRange[] {
    return this.#edited.changes.map(({ start, bytes }) => byteRange(start, start + bytes.length));
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const inHive = Math.max(0, Math.min(target.length, this.#end - position));
    if (inHive > 0) await this.#original.read(target.subarray(0, inHive), position);
    const behind = Math.max(position, this.#edited.length);
    const rest = target.subarray(Math.min(target.length, behind - position));
    if (rest.length > 0) await this.#original.read(rest, behind - this.#added);
    this.#layChanges(target, position);
  }

  get #added(): number {
    return this.#edited.length - this.#end;
  }

  #layChanges(target: Uint8Array, position: number): void {
    const { changes } = this.#edited;
    const end = position + target.length;
    for (let i = this.#firstChangeBehind(position); i < changes.length; i++) {
      const { start = end, bytes = NOTHING } = changes[i] ?? {};
      if (start >= end) return;
      const [from, to] = [Math.max(start, position), Math.min(start + bytes.length, end)];
      target.set(bytes.subarray(from - start, to - start), from - position);
    }
  }

  /** The first change that ends behind that place. */
  #firstChangeBehind(position: number): number {
    const { changes } = this.#edited;
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { start = 0, bytes = NOTHING } = changes[middle] ?? {};
      if (start + bytes.length <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
