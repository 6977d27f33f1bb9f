import type { HiveImage } from '../hive-image.ts';
import { HashLeafElement } from '../structures/hash-leaf.ts';
import { KEY_COMP_NAME, KeyNode } from '../structures/key-node.ts';
import { LH } from '../subkeys-list.ts';
import { upcaseUnit } from '../upcase.ts';
import type { Findings } from './findings.ts';

const { nameHash: NAME_HASH } = HashLeafElement.at;
const { nameLength: NAME_LENGTH, flags: FLAGS } = KeyNode.at;

/**
 * Order and hashes of a key's subkeys, by their bytes where they lie. Windows looks subkeys up by both, so a key that is
 * out of order or hashed wrong is there and can't be found. Specification: "Index leaf", "Hash leaf".
 */
export class NameOrder {
  readonly #view: DataView;
  readonly #findings: Findings;
  /** Where the key node before started; 0 at the start of a list. */
  #before = 0;

  constructor(image: HiveImage, findings: Findings) {
    this.#view = image.view;
    this.#findings = findings;
  }

  /** A new key's subkeys follow. */
  begin(): void {
    this.#before = 0;
  }

  /**
   * @param start of the next subkey's key node, whose name is known to lie inside its cell.
   * @param element of the subkeys list with that signature.
   */
  next(start: number, listSignature: number, element: number): void {
    if (this.#before !== 0) {
      const order = this.#compare(this.#before, start);
      if (order > 0)
        this.#findings.add('subkeys-order', element, 'subkeys list', 'ascending names', 'descending');
      else if (order === 0)
        this.#findings.add('subkey-name-twice', element, 'subkeys list', 'distinct names', 'equal');
    }
    this.#before = start;
    if (listSignature !== LH) return;
    const hash = this.#hash(start);
    const said = this.#view.getInt32(element + NAME_HASH, true);
    if (hash !== said)
      this.#findings.add('subkey-hash', element + NAME_HASH, 'hash leaf', hash >>> 0, said >>> 0);
  }

  #hash(start: number): number {
    const view = this.#view;
    const length = view.getUint16(start + NAME_LENGTH, true);
    const width = this.#width(start);
    const end = start + KeyNode.size + length;
    let hash = 0;
    for (let at = start + KeyNode.size; at + width <= end; at += width)
      hash = (Math.imul(hash, 37) + this.#capital(at, width)) | 0;
    return hash;
  }

  #compare(one: number, other: number): number {
    const [oneWidth, otherWidth] = [this.#width(one), this.#width(other)];
    const oneLength = this.#length(one, oneWidth);
    const otherLength = this.#length(other, otherWidth);
    const length = Math.min(oneLength, otherLength);
    const [oneAt, otherAt] = [one + KeyNode.size, other + KeyNode.size];
    for (let i = 0; i < length; i++) {
      const order =
        this.#capital(oneAt + i * oneWidth, oneWidth) - this.#capital(otherAt + i * otherWidth, otherWidth);
      if (order !== 0) return order;
    }
    return oneLength - otherLength;
  }

  #width(start: number): number {
    return this.#view.getUint16(start + FLAGS, true) & KEY_COMP_NAME ? 1 : 2;
  }

  /** In characters. */
  #length(start: number, width: number): number {
    return Math.floor(this.#view.getUint16(start + NAME_LENGTH, true) / width);
  }

  #capital(at: number, width: number): number {
    const code = width === 1 ? this.#view.getUint8(at) : this.#view.getUint16(at, true);
    return upcaseUnit(code);
  }
}
