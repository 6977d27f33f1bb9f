import type { ByteSource, CellOffset, FileOffset, FilePath } from '../ground/brand.ts';
import { type ByteRange, byteRange } from './byte-ranges.ts';
import { decodeBaseBlock, HiveImage } from './hive-image.ts';
import { HivePages } from './hive-pages.ts';
import { decodeCompressedName, decodeWideName, isSpelling } from './names.ts';

import { BASE_BLOCK_SIZE, type BaseBlock } from './structures/base-block.ts';
import { DATA_SEGMENT_SIZE } from './structures/big-data.ts';
import { CELL_HEADER_SIZE, fileOffset, NO_CELL } from './structures/cell.ts';

import { KEY_COMP_NAME, KEY_PREDEF_HANDLE, KeyNode } from './structures/key-node.ts';

import { KeySecurity } from './structures/key-security.ts';
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
import { subkeyOffsets } from './subkeys-list.ts';
import { dataSizeOf, readValueData } from './value-data.ts';

const { nameLength: NAME_LENGTH, flags: FLAGS } = KeyNode.at;

/** A part of a hive that is read on demand. Views. */
export interface SeenOfHive {
  /** Bytes of the base block and of the hive bins data. */
  readonly length: number;
  readonly baseBlock: Uint8Array;
  /** Whole allocated cells, ascending. */
  readonly cells: HivePages['cells'];
}

/**
 * Reads a primary file, of which it decodes only what it is asked for.
 * Every access to damaged bytes throws a HiveError ('hive-structure' or 'hive-signature'); none follows a cycle inside a
 * list, but a caller that descends through `subkeys()` must bound itself, or use `walkTree`.
 */
export class HiveReader {
  readonly image: HiveImage;
  /** By key path: what is asked of a hive lies below the same few keys, some of which have hundreds of subkeys. */
  readonly #found = new Map<string, Key | undefined>();
  readonly #pages: HivePages | undefined;

  /**
   * @param bytes a whole primary file, or what `pages` have of it.
   * @throws HiveError 'hive-signature', 'hive-version', 'hive-structure' or 'hive-truncated'.
   */
  constructor(bytes: Uint8Array, file: FilePath, pages?: HivePages) {
    this.image = new HiveImage(bytes, file, pages);
    this.#pages = pages;
  }

  /**
   * Reads the base block alone. What is asked of this reader must be asked inside of `whenRead`, which reads the rest as
   * far as it is needed.
   * @param source stays open for as long as that is done.
   * @throws HiveError as the constructor does, and 'file-read'.
   */
  static async onDemand(source: ByteSource, file: FilePath): Promise<HiveReader> {
    const head = new Uint8Array(Math.min(source.length, BASE_BLOCK_SIZE));
    await source.read(head, 0);
    const { hiveBinsDataSize } = decodeBaseBlock(head, source.length, file);
    const pages = new HivePages(source, BASE_BLOCK_SIZE + hiveBinsDataSize);
    await pages.fill([byteRange(0, BASE_BLOCK_SIZE)]);
    return new HiveReader(pages.bytes, file, pages);
  }

  get bytes(): Uint8Array {
    return this.image.bytes;
  }

  /** The base block, and all cells that this reader looked at: what others need to see of the hive to look at the same. */
  get seen(): SeenOfHive {
    const { bytes, end } = this.image;
    return { length: end, baseBlock: bytes.subarray(0, BASE_BLOCK_SIZE), cells: this.#pages?.cells ?? [] };
  }

  get file(): FilePath {
    return this.image.file;
  }

  get baseBlock(): BaseBlock {
    return this.image.baseBlock;
  }

  root(): Key {
    return new Key(this.image, this.baseBlock.rootCellOffset as CellOffset);
  }

  /**
   * The key at `path`, names from the root downwards, compared as the registry compares. It is looked for once: the bytes
   * are taken to stay as they are.
   */
  find(path: readonly string[]): Key | undefined {
    const name = path.at(-1);
    if (name === undefined) return this.root();
    const place = path.join('\\');
    if (this.#found.has(place)) return this.#found.get(place);
    const key = this.find(path.slice(0, -1))?.subkey(name);
    this.#found.set(place, key);
    return key;
  }
}

export class Key {
  readonly offset: CellOffset;
  readonly #image: HiveImage;
  readonly #start: FileOffset;
  #node: KeyNode | undefined;

  constructor(image: HiveImage, offset: CellOffset) {
    this.#image = image;
    this.offset = offset;
    this.#start = image.cellStart(offset, 'key node', KeyNode.size);
    KeyNode.verify(image.bytes, this.#start, image.context);
  }

  /** The key node's fields as they stand. Most keys are only passed through: then one or two of them are read. */
  get node(): KeyNode {
    this.#node ??= KeyNode.decode(this.#image.bytes, this.#start, this.#image.context);
    return this.#node;
  }

  #read(field: 'flags' | 'subkeyCount' | 'subkeysList' | 'valueCount' | 'valuesList'): number {
    return KeyNode.read(this.#image.view, this.#start, field);
  }

  get name(): string {
    return nameOf(nodeName(this.#image, this.offset, this.#start));
  }

  get flags(): number {
    return this.#read('flags');
  }

  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  get lastWritten(): bigint {
    return this.node.lastWritten;
  }

  get subkeyCount(): number {
    return this.#read('subkeyCount');
  }

  /** 0 for a predefined handle, which keeps the handle in that field. Specification: "Key node", flags. */
  get valueCount(): number {
    return this.flags & KEY_PREDEF_HANDLE ? 0 : this.#read('valueCount');
  }

  /** @throws HiveError while iterating, also when the list holds more or fewer subkeys than the key node says. */
  *subkeys(): Generator<Key, void, void> {
    for (const offset of this.subkeyOffsets()) yield new Key(this.#image, offset);
  }

  /** Where the subkeys' key nodes are, without a look at them. */
  *subkeyOffsets(): Generator<CellOffset, void, void> {
    if (this.subkeyCount === 0) return;
    let count = 0;
    for (const offset of subkeyOffsets(this.#image, this.#read('subkeysList') as CellOffset)) {
      if (++count > this.subkeyCount) break;
      yield offset;
    }
    if (count !== this.subkeyCount)
      this.#image.refuse(
        'key node',
        this.#start + KeyNode.at.subkeyCount,
        `${count} subkeys, as listed`,
        this.subkeyCount,
      );
  }

  /**
   * The first subkey of that name. Every name is compared: neither the order of the list nor its hashes are trusted,
   * because other tools write them wrong.
   */
  subkey(name: string): Key | undefined {
    for (const offset of this.subkeyOffsets()) {
      const start = this.#image.cellStart(offset, 'key node', KeyNode.size);
      const { bytes, isCompressed } = nodeName(this.#image, offset, start);
      if (isSpelling(bytes, isCompressed, name)) return new Key(this.#image, offset);
    }
    return undefined;
  }

  *values(): Generator<Value, void, void> {
    const count = this.valueCount;
    if (count === 0) return;
    const list = this.#image.cellStart(this.#read('valuesList') as CellOffset, 'key values list', count * 4);
    const offsetAt = (i: number) => this.#image.view.getUint32(list + i * 4, true) as CellOffset;
    this.#image.expectCells(count, offsetAt, KeyValue.size);
    for (let i = 0; i < count; i++) yield new Value(this.#image, offsetAt(i));
  }

  /** Tells that the data of these values are looked at next: what is missing of them is read in one go. */
  expectData(values: readonly Value[]): void {
    this.#image.requireRanges(dataRangesOf(values));
  }

  /** The first value of that name; '' is the default value. */
  value(name: string): Value | undefined {
    for (const value of this.values()) if (value.isNamed(name)) return value;
    return undefined;
  }

  /** Class name, usually UTF-16LE. Specification: "Key node", class name. */
  get className(): Uint8Array | undefined {
    const { className, classNameLength } = this.node;
    if (className === NO_CELL || classNameLength === 0) return undefined;
    return this.#image
      .cellData(className as CellOffset, 'class name', classNameLength)
      .subarray(0, classNameLength);
  }

  /** The security descriptor, self-relative. */
  get security(): Uint8Array | undefined {
    const cell = this.node.security as CellOffset;
    if (cell === NO_CELL) return undefined;
    const start = this.#image.cellStart(cell, 'key security', KeySecurity.size);
    const { descriptorSize } = KeySecurity.decode(this.#image.bytes, start, this.#image.context);
    return this.#image
      .cellData(cell, 'key security', KeySecurity.size + descriptorSize)
      .subarray(KeySecurity.size, KeySecurity.size + descriptorSize);
  }
}

function* dataRangesOf(values: readonly Value[]): Generator<ByteRange, void, void> {
  for (const { record } of values) {
    const { dataSize, dataOffset } = record;
    const at = fileOffset(dataOffset as CellOffset);
    if (dataSize > 0 && dataSize < DATA_IS_INLINE)
      yield byteRange(at, at + CELL_HEADER_SIZE + Math.min(dataSize, DATA_SEGMENT_SIZE));
  }
}

/** A name as it lies in the hive. */
interface StoredName {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

function nameOf({ bytes, isCompressed }: StoredName): string {
  return isCompressed ? decodeCompressedName(bytes) : decodeWideName(bytes);
}

function nodeName(image: HiveImage, offset: CellOffset, start: FileOffset): StoredName {
  const length = image.view.getUint16(start + NAME_LENGTH, true);
  const room = image.cellDataSize(offset) - KeyNode.size;
  if (length > room) image.refuse('key node', start + NAME_LENGTH, `a name of at most ${room} bytes`, length);
  const isCompressed = (image.view.getUint16(start + FLAGS, true) & KEY_COMP_NAME) !== 0;
  const bytes = image.bytes.subarray(start + KeyNode.size, start + KeyNode.size + length);
  return { bytes, isCompressed };
}

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

  #read(field: 'nameLength' | 'dataSize' | 'type' | 'flags'): number {
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
    return dataSizeOf(this.record);
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
    return readValueData(this.#image, this.record, this.#start);
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
