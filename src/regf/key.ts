import type { CellOffset, FileOffset } from '../ground/brand.ts';
import { type ByteRange, byteRange } from './byte-ranges.ts';
import type { HiveImage } from './hive-image.ts';
import { isSpelling } from './names.ts';
import { nameOf, type StoredName } from './stored-name.ts';
import { DATA_SEGMENT_SIZE } from './structures/big-data.ts';
import { CELL_HEADER_SIZE, fileOffset, NO_CELL } from './structures/cell.ts';
import { KEY_COMP_NAME, KEY_PREDEF_HANDLE, KeyNode } from './structures/key-node.ts';
import { KeySecurity } from './structures/key-security.ts';
import { DATA_IS_INLINE, KeyValue } from './structures/key-value.ts';
import { subkeyOffsets } from './subkeys-list.ts';
import { Value } from './value.ts';

const { nameLength: NAME_LENGTH, flags: FLAGS } = KeyNode.at;

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

function nodeName(image: HiveImage, offset: CellOffset, start: FileOffset): StoredName {
  const length = image.view.getUint16(start + NAME_LENGTH, true);
  const room = image.cellDataSize(offset) - KeyNode.size;
  if (length > room) image.refuse('key node', start + NAME_LENGTH, `a name of at most ${room} bytes`, length);
  const isCompressed = (image.view.getUint16(start + FLAGS, true) & KEY_COMP_NAME) !== 0;
  const bytes = image.bytes.subarray(start + KeyNode.size, start + KeyNode.size + length);
  return { bytes, isCompressed };
}

function* dataRangesOf(values: readonly Value[]): Generator<ByteRange, void, void> {
  for (const { dataPlace } of values) {
    const { dataSize, dataOffset } = dataPlace;
    const at = fileOffset(dataOffset as CellOffset);
    if (dataSize > 0 && dataSize < DATA_IS_INLINE)
      yield byteRange(at, at + CELL_HEADER_SIZE + Math.min(dataSize, DATA_SEGMENT_SIZE));
  }
}
