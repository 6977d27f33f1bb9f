import {
  DEEPEST_INDEX,
  decodeRuns,
  findEntry,
  fixedUp,
  type Index,
  NtfsDamage,
  namesBelow,
  type Reference,
} from './ntfs-structures.ts';

/**
 * Reads files out of an NTFS image in memory, as it may lie there after a power loss: nothing is cached and nothing is
 * believed. Field offsets are those of the kernel's fs/ntfs3/ntfs.h and of ntfs-3g's layout.h.
 */

export interface NtfsFile {
  /** Of the file record; the lower 48 bits of a reference. */
  readonly number: number;
  /** Counts how often the record was used for another file. */
  readonly sequence: number;
  /** FILETIME. */
  readonly created: bigint;
  /** FILE_ATTRIBUTE_... */
  readonly attributes: number;
  /** Hexadecimal. */
  readonly descriptor: string;
  readonly contents: Buffer;
}

const ROOT: Reference = { number: 5, sequence: 5 };
const SECURE_RECORD = 9;
const STANDARD_INFORMATION = 0x10;
const ATTRIBUTE_LIST = 0x20;
const SECURITY_DESCRIPTOR = 0x50;
const DATA = 0x80;
const INDEX_ROOT = 0x90;
const INDEX_ALLOCATION = 0xa0;

interface Attribute {
  readonly type: number;
  readonly name: string;
  readonly value: () => Buffer;
}

export class NtfsReader {
  readonly #image: Buffer;
  readonly #clusterSize: number;
  readonly #recordSize: number;
  readonly #indexBlockSize: number;
  readonly #mftStart: number;

  /** @throws NtfsDamage when it does not begin as an NTFS volume does */
  constructor(image: Buffer) {
    this.#image = image;
    if (image.toString('latin1', 3, 11) !== 'NTFS    ') throw new NtfsDamage('no NTFS boot sector');
    this.#clusterSize = image.readUInt16LE(0x0b) * image.readUInt8(0x0d);
    const sizeOf = (clusters: number): number =>
      clusters > 0 ? clusters * this.#clusterSize : 2 ** -clusters;
    this.#recordSize = sizeOf(image.readInt8(0x40));
    this.#indexBlockSize = sizeOf(image.readInt8(0x44));
    this.#mftStart = Number(image.readBigUInt64LE(0x30)) * this.#clusterSize;
  }

  /**
   * The file at that path, or undefined when a folder on the way has no such name.
   * @throws NtfsDamage where a driver could not go on
   */
  find(path: readonly string[]): NtfsFile | undefined {
    const mft = this.#contentsOfMft();
    const found = this.#follow(mft, path);
    return found === undefined ? undefined : this.#file(mft, found.number, found.sequence);
  }

  /** All names in the folder, in their order. @throws NtfsDamage also where there is no such folder */
  names(path: readonly string[]): readonly string[] {
    const mft = this.#contentsOfMft();
    const found = this.#follow(mft, path);
    if (found === undefined) throw new NtfsDamage(`no folder ${path.join('/')}`);
    const index = this.#indexOf(this.#recordAt(mft, found.number, found.sequence));
    return [...namesBelow(index, index.root, 0)];
  }

  #follow(mft: Buffer, path: readonly string[]): Reference | undefined {
    let reference: Reference | undefined = ROOT;
    for (const name of path) {
      reference = this.#lookUp(this.#recordAt(mft, reference.number, reference.sequence), name);
      if (reference === undefined) return undefined;
    }
    return reference;
  }

  #contentsOfMft(): Buffer {
    const first = this.#image.subarray(this.#mftStart, this.#mftStart + this.#recordSize);
    return valueIn(this.#attributes(fixedUp(first, 'FILE', '$MFT')), DATA, '', '$MFT');
  }

  #recordAt(mft: Buffer, number: number, sequence: number): Buffer {
    const where = `file record ${number}`;
    const start = number * this.#recordSize;
    if (start + this.#recordSize > mft.length) throw new NtfsDamage(`${where} lies behind the end of $MFT`);
    const record = fixedUp(mft.subarray(start, start + this.#recordSize), 'FILE', where);
    const isInUse = (record.readUInt16LE(0x16) & 1) !== 0;
    if (!isInUse) throw new NtfsDamage(`${where} is not in use`);
    const actual = record.readUInt16LE(0x10);
    if (actual !== sequence) throw new NtfsDamage(`${where} has sequence number ${actual}, not ${sequence}`);
    return record;
  }

  #file(mft: Buffer, number: number, sequence: number): NtfsFile {
    const where = `file record ${number}`;
    const attributes = this.#attributes(this.#recordAt(mft, number, sequence));
    const standard = valueIn(attributes, STANDARD_INFORMATION, '', where);
    const own = attributes.find(({ type }) => type === SECURITY_DESCRIPTOR);
    const descriptor = own?.value() ?? this.#sharedDescriptor(mft, standard.readUInt32LE(0x34));
    return {
      number,
      sequence,
      created: standard.readBigUInt64LE(0),
      attributes: standard.readUInt32LE(0x20),
      descriptor: descriptor.toString('hex'),
      contents: valueIn(attributes, DATA, '', where),
    };
  }

  #attributes(record: Buffer): readonly Attribute[] {
    const found: Attribute[] = [];
    let at = record.readUInt16LE(0x14);
    while (at + 8 <= record.length && record.readUInt32LE(at) !== 0xffff_ffff) {
      const length = record.readUInt32LE(at + 4);
      if (length < 24 || at + length > record.length) throw new NtfsDamage(`an attribute of ${length} bytes`);
      const bytes = record.subarray(at, at + length);
      const type = bytes.readUInt32LE(0);
      if (type === ATTRIBUTE_LIST)
        throw new Error('a file record with an attribute list: this reader knows none');
      const nameStart = bytes.readUInt16LE(10);
      const name = bytes.toString('utf16le', nameStart, nameStart + 2 * bytes.readUInt8(9));
      const isResident = bytes.readUInt8(8) === 0;
      found.push({
        type,
        name,
        value: () => (isResident ? residentValue(bytes) : this.#nonResidentValue(bytes)),
      });
      at += length;
    }
    return found;
  }

  #nonResidentValue(attribute: Buffer): Buffer {
    if ((attribute.readUInt16LE(12) & 0x00ff) !== 0)
      throw new Error('a compressed attribute: this reader knows none');
    const size = Number(attribute.readBigUInt64LE(0x30));
    const initialized = Number(attribute.readBigUInt64LE(0x38));
    const value = Buffer.alloc(size);
    let at = 0;
    for (const { length, cluster } of decodeRuns(attribute.subarray(attribute.readUInt16LE(0x20)))) {
      const bytes = length * this.#clusterSize;
      if (cluster !== undefined) {
        const start = cluster * this.#clusterSize;
        if (start < 0 || start + bytes > this.#image.length)
          throw new NtfsDamage('a run leads out of the volume');
        this.#image.copy(value, at, start, start + bytes);
      }
      at += bytes;
    }
    if (at < size) throw new NtfsDamage(`runs of ${at} bytes for a size of ${size}`);
    value.fill(0, Math.min(initialized, size));
    return value;
  }

  /** Goes down the folder's B-tree as a driver does: a name that is elsewhere in it is not found. */
  #lookUp(folder: Buffer, name: string): Reference | undefined {
    const index = this.#indexOf(folder);
    let entries = index.root;
    for (let depth = 0; depth < DEEPEST_INDEX; depth += 1) {
      const found = findEntry(entries, name);
      if (found === undefined || 'number' in found) return found;
      entries = index.block(found.block);
    }
    throw new NtfsDamage('an index that goes down for ever');
  }

  #indexOf(folder: Buffer): Index {
    const attributes = this.#attributes(folder);
    const root = valueIn(attributes, INDEX_ROOT, '$I30', 'a folder');
    let allocation: Buffer | undefined;
    return {
      root: root.subarray(0x10 + root.readUInt32LE(0x10)),
      block: (number) => {
        allocation ??= valueIn(attributes, INDEX_ALLOCATION, '$I30', 'a folder');
        const start = number * Math.min(this.#clusterSize, this.#indexBlockSize);
        if (start + this.#indexBlockSize > allocation.length)
          throw new NtfsDamage(`index block ${number} lies behind the end`);
        const bytes = allocation.subarray(start, start + this.#indexBlockSize);
        const block = fixedUp(bytes, 'INDX', `index block ${number}`);
        return block.subarray(0x18 + block.readUInt32LE(0x18));
      },
    };
  }

  #sharedDescriptor(mft: Buffer, id: number): Buffer {
    const attributes = this.#attributes(this.#recordAt(mft, SECURE_RECORD, SECURE_RECORD));
    const stream = valueIn(attributes, DATA, '$SDS', '$Secure');
    // Entries lie at multiples of 16; every 256 KiB are followed by a copy of themselves.
    for (let at = 0; at + 0x14 <= stream.length; ) {
      const size = stream.readUInt32LE(at + 0x10);
      if (size > 0x14 && stream.readUInt32LE(at + 4) === id) return stream.subarray(at + 0x14, at + size);
      at += size === 0 ? 16 : Math.ceil(size / 16) * 16;
    }
    throw new NtfsDamage(`no security descriptor has the number ${id}`);
  }
}

function valueIn(attributes: readonly Attribute[], type: number, name: string, where: string): Buffer {
  const found = attributes.find((one) => one.type === type && one.name === name);
  if (found === undefined) throw new NtfsDamage(`${where} has no attribute 0x${type.toString(16)} ${name}`);
  return found.value();
}

function residentValue(attribute: Buffer): Buffer {
  const start = attribute.readUInt16LE(0x14);
  return attribute.subarray(start, start + attribute.readUInt32LE(0x10));
}
