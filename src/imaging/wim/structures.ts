import { ascii, type Decoded, u16, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** dwFlags. */
export const FLAG_READ_ONLY = 0x4;
export const FLAG_WRITE_IN_PROGRESS = 0x40;

/** dwVersion of a WIM with solid resources, as .esd files are; wimlib: "version 3584". */
export const VERSION_SOLID = 0xe00;

/** The upper byte of a resource's size holds flags. */
export const SIZE_BITS = 56n;

/** Specification: "Windows Imaging File Format (WIM)", _WIMHEADER_V1_PACKED; each resource is a _RESHDR_DISK_SHORT. */
const FIELDS = {
  headerSize: u32(8),
  version: u32(12),
  flags: u32(16),
  chunkSize: u32(20),
  partNumber: u16(40),
  totalParts: u16(42),
  imageCount: u32(44),
  lookupTableSize: u64(48),
  lookupTableOffset: u64(56),
  lookupTableOriginalSize: u64(64),
  xmlSize: u64(72),
  xmlOffset: u64(80),
  xmlOriginalSize: u64(88),
  bootIndex: u32(120),
  integritySize: u64(124),
  integrityOffset: u64(132),
} as const;

export const WIM_HEADER_SIZE = 208;

export const WimHeader = layout('WIM header', WIM_HEADER_SIZE, {
  signature: ascii(0, 'MSWIM\0\0\0'),
  ...FIELDS,
});

/** wimlib's own form for pipes: the whole header stands at the end. wimlib: "Pipable WIM files". */
export const PipableHeader = layout('pipable WIM header', WIM_HEADER_SIZE, {
  signature: ascii(0, 'WLPWM\0\0\0'),
  ...FIELDS,
});

export type WimHeader = Decoded<typeof WimHeader>;
