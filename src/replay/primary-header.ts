import type { ByteSource } from '../ground/brand.ts';
import { baseBlockChecksum } from '../regf/checksum.ts';
import {
  BASE_BLOCK_CHECKED_SIZE,
  BASE_BLOCK_SIZE,
  BaseBlock,
  FILE_TYPE_NEW_LOG,
} from '../regf/structures/base-block.ts';
import { hasSignature } from './dirty-state.ts';

/**
 * The first sector of a primary file, as bytes: the fields of a base block that have a meaning on a disk. One sector is
 * written whole or not at all, so that it alone decides at which instant a hive becomes another one.
 * Specification: "Base block"; "Dirty state of a hive".
 */
export type PrimaryHeader = Uint8Array;

/** Bytes of a header. */
export const HEADER_SIZE = BASE_BLOCK_CHECKED_SIZE;

/** File offset at which the hive bins data starts. */
export const HIVE_BINS_START = BASE_BLOCK_SIZE;

/** @throws HiveError what the source throws */
export async function readHeader(source: ByteSource): Promise<PrimaryHeader> {
  const header = new Uint8Array(HEADER_SIZE);
  await source.read(header, 0);
  return header;
}

/** A copy that carries these sequence numbers and the checksum that goes with them. */
export function withSequenceNumbers(
  header: PrimaryHeader,
  primarySequenceNumber: number,
  secondarySequenceNumber: number,
): PrimaryHeader {
  return changed(header, { primarySequenceNumber, secondarySequenceNumber });
}

/** The header as the first sector of a new-format log says it. Specification: "New format", base block. */
export function asLogHeader(
  header: PrimaryHeader,
  sequenceNumber: number,
  hiveBinsDataSize: number,
): Uint8Array {
  return changed(header, {
    primarySequenceNumber: sequenceNumber,
    secondarySequenceNumber: sequenceNumber,
    fileType: FILE_TYPE_NEW_LOG,
    hiveBinsDataSize,
  });
}

function changed(header: PrimaryHeader, fields: Parameters<typeof BaseBlock.encode>[2]): PrimaryHeader {
  const bytes = header.slice(0, HEADER_SIZE);
  BaseBlock.encode(bytes, 0, fields);
  BaseBlock.encode(bytes, 0, { checksum: baseBlockChecksum(bytes) });
  return bytes;
}

/** Whether it is the first sector of a new-format log, whole. */
export function isLogHeader(header: PrimaryHeader): boolean {
  if (!hasSignature(header)) return false;
  const { fileType, checksum } = BaseBlock.decode(header, 0, { file: '' });
  return fileType === FILE_TYPE_NEW_LOG && checksum === baseBlockChecksum(header);
}

/** Sizes in bytes. @throws HiveError 'hive-signature' where there is no base block */
export function headerFacts(header: PrimaryHeader): {
  readonly primarySequenceNumber: number;
  readonly secondarySequenceNumber: number;
  readonly hiveBinsDataSize: number;
  readonly flags: number;
} {
  return BaseBlock.decode(header, 0, { file: '' });
}
