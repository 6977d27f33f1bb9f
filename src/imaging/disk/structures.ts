import { ascii, type Decoded, raw, u8, u16, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Specification: UEFI, "Protective MBR" and "Legacy MBR"; the signature is one of all boot sectors. */
export const MASTER_BOOT_RECORD_SIZE = 512;

export const MasterBootRecord = layout('master boot record', MASTER_BOOT_RECORD_SIZE, {
  entries: raw(446, 64),
  signature: ascii(510, '\x55\xaa'),
});

/** Four in a master boot record, two in each link of the chain of logical partitions. Numbers count sectors. */
export const MbrEntry = layout('MBR partition', 16, {
  type: u8(4),
  firstSector: u32(8),
  sectors: u32(12),
});

/** A GPT stands behind it. */
export const MBR_TYPE_PROTECTIVE = 0xee;
/** Logical partitions stand in it: by cylinders, by sectors, Linux'. */
export const MBR_TYPES_EXTENDED: readonly number[] = [0x05, 0x0f, 0x85];

/** Specification: UEFI, "GPT Header". */
export const GptHeader = layout('GPT header', 92, {
  signature: ascii(0, 'EFI PART'),
  revision: u32(8),
  headerSize: u32(12),
  entriesSector: u64(72),
  entryCount: u32(80),
  entrySize: u32(84),
});

/** Specification: UEFI, "GPT Partition Entry". The name is UTF-16LE, filled up with zeros. */
export const GptEntry = layout('GPT partition', 128, {
  type: raw(0, 16),
  firstSector: u64(32),
  lastSector: u64(40),
  name: raw(56, 72),
});

/** A volume's first sector, as far as NTFS and BitLocker have it in common. */
export const VolumeBootSector = layout('boot sector', 512, {
  system: raw(3, 8),
  bytesPerSector: u16(11),
  sectorsPerCluster: u8(13),
  /** Cluster numbers. */
  mft: u64(48),
  /** In clusters; negative: two to that power, in bytes. */
  recordSize: u8(64),
});

/** A record of the master file table. */
export const FileRecord = layout('file record', 48, {
  signature: ascii(0, 'FILE'),
  firstAttribute: u16(20),
});

/** An attribute that lies in its record. */
export const ResidentAttribute = layout('attribute', 24, {
  type: u32(0),
  length: u32(4),
  valueOffset: u16(20),
});

/** $VOLUME_INFORMATION */
export const VolumeInformation = layout('volume information', 12, { flags: u16(10) });

export type GptHeader = Decoded<typeof GptHeader>;
