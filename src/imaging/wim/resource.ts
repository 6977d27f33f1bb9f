import type { ByteSource } from '../../ground/brand.ts';
import { type NamedSource, sourceOfBytes } from '../../ground/byte-sources.ts';
import { HiveError } from '../../ground/errors.ts';
import { SIZE_BITS } from './structures.ts';

/** Where a piece of data lies in a WIM. Specification: _RESHDR_DISK_SHORT. */
export interface Resource {
  readonly flags: number;
  /** As it lies in the file. */
  readonly size: number;
  readonly offset: number;
  readonly originalSize: number;
}

interface PackedResource {
  readonly size: bigint;
  readonly offset: bigint;
  readonly originalSize: bigint;
}

/** @throws HiveError 'image-truncated' when it does not lie in the file as a whole. */
export function unpackResource(file: NamedSource, structure: string, packed: PackedResource): Resource {
  const resource = {
    flags: Number(packed.size >> SIZE_BITS),
    size: Number(packed.size & ((1n << SIZE_BITS) - 1n)),
    offset: Number(packed.offset),
    originalSize: Number(packed.originalSize),
  };
  if (resource.offset + resource.size <= file.length) return resource;
  throw new HiveError('image-truncated', {
    file: file.path,
    offset: resource.offset,
    structure,
    expected: `${resource.size} bytes`,
    actual: `${Math.max(0, file.length - resource.offset)} bytes`,
  });
}

export function packResource({ flags, size, offset, originalSize }: Resource): PackedResource {
  return {
    size: (BigInt(flags) << SIZE_BITS) | BigInt(size),
    offset: BigInt(offset),
    originalSize: BigInt(originalSize),
  };
}

/** Bytes that a new resource is put together from. */
export interface Piece {
  readonly source: ByteSource;
  readonly position: number;
  readonly length: number;
}

/** Bytes in memory as a piece. */
export const pieceOf = (bytes: Uint8Array): Piece => ({
  source: sourceOfBytes(bytes, ''),
  position: 0,
  length: bytes.length,
});

/** Adds a piece, to the one before it where it goes on. */
export function addPiece(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.source === piece.source && last.position + last.length === piece.position)
    pieces[pieces.length - 1] = { ...last, length: last.length + piece.length };
  else pieces.push(piece);
}
