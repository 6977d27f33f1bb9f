import type { ReadOnlyFile } from '../../files/file-system.ts';
import type { ByteSource, FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';
import type { ImagePart } from '../part.ts';
import {
  FLAG_READ_ONLY,
  FLAG_WRITE_IN_PROGRESS,
  LookupEntry,
  PipableHeader,
  RESOURCE_SOLID,
  SIZE_BITS,
  VERSION_SOLID,
  WIM_HEADER_SIZE,
  WimHeader,
} from './structures.ts';
import { readImages } from './wim-xml.ts';

/** One image of a WIM, as its XML data tells it. */
export interface WimImage extends ImagePart {
  /** What whoever made it found in it; missing where it holds no Windows, or nobody looked. */
  readonly windows?: WimWindows;
}

export interface WimWindows {
  readonly product?: string;
  readonly edition?: string;
  /** Such as '10.0.26100.4349'. */
  readonly version?: string;
  readonly languages: readonly string[];
}

export interface Wim {
  readonly path: FilePath;
  readonly images: readonly WimImage[];
  readonly isPipable: boolean;
  readonly isSolid: boolean;
  readonly isReadOnly: boolean;
  /** A write was begun and not ended: what stands behind the header's tables counts for nothing. */
  readonly isHalfWritten: boolean;
  readonly hasIntegrityTable: boolean;
  /** 1 for a WIM that is not split. */
  readonly totalParts: number;
}

/** No WIM has so much of it: a Windows' is a few kilobytes. Bytes. */
const LARGEST_XML = 64 * 1024 * 1024;

/** A Windows has some 150,000 entries of 50 bytes. */
export const LARGEST_LOOKUP_TABLE = 512 * 1024 * 1024;

/** Whether a file begins as a WIM does. */
export function isWimBeginning(bytes: Uint8Array): boolean {
  const tag = String.fromCharCode(...bytes.subarray(0, 8));
  return tag === 'MSWIM\0\0\0' || tag === 'WLPWM\0\0\0';
}

/**
 * Reads a WIM's header and its XML data; what it holds is not looked at.
 * @throws HiveError 'image-signature', 'image-truncated', 'image-structure', 'file-read'
 */
export async function readWim(file: ReadOnlyFile): Promise<Wim> {
  const { path } = file;
  const beginning = await bytesAt(file, 0, WIM_HEADER_SIZE);
  const isPipable = String.fromCharCode(...beginning.subarray(0, 5)) === 'WLPWM';
  const base = isPipable ? Math.max(0, file.length - WIM_HEADER_SIZE) : 0;
  const header = isPipable
    ? PipableHeader.decode(await bytesAt(file, base, WIM_HEADER_SIZE), 0, { file: path, base })
    : WimHeader.decode(beginning, 0, { file: path });
  const images = await readXml(file, header);
  if (images.length !== header.imageCount)
    throw structureError(path, 'image count', header.imageCount, images.length);
  return {
    path,
    images,
    isPipable,
    isSolid: header.version === VERSION_SOLID && (await hasSolidResource(file, header)),
    isReadOnly: (header.flags & FLAG_READ_ONLY) !== 0,
    isHalfWritten: (header.flags & FLAG_WRITE_IN_PROGRESS) !== 0,
    hasIntegrityTable: header.integrityOffset !== 0n,
    totalParts: header.totalParts,
  };
}

/** Packing by LZMS has the same version: only a resource tells whether it shares a block with others. */
async function hasSolidResource(file: ReadOnlyFile, header: WimHeader): Promise<boolean> {
  const size = Number(header.lookupTableSize & ((1n << SIZE_BITS) - 1n));
  if (size > LARGEST_LOOKUP_TABLE)
    throw structureError(file.path, 'lookup table', `at most ${LARGEST_LOOKUP_TABLE} bytes`, size);
  const table = await bytesAt(file, Number(header.lookupTableOffset), size);
  for (let at = FLAGS_AT; at < table.length; at += LookupEntry.size)
    if (((table[at] ?? 0) & RESOURCE_SOLID) !== 0) return true;
  return false;
}

/** The upper byte of the size. */
const FLAGS_AT = LookupEntry.at.size + 7;

async function readXml(
  file: ReadOnlyFile,
  { xmlSize, xmlOffset }: Pick<WimHeader, 'xmlSize' | 'xmlOffset'>,
): Promise<readonly WimImage[]> {
  const size = Number(xmlSize & ((1n << SIZE_BITS) - 1n));
  const offset = Number(xmlOffset);
  if (offset + size > file.length)
    throw new HiveError('image-truncated', {
      file: file.path,
      offset,
      structure: 'XML data',
      expected: `${size} bytes`,
      actual: `${Math.max(0, file.length - offset)} bytes`,
    });
  if (size > LARGEST_XML) throw structureError(file.path, 'XML data', `at most ${LARGEST_XML} bytes`, size);
  const text = new TextDecoder('utf-16le').decode(await bytesAt(file, offset, size));
  return readImages(text);
}

export async function bytesAt(file: ByteSource, position: number, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(size, file.length - position)));
  await file.read(bytes, position);
  return bytes;
}

export function structureError(
  file: FilePath,
  structure: string,
  expected: string | number,
  actual: string | number,
  offset = 0,
): HiveError<'image-structure'> {
  return new HiveError('image-structure', { file, offset, structure, expected, actual });
}
