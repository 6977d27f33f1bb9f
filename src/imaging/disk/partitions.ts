import type { ReadOnlyFile } from '../../files/file-system.ts';
import { HiveError } from '../../ground/errors.ts';
import type { ImagePart } from '../part.ts';
import {
  GptEntry,
  GptHeader,
  MASTER_BOOT_RECORD_SIZE,
  MasterBootRecord,
  MBR_TYPE_PROTECTIVE,
  MBR_TYPES_EXTENDED,
  MbrEntry,
  VolumeBootSector,
} from './structures.ts';

/** A partition of a disk. Numbers are those that Linux and diskpart give: of GPT the entry's, of MBR from 5 on for logical ones. */
export interface Partition extends ImagePart {
  /** Bytes from the disk's beginning. */
  readonly offset: number;
  readonly size: number;
}

const SECTOR_SIZES = [512, 4096];
/** A table has 128; each is read at once. */
const MOST_ENTRIES = 1024;
const MOST_LOGICAL = 128;

/**
 * The partitions of a disk: of its GPT, or else of its MBR. A disk that is one volume is one partition, number 1.
 * @param disk whose length is that of the disk.
 * @throws HiveError 'image-truncated', 'image-structure', 'file-read'
 */
export async function readPartitions(disk: ReadOnlyFile): Promise<readonly Partition[]> {
  const first = await bytesAt(disk, 0, MASTER_BOOT_RECORD_SIZE);
  if (first.length < MASTER_BOOT_RECORD_SIZE) return [];
  for (const sector of SECTOR_SIZES) {
    const header = await bytesAt(disk, sector, sector);
    if (textOf(header.subarray(0, 8)) === 'EFI PART') return readGpt(disk, header, sector);
  }
  if (isVolume(first)) return [{ index: 1, name: '', offset: 0, size: disk.length }];
  if (first[510] !== 0x55 || first[511] !== 0xaa) return [];
  return readMbr(disk, first);
}

/** A file system without a partition table has its own boot sector at the beginning. */
function isVolume(sector: Uint8Array): boolean {
  const { system } = VolumeBootSector.decode(sector, 0, { file: '' });
  return ['NTFS    ', '-FVE-FS-'].includes(textOf(system));
}

async function readGpt(disk: ReadOnlyFile, bytes: Uint8Array, sector: number): Promise<readonly Partition[]> {
  const { path: file, length } = disk;
  const { entriesSector, entryCount, entrySize } = GptHeader.decode(bytes, 0, { file, base: sector });
  if (entrySize < GptEntry.size || entrySize > 4096 || entryCount > MOST_ENTRIES)
    throw structureError(file, sector, 'GPT header', `${entryCount} entries of ${entrySize} bytes`);
  const base = Number(entriesSector) * sector;
  const entries = await bytesAt(disk, base, entryCount * entrySize);
  const found: Partition[] = [];
  for (let at = 0; at + entrySize <= entries.length; at += entrySize) {
    const { type, firstSector, lastSector, name } = GptEntry.decode(entries, at, { file, base });
    if (type.every((byte) => byte === 0)) continue;
    const offset = Number(firstSector) * sector;
    const size = (Number(lastSector) - Number(firstSector) + 1) * sector;
    const text = new TextDecoder('utf-16le').decode(name).replace(/\0.*$/s, '');
    found.push({ index: at / entrySize + 1, name: text, offset, size });
  }
  return found.map((partition) => within(file, length, partition));
}

async function readMbr(disk: ReadOnlyFile, bytes: Uint8Array): Promise<readonly Partition[]> {
  const { path: file, length } = disk;
  const [sector = 512] = SECTOR_SIZES;
  const found: Partition[] = [];
  let extended: number | undefined;
  for (const [place, { type, firstSector, sectors }] of mbrEntries(bytes, file, 0).entries()) {
    if (type === 0 || type === MBR_TYPE_PROTECTIVE || sectors === 0) continue;
    if (MBR_TYPES_EXTENDED.includes(type)) extended ??= firstSector;
    else found.push({ index: place + 1, name: '', offset: firstSector * sector, size: sectors * sector });
  }
  const logical = extended === undefined ? [] : await readLogical(disk, extended, sector);
  return [...found, ...logical].map((partition) => within(file, length, partition));
}

/** A chain: each link has one logical partition, from the link on, and the next link, from the chain's beginning on. */
async function readLogical(disk: ReadOnlyFile, chain: number, sector: number): Promise<readonly Partition[]> {
  const found: Partition[] = [];
  const met = new Set<number>();
  for (let link: number | undefined = chain; link !== undefined && met.size < MOST_LOGICAL; ) {
    if (met.has(link)) throw structureError(disk.path, link * sector, 'logical partitions', 'a cycle');
    met.add(link);
    const bytes = await bytesAt(disk, link * sector, MASTER_BOOT_RECORD_SIZE);
    const [own, next]: readonly MbrPartition[] = mbrEntries(bytes, disk.path, link * sector);
    if (own !== undefined && own.type !== 0 && own.sectors > 0) {
      const offset = (link + own.firstSector) * sector;
      found.push({ index: 5 + found.length, name: '', offset, size: own.sectors * sector });
    }
    const isMore = next !== undefined && MBR_TYPES_EXTENDED.includes(next.type);
    link = isMore ? chain + next.firstSector : undefined;
  }
  return found;
}

type MbrPartition = ReturnType<typeof MbrEntry.decode>;

function mbrEntries(bytes: Uint8Array, file: string, base: number): readonly MbrPartition[] {
  const { entries } = MasterBootRecord.decode(bytes, 0, { file, base });
  return [0, 1, 2, 3].map((place) => MbrEntry.decode(entries, place * MbrEntry.size, { file, base }));
}

/** @throws HiveError 'image-structure' for a partition that leaves its disk. */
function within(file: string, length: number, partition: Partition): Partition {
  const { index, offset, size } = partition;
  const isWithin = Number.isSafeInteger(offset + size) && size > 0 && offset > 0 && offset + size <= length;
  if (!isWithin) throw structureError(file, offset, `partition ${index}`, `${size} bytes of ${length}`);
  return partition;
}

function structureError(
  file: string,
  offset: number,
  structure: string,
  actual: string,
): HiveError<'image-structure'> {
  return new HiveError('image-structure', {
    file,
    offset,
    structure,
    expected: 'a place on the disk',
    actual,
  });
}

export async function bytesAt(file: ReadOnlyFile, position: number, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(size, file.length - position)));
  await file.read(bytes, position);
  return bytes;
}

/** One character for each byte. */
export const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
