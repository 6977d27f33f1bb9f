import type { ByteSource, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { baseBlockChecksum } from '../regf/checksum.ts';
import {
  BASE_BLOCK_CHECKED_SIZE,
  BASE_BLOCK_SIZE,
  BaseBlock,
  FILE_TYPE_PRIMARY,
} from '../regf/structures/base-block.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE, HiveBin } from '../regf/structures/hive-bin.ts';
import type { DirtyReason } from './account.ts';

/** A file that lies under a path: the primary file of a hive, or a transaction log. */
export type HiveFile = ByteSource & { readonly path: FilePath };

export interface CleanPrimary {
  readonly state: 'clean';
  readonly baseBlock: BaseBlock;
}

export interface DirtyPrimary {
  readonly state: 'dirty';
  readonly reasons: readonly DirtyReason[];
  /** The first 4096 bytes of the file. */
  readonly bytes: Uint8Array;
  /** Undefined when its checksum or signature is wrong: then no field of it may be relied on. */
  readonly baseBlock: BaseBlock | undefined;
}

/**
 * Tells whether Windows would look into the transaction logs before it uses this hive.
 * Specification: "Dirty state of a hive".
 *
 * A base block without its signature counts as dirty when a first hive bin follows it: Windows takes the base block
 * from a log then. Anything else without a signature is not a hive.
 *
 * @throws HiveError 'hive-truncated', 'hive-signature', 'hive-structure' (a log given as the primary file), 'file-read'
 */
export async function readDirtyState(primary: HiveFile): Promise<CleanPrimary | DirtyPrimary> {
  const bytes = await readBaseBlock(primary);
  const context = { file: primary.path };
  if (!hasSignature(bytes)) {
    if (!(await hasFirstHiveBin(primary))) BaseBlock.decode(bytes, 0, context);
    return { state: 'dirty', reasons: ['base-block-unreadable'], bytes, baseBlock: undefined };
  }
  const baseBlock = BaseBlock.decode(bytes, 0, context);
  const reasons: DirtyReason[] = [];
  const isChecksumRight = baseBlock.checksum === baseBlockChecksum(bytes);
  if (!isChecksumRight) reasons.push('checksum-wrong');
  if (baseBlock.primarySequenceNumber !== baseBlock.secondarySequenceNumber)
    reasons.push('sequence-numbers-differ');
  if (isChecksumRight) refuseOtherFileType(baseBlock, primary.path);
  if (reasons.length === 0) return { state: 'clean', baseBlock };
  return { state: 'dirty', reasons, bytes, baseBlock: isChecksumRight ? baseBlock : undefined };
}

async function readBaseBlock(primary: HiveFile): Promise<Uint8Array> {
  if (primary.length < BASE_BLOCK_SIZE) {
    const start = new Uint8Array(BASE_BLOCK_CHECKED_SIZE);
    await primary.read(start.subarray(0, Math.min(start.length, primary.length)), 0);
    // A short text is no truncated hive: its signature tells.
    if (primary.length >= 4) BaseBlock.decode(start, 0, { file: primary.path });
    throw new HiveError('hive-truncated', {
      file: primary.path,
      offset: 0,
      structure: 'base block',
      expected: `${BASE_BLOCK_SIZE} bytes`,
      actual: `${primary.length} bytes`,
    });
  }
  const bytes = new Uint8Array(BASE_BLOCK_SIZE);
  await primary.read(bytes, 0);
  return bytes;
}

export function hasSignature(bytes: Uint8Array): boolean {
  const expected = BaseBlock.fields.signature.expected ?? '';
  return (
    bytes.length >= expected.length && [...expected].every((letter, i) => bytes[i] === letter.charCodeAt(0))
  );
}

/** Header of the hive bin that starts at `offset` of the hive bins data; undefined when none does. */
export async function readHiveBinAt(
  source: ByteSource,
  offset: number,
  end: number,
): Promise<HiveBin | undefined> {
  if (offset + HIVE_BIN_HEADER_SIZE > end || BASE_BLOCK_SIZE + end > source.length) return undefined;
  const bytes = new Uint8Array(HIVE_BIN_HEADER_SIZE);
  await source.read(bytes, BASE_BLOCK_SIZE + offset);
  return decodeHiveBin(bytes, offset, end);
}

/** Undefined when `bytes` do not start with the header of a hive bin that belongs at `offset` and ends by `end`. */
export function decodeHiveBin(bytes: Uint8Array, offset: number, end: number): HiveBin | undefined {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== HiveBin.fields.signature.expected) return undefined;
  const bin = HiveBin.decode(bytes, 0, { file: '' });
  const isSizeRight = bin.size >= HIVE_BIN_ALIGNMENT && bin.size % HIVE_BIN_ALIGNMENT === 0;
  return isSizeRight && bin.offset === offset && offset + bin.size <= end ? bin : undefined;
}

async function hasFirstHiveBin(primary: HiveFile): Promise<boolean> {
  return (await readHiveBinAt(primary, 0, primary.length - BASE_BLOCK_SIZE)) !== undefined;
}

function refuseOtherFileType(baseBlock: BaseBlock, file: FilePath): void {
  if (baseBlock.fileType === FILE_TYPE_PRIMARY) return;
  throw new HiveError('hive-structure', {
    file,
    offset: BaseBlock.fields.fileType.offset,
    structure: 'base block',
    expected: FILE_TYPE_PRIMARY,
    actual: baseBlock.fileType,
  });
}
