import type { ReadOnlyFile } from '../../files/file-system.ts';
import { isHiveError } from '../../ground/errors.ts';
import { bytesAt, type Partition, textOf } from './partitions.ts';
import { FileRecord, ResidentAttribute, VolumeBootSector, VolumeInformation } from './structures.ts';

/** What lies in a partition, told by its first sector. */
export type VolumeKind =
  /** `wantsCheck`: Windows noted that it has to be checked before it is written to. */
  | { readonly kind: 'ntfs'; readonly wantsCheck: boolean }
  | { readonly kind: 'bitlocker' }
  | { readonly kind: 'other' };

/** $Volume's record in the master file table. */
const VOLUME_RECORD = 3;
const TYPE_VOLUME_INFORMATION = 0x70;
const TYPE_END = 0xffff_ffff;
const VOLUME_IS_DIRTY = 0x1;
/** Records have 1 or 4 KB. Bytes. */
const LARGEST_RECORD = 64 * 1024;

export async function readVolumeKind(
  disk: ReadOnlyFile,
  { offset }: Pick<Partition, 'offset'>,
): Promise<VolumeKind> {
  const bytes = await bytesAt(disk, offset, VolumeBootSector.size);
  if (bytes.length < VolumeBootSector.size) return { kind: 'other' };
  const boot = VolumeBootSector.decode(bytes, 0, { file: disk.path, base: offset });
  const system = textOf(boot.system);
  if (system === '-FVE-FS-') return { kind: 'bitlocker' };
  if (system !== 'NTFS    ') return { kind: 'other' };
  return { kind: 'ntfs', wantsCheck: await isDirty(disk, offset, boot) };
}

/** What is damaged wants a check as well. Specification: NTFS, $Volume, $VOLUME_INFORMATION. */
async function isDirty(
  disk: ReadOnlyFile,
  volume: number,
  boot: ReturnType<typeof VolumeBootSector.decode>,
): Promise<boolean> {
  const cluster = clusterSize(boot);
  const size = recordSize(boot.recordSize, cluster);
  if (size > LARGEST_RECORD) return true;
  const base = volume + Number(boot.mft) * cluster + VOLUME_RECORD * size;
  const record = await bytesAt(disk, base, size);
  const context = { file: disk.path, base };
  try {
    let { firstAttribute: at } = FileRecord.decode(record, 0, context);
    while (at + 4 <= record.length && new DataView(record.buffer).getUint32(at, true) !== TYPE_END) {
      const { type, length, valueOffset } = ResidentAttribute.decode(record, at, context);
      if (type === TYPE_VOLUME_INFORMATION)
        return (VolumeInformation.decode(record, at + valueOffset, context).flags & VOLUME_IS_DIRTY) !== 0;
      if (length < ResidentAttribute.size) return true;
      at += length;
    }
    return true;
  } catch (error) {
    if (isHiveError(error, 'image-truncated') || isHiveError(error, 'image-signature')) return true;
    throw error;
  }
}

/** Above 0x80 it is the negative of a power of two: clusters of more than 64 KB. */
function clusterSize({ bytesPerSector, sectorsPerCluster }: ReturnType<typeof VolumeBootSector.decode>) {
  const sectors = sectorsPerCluster > 0x80 ? 2 ** (256 - sectorsPerCluster) : sectorsPerCluster;
  return bytesPerSector * sectors;
}

function recordSize(field: number, cluster: number): number {
  return field > 0x7f ? 2 ** (256 - field) : field * cluster;
}
