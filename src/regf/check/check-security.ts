import type { HiveImage } from '../hive-image.ts';
import { BASE_BLOCK_SIZE } from '../structures/base-block.ts';
import { KeyNode } from '../structures/key-node.ts';
import { KeySecurity } from '../structures/key-security.ts';
import type { Claims } from './claims.ts';
import type { Findings } from './findings.ts';

/** "sk" as a little-endian number. */
const SK = 0x6b73;

interface Item {
  readonly start: number;
  /** Key nodes that refer to it. */
  references: number;
  isInList: boolean;
}

/** Key security items: the only cells that several key nodes share. Specification: "Key security". */
export class SecurityCheck {
  readonly #image: HiveImage;
  readonly #claims: Claims;
  readonly #findings: Findings;
  readonly #items = new Map<number, Item>();
  #lastCell = -1;
  #last: Item | undefined;

  constructor(image: HiveImage, claims: Claims, findings: Findings) {
    this.#image = image;
    this.#claims = claims;
    this.#findings = findings;
  }

  /** A key node refers to `cell`. */
  refer(cell: number, keyNode: number): void {
    if (cell !== this.#lastCell) {
      if (cell === -1) {
        this.#findings.add(
          'security-missing',
          keyNode + KeyNode.at.security,
          'key node',
          'a key security offset',
          0xffffffff,
        );
        return;
      }
      this.#last = this.#item(cell);
      this.#lastCell = cell;
    }
    if (this.#last !== undefined) this.#last.references++;
  }

  #item(cell: number): Item | undefined {
    const known = this.#items.get(cell);
    if (known !== undefined) return known;
    const structure = 'key security';
    const { view } = this.#image;
    const start = this.#claims.claim(cell, KeySecurity.size, structure);
    if (start === 0) return undefined;
    const signature = view.getUint16(start, true);
    if (signature !== SK)
      this.#findings.add('wrong-signature', start, structure, 'sk', `0x${signature.toString(16)}`);
    else {
      const size = view.getUint32(start + KeySecurity.at.descriptorSize, true);
      const room = this.#claims.room(start) - KeySecurity.size;
      if (size > room)
        this.#findings.add('cell-too-small', start + KeySecurity.at.descriptorSize, structure, size, room);
    }
    const item = { start, references: 0, isInList: false };
    this.#items.set(cell, item);
    return item;
  }

  /** After all key nodes: follows the list from the root's item, then compares reference counts. */
  finish(first: number): void {
    if (this.#items.has(first)) this.#followList(first);
    for (const [cell, { start, references, isInList }] of this.#items) {
      const said = this.#image.view.getUint32(start + KeySecurity.at.referenceCount, true);
      if (said !== references)
        this.#findings.add(
          'security-reference-count',
          start + KeySecurity.at.referenceCount,
          'key security',
          references,
          said,
        );
      if (!isInList)
        this.#findings.add(
          'security-not-in-list',
          cell + BASE_BLOCK_SIZE,
          'key security',
          'in the list',
          'not in it',
        );
    }
  }

  /** Ends when it comes back to the first item, and at the latest when it meets any item twice. */
  #followList(first: number): void {
    const { view } = this.#image;
    let cell = first;
    for (;;) {
      const item = this.#item(cell);
      if (item === undefined) return;
      item.isInList = true;
      const next = view.getInt32(item.start + KeySecurity.at.flink, true);
      const following = this.#item(next);
      if (following === undefined) return;
      const back = view.getInt32(following.start + KeySecurity.at.blink, true);
      if (back !== cell)
        this.#findings.add(
          'security-list',
          following.start + KeySecurity.at.blink,
          'key security',
          cell,
          back,
        );
      if (next === first) return;
      if (following.isInList) {
        this.#findings.add(
          'security-list',
          item.start + KeySecurity.at.flink,
          'key security',
          'back to the first item',
          next,
        );
        return;
      }
      cell = next;
    }
  }
}
