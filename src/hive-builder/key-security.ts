import type { CellOffset } from '../ground/brand.ts';
import { KeySecurity } from '../regf/structures/key-security.ts';
import type { HiveBins } from './hive-bins.ts';

interface Item {
  readonly cell: CellOffset;
  references: number;
}

/**
 * The key security items of a hive: one for each distinct descriptor, in a doubly linked list, counting the keys that
 * use it. Specification: "Key security".
 */
export class KeySecurityItems {
  readonly #bins: HiveBins;
  readonly #items = new Map<string, Item>();
  /** The descriptor asked for last, since neighbouring keys share theirs. */
  #last: { readonly descriptor: Uint8Array; readonly item: Item } | undefined;

  constructor(bins: HiveBins) {
    this.#bins = bins;
  }

  /** The item for a key with this descriptor; counts the key. */
  refer(descriptor: Uint8Array): CellOffset {
    const item = this.#last?.descriptor === descriptor ? this.#last.item : this.#find(descriptor);
    this.#last = { descriptor, item };
    item.references++;
    return item.cell;
  }

  /** Writes links and reference counts; to be called once, at the end. */
  finish(): void {
    const items = [...this.#items.values()];
    for (const [index, item] of items.entries()) {
      const next = items[(index + 1) % items.length] ?? item;
      const previous = items[(index + items.length - 1) % items.length] ?? item;
      const links = { flink: next.cell, blink: previous.cell, referenceCount: item.references };
      KeySecurity.encode(this.#bins.dataOf(item.cell), 0, links);
    }
  }

  #find(descriptor: Uint8Array): Item {
    const contents = descriptor.join();
    const known = this.#items.get(contents);
    if (known !== undefined) return known;
    const cell = this.#bins.allocate(KeySecurity.size + descriptor.length);
    const data = this.#bins.dataOf(cell);
    KeySecurity.encode(data, 0, { descriptorSize: descriptor.length });
    data.set(descriptor, KeySecurity.size);
    const item = { cell, references: 0 };
    this.#items.set(contents, item);
    return item;
  }
}

/** Rights of an access control entry on a registry key. */
const KEY_ALL_ACCESS = 0xf003f;
const KEY_READ = 0x20019;

const ADMINISTRATORS = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]; // S-1-5-32-544
const USERS = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 33, 2, 0, 0]; // S-1-5-32-545
const SYSTEM = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]; // S-1-5-18

/** Owner Administrators, group SYSTEM; both may do everything, Users may read. What most keys of SOFTWARE carry. */
export function everydayDescriptor(): Uint8Array {
  return securityDescriptor([
    { sid: ADMINISTRATORS, rights: KEY_ALL_ACCESS },
    { sid: SYSTEM, rights: KEY_ALL_ACCESS },
    { sid: USERS, rights: KEY_READ },
  ]);
}

/** Owner Administrators, group SYSTEM, and nobody else may look: what keys of SAM carry. */
export function systemOnlyDescriptor(): Uint8Array {
  return securityDescriptor([{ sid: SYSTEM, rights: KEY_ALL_ACCESS }]);
}

interface AccessEntry {
  readonly sid: readonly number[];
  readonly rights: number;
}

/** Self-relative form, with an inheritable access list. Source: MS-DTYP, 2.4.6 SECURITY_DESCRIPTOR, 2.4.5 ACL, 2.4.4.2 ACE. */
function securityDescriptor(entries: readonly AccessEntry[]): Uint8Array {
  const header = 20;
  const aclSize = entries.reduce((size, entry) => size + 8 + entry.sid.length, 8);
  const bytes = new Uint8Array(header + aclSize + ADMINISTRATORS.length + SYSTEM.length);
  const view = new DataView(bytes.buffer);
  const owner = header + aclSize;
  view.setUint8(0, 1); // revision
  view.setUint16(2, 0x8004, true); // self-relative, access list present
  view.setUint32(4, owner, true);
  view.setUint32(8, owner + ADMINISTRATORS.length, true);
  view.setUint32(16, header, true);
  view.setUint8(header, 2); // revision of the access list
  view.setUint16(header + 2, aclSize, true);
  view.setUint16(header + 4, entries.length, true);
  let at = header + 8;
  for (const { sid, rights } of entries) {
    view.setUint8(at + 1, 2); // access allowed, inherited by subkeys
    view.setUint16(at + 2, 8 + sid.length, true);
    view.setUint32(at + 4, rights, true);
    bytes.set(sid, at + 8);
    at += 8 + sid.length;
  }
  bytes.set(ADMINISTRATORS, owner);
  bytes.set(SYSTEM, owner + ADMINISTRATORS.length);
  return bytes;
}
