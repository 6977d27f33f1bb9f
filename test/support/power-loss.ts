import type { DataChange, NameChange } from './memory-volume.ts';
import type { Random } from './random.ts';

/** What a power loss tears: a sector is written whole or not at all. */
const SECTOR = 512;

/**
 * What a power loss spares. The first four seeds are the corners: nothing, everything, only names, only data; later
 * ones choose for each change.
 */
export class Loss {
  readonly #seed: number;
  readonly #random: Random;

  constructor(seed: number, random: Random) {
    this.#seed = seed;
    this.#random = random;
  }

  keepAny(changes: readonly NameChange[]): readonly NameChange[] {
    return changes.filter(() => this.#keeps(2));
  }

  keepFirst(changes: readonly NameChange[]): readonly NameChange[] {
    const corner = this.#corner(2);
    const count = corner === undefined ? this.#random.below(changes.length + 1) : corner ? changes.length : 0;
    return changes.slice(0, count);
  }

  /** The parts of one change of contents that reached the medium. */
  keepData(change: DataChange): readonly DataChange[] {
    const corner = this.#corner(3);
    if (corner !== undefined) return corner ? [change] : [];
    if (change.kind === 'truncate' || this.#random.chance(0.6))
      return this.#random.chance(0.5) ? [change] : [];
    const parts: DataChange[] = [];
    let position = change.position;
    const end = change.position + change.bytes.length;
    while (position < end) {
      const next = Math.min(end, (Math.floor(position / SECTOR) + 1) * SECTOR);
      const bytes = change.bytes.subarray(position - change.position, next - change.position);
      if (this.#random.chance(0.5)) parts.push({ kind: 'write', position, bytes });
      position = next;
    }
    return parts;
  }

  #keeps(ownCorner: number): boolean {
    return this.#corner(ownCorner) ?? this.#random.chance(0.5);
  }

  #corner(ownCorner: number): boolean | undefined {
    if (this.#seed > 3) return undefined;
    return this.#seed === 1 || this.#seed === ownCorner;
  }
}
