import { createHash } from 'node:crypto';
import type { NamedSource } from '../../ground/byte-sources.ts';
import type { Resource } from './resource.ts';
import { IntegrityHeader, SHA1_SIZE, WIM_HEADER_SIZE } from './structures.ts';
import { bytesAt, structureError } from './wim-file.ts';

/** The SHA-1 of each piece of what lies between the header and the end of the lookup table. */
export interface IntegrityTable {
  readonly pieceSize: number;
  readonly hashes: Uint8Array;
}

/** No program makes larger pieces; usual are 10 MiB. */
const LARGEST_PIECE = 0x800_0000;

/** @throws HiveError 'image-truncated', 'image-structure' */
export async function readIntegrityTable(
  file: NamedSource,
  { offset, size }: Resource,
  lookupEnd: number,
): Promise<IntegrityTable> {
  const header = IntegrityHeader.decode(await bytesAt(file, offset, IntegrityHeader.size), 0, {
    file: file.path,
    base: offset,
  });
  const { pieceSize, pieces } = header;
  if (pieceSize === 0 || pieceSize > LARGEST_PIECE)
    throw structureError(
      file.path,
      'integrity table',
      `pieces of at most ${LARGEST_PIECE}`,
      pieceSize,
      offset,
    );
  const expected = Math.ceil((lookupEnd - WIM_HEADER_SIZE) / pieceSize);
  const expectedSize = IntegrityHeader.size + expected * SHA1_SIZE;
  if (pieces !== expected || header.size !== expectedSize || size !== expectedSize)
    throw structureError(file.path, 'integrity table', `${expected} pieces`, pieces, offset);
  return { pieceSize, hashes: await bytesAt(file, offset + IntegrityHeader.size, expected * SHA1_SIZE) };
}

/**
 * The table after the file has grown. Whole pieces that were told of before keep their SHA-1: damage in them stays told.
 * @returns its bytes.
 */
export async function grownIntegrityTable(
  file: NamedSource,
  { pieceSize, hashes }: IntegrityTable,
  ends: { readonly before: number; readonly after: number },
): Promise<Uint8Array> {
  const kept = Math.floor((ends.before - WIM_HEADER_SIZE) / pieceSize);
  const pieces = Math.ceil((ends.after - WIM_HEADER_SIZE) / pieceSize);
  const bytes = new Uint8Array(IntegrityHeader.size + pieces * SHA1_SIZE);
  IntegrityHeader.encode(bytes, 0, { size: bytes.length, pieces, pieceSize });
  bytes.set(hashes.subarray(0, kept * SHA1_SIZE), IntegrityHeader.size);
  for (let piece = kept; piece < pieces; piece++) {
    const start = WIM_HEADER_SIZE + piece * pieceSize;
    const contents = await bytesAt(file, start, Math.min(pieceSize, ends.after - start));
    bytes.set(createHash('sha1').update(contents).digest(), IntegrityHeader.size + piece * SHA1_SIZE);
  }
  return bytes;
}
