import type { ByteSource } from '../../ground/brand.ts';
import type { NamedSource } from '../../ground/byte-sources.ts';
import { addPiece, type Piece, pieceOf, type Resource } from './resource.ts';
import { RESOURCE_COMPRESSED } from './structures.ts';
import { bytesAt, structureError } from './wim-file.ts';

/**
 * The chunks of a compressed resource. Each is packed by itself, and one that packing would not make smaller lies there as it is:
 * so a resource of which little changes takes over all other chunks as they lie, and needs nobody who packs. A table before
 * them tells where each but the first begins. Specification: "Resource compression".
 */

const LARGEST_NARROW = 0xffff_ffff;

/** A chunk's place in the table: 8 bytes for what is larger than 4 GiB. */
const entrySizeOf = (originalSize: number): number => (originalSize > LARGEST_NARROW ? 8 : 4);

const countOf = (originalSize: number, chunkSize: number): number => Math.ceil(originalSize / chunkSize);

/** How many bytes of the contents a chunk holds. */
export const chunkLength = (originalSize: number, chunkSize: number, index: number): number =>
  Math.max(0, Math.min(chunkSize, originalSize - index * chunkSize));

/**
 * Where the chunks of a resource lie in the file, with the end as the last.
 * @throws HiveError 'image-structure'
 */
export async function readChunkOffsets(
  file: NamedSource,
  { offset, size, originalSize }: Resource,
  chunkSize: number,
): Promise<readonly number[]> {
  const count = countOf(originalSize, chunkSize);
  const entrySize = entrySizeOf(originalSize);
  const tableSize = Math.max(0, count - 1) * entrySize;
  if (tableSize > size)
    throw structureError(file.path, 'chunk table', `at most ${size} bytes`, tableSize, offset);
  const table = await bytesAt(file, offset, tableSize);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const start = offset + tableSize;
  const offsets = [start];
  for (let at = 0; at < tableSize; at += entrySize)
    offsets.push(start + (entrySize === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))));
  offsets.push(offset + size);
  for (let index = 0; index < count; index++) {
    const length = (offsets[index + 1] ?? 0) - (offsets[index] ?? 0);
    const most = chunkLength(originalSize, chunkSize, index);
    if (length > 0 && length <= most) continue;
    throw structureError(file.path, 'chunk', `1 to ${most} bytes`, length, offset + index * entrySize);
  }
  return offsets;
}

/** A resource before it is written. */
export interface NewResource {
  readonly flags: number;
  readonly originalSize: number;
  readonly pieces: readonly Piece[];
}

/** What lies there as it is. */
export function stored(source: ByteSource): NewResource {
  const { length } = source;
  return { flags: 0, originalSize: length, pieces: [{ source, position: 0, length }] };
}

/**
 * Takes over the chunks that are the same, and stores the others as they are.
 * @param old a compressed resource.
 * @throws HiveError 'image-structure'
 */
export async function spliced(
  file: NamedSource,
  old: Resource,
  chunkSize: number,
  content: ByteSource,
  isSame: (chunk: number) => boolean,
): Promise<NewResource> {
  const offsets = await readChunkOffsets(file, old, chunkSize);
  const count = countOf(content.length, chunkSize);
  const entrySize = entrySizeOf(content.length);
  const table = new Uint8Array(Math.max(0, count - 1) * entrySize);
  const view = new DataView(table.buffer);
  const pieces: Piece[] = [pieceOf(table)];
  let place = 0;
  for (let index = 0; index < count; index++) {
    if (index > 0 && entrySize === 4) view.setUint32((index - 1) * 4, place, true);
    else if (index > 0) view.setBigUint64((index - 1) * 8, BigInt(place), true);
    const length = chunkLength(content.length, chunkSize, index);
    const [start, end] = [offsets[index], offsets[index + 1]];
    const isTaken =
      start !== undefined &&
      end !== undefined &&
      chunkLength(old.originalSize, chunkSize, index) === length &&
      isSame(index);
    const piece = isTaken
      ? { source: file, position: start, length: end - start }
      : { source: content, position: index * chunkSize, length };
    addPiece(pieces, piece);
    place += piece.length;
  }
  return { flags: RESOURCE_COMPRESSED, originalSize: content.length, pieces };
}
