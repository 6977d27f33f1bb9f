import { ascii, type Decoded, raw, u16, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** dwFlags. */
export const FLAG_READ_ONLY = 0x4;
export const FLAG_WRITE_IN_PROGRESS = 0x40;

/** dwVersion of a WIM that is packed by LZMS, as .esd files are, or has solid resources; wimlib: "version 3584". */
export const VERSION_SOLID = 0xe00;

/** The upper byte of a resource's size holds flags. */
export const SIZE_BITS = 56n;
export const RESOURCE_METADATA = 0x2;
export const RESOURCE_COMPRESSED = 0x4;
/** It shares a packed block with others. */
export const RESOURCE_SOLID = 0x10;

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
  /** Of the image that a machine is started from: its metadata resource once more. */
  bootMetadataSize: u64(96),
  bootMetadataOffset: u64(104),
  bootMetadataOriginalSize: u64(112),
  bootIndex: u32(120),
  integritySize: u64(124),
  integrityOffset: u64(132),
  integrityOriginalSize: u64(140),
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

/** Lookup table entry: where a resource lies, and the SHA-1 of what it holds. Specification: "Lookup Table". */
export const LookupEntry = layout('lookup table entry', 50, {
  size: u64(0),
  offset: u64(8),
  originalSize: u64(16),
  partNumber: u16(24),
  /** How many files of all images together hold this. */
  references: u32(26),
  sha1: raw(30, 20),
});

/** Specification: "Integrity Table"; the SHA-1 of each piece follows. */
export const IntegrityHeader = layout('integrity table', 12, {
  size: u32(0),
  pieces: u32(4),
  pieceSize: u32(8),
});

export const SHA1_SIZE = 20;

/** Begins a metadata resource; the directory entries begin behind all of it. Specification: "Security Data". */
export const SecurityHeader = layout('security data', 8, {
  size: u32(0),
  entries: u32(4),
});

export const ATTRIBUTE_FOLDER = 0x10;
export const ATTRIBUTE_NORMAL = 0x80;
export const ATTRIBUTE_REPARSE_POINT = 0x400;
export const ATTRIBUTE_ENCRYPTED = 0x4000;

/** What stands for the security descriptor's number where there is none. */
export const NO_SECURITY = 0xffff_ffff;

/** DIRENTRY; its name follows, in UTF-16. Specification: "Directory Entry". */
export const DirectoryEntry = layout('directory entry', 102, {
  /** A multiple of 8, with all but further streams; an empty entry, of 0, ends a folder. */
  length: u64(0),
  attributes: u32(8),
  securityId: u32(12),
  /** Where the entries of what is in a folder begin, from the start of the resource. */
  subfolderOffset: u64(16),
  creationTime: u64(40),
  lastAccessTime: u64(48),
  lastWriteTime: u64(56),
  /** Of the contents; zeros where there are none. */
  sha1: raw(64, SHA1_SIZE),
  /** What names of one file have in common; 0 where it has one name. */
  hardLinkGroup: u64(88),
  /** Streams besides; each has an entry of its own behind this one. */
  streams: u16(96),
  shortNameLength: u16(98),
  nameLength: u16(100),
});

/** A stream's entry behind a directory entry. Specification: "Stream Entry". */
export const StreamEntry = layout('stream entry', 38, {
  length: u64(0),
  sha1: raw(16, SHA1_SIZE),
  nameLength: u16(36),
});
