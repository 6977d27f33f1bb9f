import type { CellOffset } from '../ground/brand.ts';
import { type ByteRange, touches } from './byte-ranges.ts';
import type { HiveImage } from './hive-image.ts';
import { isBigData } from './structures/big-data.ts';
import { CELL_HEADER_SIZE, NO_CELL } from './structures/cell.ts';
import { KEY_PREDEF_HANDLE, KeyNode } from './structures/key-node.ts';
import { KeySecurity } from './structures/key-security.ts';
import { DATA_IS_INLINE, KeyValue } from './structures/key-value.ts';
import { subkeyOffsets } from './subkeys-list.ts';
import { readValueData } from './value-data.ts';

const {
  flags: FLAGS,
  valueCount: VALUE_COUNT,
  valuesList: VALUES_LIST,
  className: CLASS_NAME,
  classNameLength: CLASS_NAME_LENGTH,
  security: SECURITY,
  subkeyCount: SUBKEY_COUNT,
  subkeysList: SUBKEYS_LIST,
} = KeyNode.at;
const { descriptorSize: DESCRIPTOR_SIZE } = KeySecurity.at;
const { dataSize: DATA_SIZE, dataOffset: DATA_OFFSET } = KeyValue.at;

/** The signatures of leaves begin with an l, that of an index root doesn't. */
const LEAF_LETTER = 'l'.charCodeAt(0);

/**
 * Tells keys that are the same bytes at the same places in two hives, without decoding them: a comparison of large hives
 * spends its time here.
 */
export class UntouchedKeys {
  readonly #image: HiveImage;
  readonly #view: DataView;
  readonly #changed: readonly ByteRange[];

  /** @param changed where `image` differs from the other hive; normalized. */
  constructor(image: HiveImage, changed: readonly ByteRange[]) {
    this.#image = image;
    this.#view = image.view;
    this.#changed = changed;
  }

  /**
   * Whether no cell that the key at `cell` owns, nor its security descriptor, has a changed byte.
   * @throws HiveError 'hive-structure' where a cell is none.
   */
  has(cell: CellOffset): boolean {
    const start = this.#image.cellStart(cell, 'key node', KeyNode.size);
    const view = this.#view;
    if (!this.#isSame(cell, start)) return false;
    const valueCount =
      view.getUint16(start + FLAGS, true) & KEY_PREDEF_HANDLE ? 0 : view.getUint32(start + VALUE_COUNT, true);
    if (
      valueCount > 0 &&
      !this.#hasValues(view.getUint32(start + VALUES_LIST, true) as CellOffset, valueCount)
    )
      return false;
    const className = view.getUint32(start + CLASS_NAME, true) as CellOffset;
    if (
      className !== NO_CELL &&
      view.getUint16(start + CLASS_NAME_LENGTH, true) > 0 &&
      !this.#hasCell(className, 'class name')
    )
      return false;
    if (!this.#hasSecurity(view.getUint32(start + SECURITY, true) as CellOffset)) return false;
    return (
      view.getUint32(start + SUBKEY_COUNT, true) === 0 ||
      this.#hasLists(view.getUint32(start + SUBKEYS_LIST, true) as CellOffset)
    );
  }

  /** Only the reference count may differ. */
  #hasSecurity(cell: CellOffset): boolean {
    if (cell === NO_CELL) return true;
    const start = this.#image.cellStart(cell, 'key security', KeySecurity.size);
    return !touches(this.#changed, start + DESCRIPTOR_SIZE, start + this.#image.cellDataSize(cell));
  }

  #hasLists(list: CellOffset): boolean {
    let isSame = true;
    for (const _ of subkeyOffsets(this.#image, list, (cell) => {
      isSame &&= this.#hasCell(cell, 'subkeys list');
    })) {
      // A leaf tells of itself before its first element: there is no need to go through the others.
      if (!isSame) return false;
      if (this.#isLeaf(list)) return true;
    }
    return isSame;
  }

  #isLeaf(list: CellOffset): boolean {
    return this.#view.getUint8(this.#image.cellStart(list, 'subkeys list')) === LEAF_LETTER;
  }

  #hasValues(list: CellOffset, count: number): boolean {
    const start = this.#image.cellStart(list, 'key values list', count * 4);
    if (!this.#isSame(list, start)) return false;
    for (let i = 0; i < count; i++)
      if (!this.#hasValue(this.#view.getUint32(start + i * 4, true) as CellOffset)) return false;
    return true;
  }

  #hasValue(cell: CellOffset): boolean {
    const start = this.#image.cellStart(cell, 'key value', KeyValue.size);
    if (!this.#isSame(cell, start)) return false;
    const size = this.#view.getUint32(start + DATA_SIZE, true);
    if (size === 0 || size >= DATA_IS_INLINE) return true;
    if (!isBigData(size, this.#image.baseBlock.minorVersion))
      return this.#hasCell(this.#view.getUint32(start + DATA_OFFSET, true) as CellOffset, 'value data');
    let isSame = true;
    const record = KeyValue.decode(this.#image.bytes, start, this.#image.context);
    readValueData(this.#image, record, start, (data) => {
      isSame &&= this.#hasCell(data, 'value data');
    });
    return isSame;
  }

  #hasCell(cell: CellOffset, structure: string): boolean {
    return this.#isSame(cell, this.#image.cellStart(cell, structure));
  }

  #isSame(cell: CellOffset, start: number): boolean {
    return !touches(this.#changed, start - CELL_HEADER_SIZE, start + this.#image.cellDataSize(cell));
  }
}
