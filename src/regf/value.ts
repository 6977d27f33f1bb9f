import type { CellOffset, FileOffset } from '../ground/brand.ts';
import type { HiveImage } from './hive-image.ts';
import { decodeWideName, isSpelling } from './names.ts';
import { nameOf, type StoredName } from './stored-name.ts';
import {
  DATA_IS_INLINE,
  KeyValue,
  REG_DWORD,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_SZ,
  VALUE_COMP_NAME,
} from './structures/key-value.ts';
import { type DataPlace, dataSizeOf, readValueData } from './value-data.ts';

export class Value {
  readonly offset: CellOffset;
  readonly #image: HiveImage;
  readonly #start: FileOffset;
  #record: KeyValue | undefined;

  constructor(image: HiveImage, offset: CellOffset) {
    this.#image = image;
    this.offset = offset;
    this.#start = image.cellStart(offset, 'key value', KeyValue.size);
    KeyValue.verify(image.bytes, this.#start, image.context);
  }

  /** The key value's fields as they stand. */
  get record(): KeyValue {
    this.#record ??= KeyValue.decode(this.#image.bytes, this.#start, this.#image.context);
    return this.#record;
  }

  /** Where the key value says that its data are. */
  get dataPlace(): DataPlace {
    return { dataSize: this.#read('dataSize'), dataOffset: this.#read('dataOffset') };
  }

  #read(field: 'nameLength' | 'dataSize' | 'dataOffset' | 'type' | 'flags'): number {
    return KeyValue.read(this.#image.view, this.#start, field);
  }

  /** '' for the default value. */
  get name(): string {
    return nameOf(this.#storedName());
  }

  /** As the registry compares names. */
  isNamed(name: string): boolean {
    const { bytes, isCompressed } = this.#storedName();
    return isSpelling(bytes, isCompressed, name);
  }

  #storedName(): StoredName {
    const nameLength = this.#read('nameLength');
    const room = this.#image.cellDataSize(this.offset) - KeyValue.size;
    if (nameLength > room)
      this.#image.refuse(
        'key value',
        this.#start + KeyValue.at.nameLength,
        `a name of at most ${room} bytes`,
        nameLength,
      );
    const bytes = this.#image.bytes.subarray(
      this.#start + KeyValue.size,
      this.#start + KeyValue.size + nameLength,
    );
    return { bytes, isCompressed: (this.flags & VALUE_COMP_NAME) !== 0 };
  }

  get type(): number {
    return this.#read('type');
  }

  get flags(): number {
    return this.#read('flags');
  }

  /** Bytes. */
  get dataSize(): number {
    return dataSizeOf(this.dataPlace);
  }

  /** Whether the data lies inside the key value itself. */
  get isInline(): boolean {
    return (this.#read('dataSize') & DATA_IS_INLINE) !== 0;
  }

  /** Where the four bytes of inline data are. */
  get inlineDataOffset(): FileOffset {
    return (this.#start + KeyValue.at.dataOffset) as FileOffset;
  }

  /** @returns a view on the hive's bytes where the data lies in one piece, a copy of big data. */
  data(): Uint8Array {
    return readValueData(this.#image, this.dataPlace, this.#start);
  }

  /** The number of a REG_DWORD of four bytes; undefined for anything else. */
  asDword(): number | undefined {
    if (this.type !== REG_DWORD || this.dataSize !== 4) return undefined;
    const data = this.data();
    return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  }

  /** The text of a REG_SZ, REG_EXPAND_SZ or REG_LINK up to its first null; undefined for other types. */
  asString(): string | undefined {
    if (this.type !== REG_SZ && this.type !== REG_EXPAND_SZ && this.type !== REG_LINK) return undefined;
    const text = decodeWideName(this.data());
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  /** The strings of a REG_MULTI_SZ up to the empty one that ends them; undefined for other types. */
  asMultiString(): string[] | undefined {
    if (this.type !== REG_MULTI_SZ) return undefined;
    const strings = decodeWideName(this.data()).split('\0');
    const end = strings.indexOf('');
    return end < 0 ? strings : strings.slice(0, end);
  }
}
