import type { CellOffset } from '../../ground/brand.ts';
import type { HiveImage } from '../hive-image.ts';
import { CELL_HEADER_SIZE, fileOffset } from '../structures/cell.ts';
import { INDEX_ROOT_DEPTH_LIMIT } from '../structures/index-root.ts';
import { KEY_COMP_NAME, KEY_HIVE_ENTRY, KEY_PREDEF_HANDLE, KeyNode } from '../structures/key-node.ts';
import { RI, SubkeysListHeader, subkeysListElementSize } from '../subkeys-list.ts';
import type { SecurityCheck } from './check-security.ts';
import { ValuesCheck } from './check-values.ts';
import type { Claims } from './claims.ts';
import type { Findings } from './findings.ts';
import { NameOrder } from './name-order.ts';

const {
  flags: FLAGS,
  nameLength: NAME_LENGTH,
  security: SECURITY,
  classNameLength: CLASS_NAME_LENGTH,
  className: CLASS_NAME,
  valueCount: VALUE_COUNT,
  valuesList: VALUES_LIST,
  largestValueNameLength: LARGEST_VALUE_NAME_LENGTH,
  subkeyCount: SUBKEY_COUNT,
  subkeysList: SUBKEYS_LIST,
  largestSubkeyNameLength: LARGEST_SUBKEY_NAME_LENGTH,
  parent: PARENT,
} = KeyNode.at;
const { size: LIST_HEADER_SIZE } = SubkeysListHeader;
const { count: COUNT } = SubkeysListHeader.at;

/** "nk" as a little-endian number. */
const NK = 0x6b6e;

/** Walks all key nodes from the root. A cell is claimed before it is read, so the walk is as long as the hive at most. */
export class TreeCheck {
  readonly #view: DataView;
  readonly #claims: Claims;
  readonly #findings: Findings;
  readonly #security: SecurityCheck;
  readonly #values: ValuesCheck;
  readonly #names: NameOrder;
  /** Key nodes with subkeys still to be visited: cell offsets. */
  #pending = new Int32Array(1024);
  #pendingCount = 0;
  // The subkeys list being checked.
  #parent = 0;
  #listed = 0;
  #longestSubkeyName = 0;

  constructor(image: HiveImage, claims: Claims, security: SecurityCheck, findings: Findings) {
    this.#view = image.view;
    this.#claims = claims;
    this.#findings = findings;
    this.#security = security;
    this.#values = new ValuesCheck(image, claims, findings);
    this.#names = new NameOrder(image, findings);
  }

  run(root: number): void {
    const start = this.#checkKeyNode(root);
    if (start === 0) return;
    const flags = this.#view.getUint16(start + FLAGS, true);
    if ((flags & KEY_HIVE_ENTRY) === 0)
      this.#findings.add('root-flag-missing', start + FLAGS, 'key node', KEY_HIVE_ENTRY, flags);
    while (this.#pendingCount > 0) this.#checkSubkeys(this.#pending[--this.#pendingCount] ?? 0);
  }

  /** Everything about a key node but its subkeys, which it puts on the pile. @returns 0 when there is none. */
  #checkKeyNode(cell: number): number {
    const structure = 'key node';
    const view = this.#view;
    const start = this.#claims.claim(cell, KeyNode.size, structure);
    if (start === 0) return 0;
    const signature = view.getUint16(start, true);
    if (signature !== NK) {
      this.#findings.add('wrong-signature', start, structure, 'nk', `0x${signature.toString(16)}`);
      return 0;
    }
    const nameLength = view.getUint16(start + NAME_LENGTH, true);
    const room = this.#claims.room(start) - KeyNode.size;
    if (nameLength > room) {
      this.#findings.add('name-too-long', start + NAME_LENGTH, structure, room, nameLength);
      return 0;
    }
    this.#security.refer(view.getInt32(start + SECURITY, true), start);
    const classNameLength = view.getUint16(start + CLASS_NAME_LENGTH, true);
    const className = view.getInt32(start + CLASS_NAME, true);
    if (className !== -1 && classNameLength > 0) this.#claims.claim(className, classNameLength, 'class name');
    const valueCount = view.getUint32(start + VALUE_COUNT, true);
    if (valueCount > 0 && (view.getUint16(start + FLAGS, true) & KEY_PREDEF_HANDLE) === 0) {
      const longest = this.#values.checkList(view.getInt32(start + VALUES_LIST, true), valueCount);
      const said = view.getUint32(start + LARGEST_VALUE_NAME_LENGTH, true);
      if (longest > said)
        this.#findings.add(
          'largest-name-length',
          start + LARGEST_VALUE_NAME_LENGTH,
          structure,
          longest,
          said,
        );
    }
    if (view.getUint32(start + SUBKEY_COUNT, true) > 0) this.#push(cell);
    return start;
  }

  #push(cell: number): void {
    if (this.#pendingCount === this.#pending.length) {
      const larger = new Int32Array(this.#pending.length * 2);
      larger.set(this.#pending);
      this.#pending = larger;
    }
    this.#pending[this.#pendingCount++] = cell;
  }

  #checkSubkeys(cell: number): void {
    const view = this.#view;
    const start = fileOffset(cell as CellOffset) + CELL_HEADER_SIZE;
    this.#parent = cell;
    this.#listed = 0;
    this.#longestSubkeyName = 0;
    this.#names.begin();
    this.#checkList(view.getInt32(start + SUBKEYS_LIST, true), 0);
    const count = view.getUint32(start + SUBKEY_COUNT, true);
    if (count !== this.#listed)
      this.#findings.add('subkey-count', start + SUBKEY_COUNT, 'key node', this.#listed, count);
    const said = view.getUint16(start + LARGEST_SUBKEY_NAME_LENGTH, true);
    if (this.#longestSubkeyName > said)
      this.#findings.add(
        'largest-name-length',
        start + LARGEST_SUBKEY_NAME_LENGTH,
        'key node',
        this.#longestSubkeyName,
        said,
      );
  }

  #checkList(cell: number, depth: number): void {
    const structure = 'subkeys list';
    const view = this.#view;
    const start = this.#claims.claim(cell, LIST_HEADER_SIZE, structure);
    if (start === 0) return;
    const signature = view.getUint16(start, true);
    const count = view.getUint16(start + COUNT, true);
    const elementSize = subkeysListElementSize(signature);
    if (elementSize === 0) {
      this.#findings.add(
        'wrong-signature',
        start,
        structure,
        'li, lf, lh or ri',
        `0x${signature.toString(16)}`,
      );
      return;
    }
    const room = this.#claims.room(start) - LIST_HEADER_SIZE;
    if (count * elementSize > room) {
      this.#findings.add('cell-too-small', start + COUNT, structure, count * elementSize, room);
      return;
    }
    if (signature === RI && depth > INDEX_ROOT_DEPTH_LIMIT) {
      this.#findings.add('subkeys-list-nesting', start, 'index root', INDEX_ROOT_DEPTH_LIMIT, depth);
      return;
    }
    for (let at = start + LIST_HEADER_SIZE, end = at + count * elementSize; at < end; at += elementSize) {
      const element = view.getInt32(at, true);
      if (signature === RI) this.#checkList(element, depth + 1);
      else this.#checkSubkey(element, signature, at);
    }
  }

  #checkSubkey(cell: number, listSignature: number, element: number): void {
    const view = this.#view;
    this.#listed++;
    const start = this.#checkKeyNode(cell);
    if (start === 0) return;
    const parent = view.getInt32(start + PARENT, true);
    if (parent !== this.#parent)
      this.#findings.add('wrong-parent', start + PARENT, 'key node', this.#parent, parent >>> 0);
    this.#names.next(start, listSignature, element);
    const length = view.getUint16(start + NAME_LENGTH, true);
    const wide = view.getUint16(start + FLAGS, true) & KEY_COMP_NAME ? length * 2 : length;
    if (wide > this.#longestSubkeyName) this.#longestSubkeyName = wide;
  }
}
