/** Structures of NTFS as they lie on the disk. Sources: the kernel's fs/ntfs3/ntfs.h, ntfs-3g's layout.h. */

/** The image does not hold what a driver would need. The text says what. */
export class NtfsDamage extends Error {
  override readonly name = 'NtfsDamage';
}

/** What a driver goes by: a file record, and how often it was used for another file. */
export interface Reference {
  readonly number: number;
  readonly sequence: number;
}

/** Of a folder: a B-tree of names. */
export interface Index {
  /** Entries of the topmost node. */
  readonly root: Buffer;
  /** Entries of a node further down. @throws NtfsDamage */
  readonly block: (number: number) => Buffer;
}

const SECTOR = 512;
export const DEEPEST_INDEX = 16;

/** A copy of the record with the last two bytes of each sector as they were before they took the check number. */
export function fixedUp(bytes: Buffer, signature: string, where: string): Buffer {
  if (bytes.toString('latin1', 0, 4) !== signature) throw new NtfsDamage(`${where} lacks its signature`);
  const record = Buffer.from(bytes);
  const start = record.readUInt16LE(4);
  const count = record.readUInt16LE(6) - 1;
  if (count * SECTOR !== record.length || start + 2 * (count + 1) > SECTOR)
    throw new NtfsDamage(`${where} has a check of ${count} sectors`);
  for (let sector = 1; sector <= count; sector += 1) {
    const end = sector * SECTOR - 2;
    if (record.readUInt16LE(end) !== record.readUInt16LE(start)) throw new NtfsDamage(`${where} is torn`);
    record.copy(record, end, start + 2 * sector, start + 2 * sector + 2);
  }
  return record;
}

interface Run {
  readonly length: number;
  /** Undefined for a hole. */
  readonly cluster: number | undefined;
}

export function decodeRuns(bytes: Buffer): readonly Run[] {
  const runs: Run[] = [];
  let cluster = 0;
  for (let at = 0; at < bytes.length && bytes.readUInt8(at) !== 0; ) {
    const [lengthSize, offsetSize] = [bytes.readUInt8(at) & 0xf, bytes.readUInt8(at) >> 4];
    if (lengthSize === 0 || lengthSize > 6 || offsetSize > 6) throw new NtfsDamage('a run of no known form');
    const length = bytes.readUIntLE(at + 1, lengthSize);
    if (offsetSize > 0) cluster += bytes.readIntLE(at + 1 + lengthSize, offsetSize);
    runs.push({ length, cluster: offsetSize === 0 ? undefined : cluster });
    at += 1 + lengthSize + offsetSize;
  }
  return runs;
}

/** What stands for the name in one node of the tree: its file, or the block further down that would have it. */
export function findEntry(node: Buffer, name: string): Reference | { readonly block: number } | undefined {
  const wanted = name.toUpperCase();
  for (const entry of entriesOf(node)) {
    // Names compare by their UTF-16 units in upper case; ASCII is all that these tests use.
    const key = entry.name?.toUpperCase();
    if (key === wanted) return entry.reference;
    if (key === undefined || key > wanted)
      return entry.block === undefined ? undefined : { block: entry.block };
  }
  return undefined;
}

export function* namesBelow(index: Index, node: Buffer, depth: number): Iterable<string> {
  if (depth > DEEPEST_INDEX) throw new NtfsDamage('an index that goes down for ever');
  for (const { name, block } of entriesOf(node)) {
    if (block !== undefined) yield* namesBelow(index, index.block(block), depth + 1);
    if (name !== undefined) yield name;
  }
}

interface Entry {
  readonly reference: Reference;
  /** The last entry of a node has none. */
  readonly name: string | undefined;
  /** The node further down with the names before this one. */
  readonly block: number | undefined;
}

function* entriesOf(node: Buffer): Iterable<Entry> {
  for (let at = 0; at + 0x10 <= node.length; ) {
    const length = node.readUInt16LE(at + 8);
    const flags = node.readUInt16LE(at + 12);
    if (length < 0x10 || at + length > node.length) throw new NtfsDamage('an index entry that overruns');
    const isLast = (flags & 2) !== 0;
    const start = at + 0x10 + 0x42;
    const end = isLast ? start : start + 2 * node.readUInt8(at + 0x10 + 0x40);
    yield {
      reference: { number: node.readUIntLE(at, 6), sequence: node.readUInt16LE(at + 6) },
      name: isLast ? undefined : node.toString('utf16le', start, end),
      block: (flags & 1) === 0 ? undefined : Number(node.readBigUInt64LE(at + length - 8)),
    };
    if (isLast) return;
    at += length;
  }
  throw new NtfsDamage('an index node without an end');
}
