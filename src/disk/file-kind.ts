import type { ReadOnlyFile } from '../files/file-system.ts';
import {
  BASE_BLOCK_CHECKED_SIZE,
  BaseBlock,
  FILE_TYPE_NEW_LOG,
  FILE_TYPE_OLD_LOG,
  FILE_TYPE_OLD_LOG_VARIANT,
} from '../regf/structures/base-block.ts';

/**
 * What a file is that was taken for a hive and is none, told by its first bytes: people name logs, exports, archives
 * and images, and a file system that lost a hive leaves it empty or full of zeros.
 */
export type FileKind =
  | 'empty'
  | 'zeros'
  | 'transaction-log'
  | 'registry-text'
  | 'windows-9x-registry'
  | 'event-log'
  | 'ese-database'
  | 'archive'
  | 'wim'
  | 'disk-image'
  /** One that hivemend does not open by itself. */
  | 'foreign-image'
  | 'program'
  | 'document'
  | 'text';

/** Enough for every signature, and to take a file for zeros: a hive's first hive bin would have begun. Bytes. */
const BEGINNING = 64 * 1024;
/** The footer of a VHD of fixed size, which has no header. Microsoft: "Virtual Hard Disk Image Format Specification". */
const FOOTER = 512;

interface Signature {
  readonly kind: FileKind;
  readonly at: number;
  readonly bytes: string;
}

/** One character stands for one byte. First match wins. */
const SIGNATURES: readonly Signature[] = [
  { kind: 'event-log', at: 0, bytes: 'ElfFile\0' },
  { kind: 'event-log', at: 4, bytes: 'LfLe' }, // before Vista
  { kind: 'ese-database', at: 4, bytes: '\xef\xcd\xab\x89' }, // Microsoft: "ESE", JET_DBINFOMISC, ulMagic
  { kind: 'windows-9x-registry', at: 0, bytes: 'CREG' },
  { kind: 'wim', at: 0, bytes: 'MSWIM\0\0\0' },
  { kind: 'wim', at: 0, bytes: 'WLPWM\0\0\0' }, // wimlib's form for pipes
  { kind: 'disk-image', at: 0, bytes: 'vhdxfile' },
  { kind: 'disk-image', at: 0, bytes: 'conectix' }, // a VHD that grows
  { kind: 'disk-image', at: 0, bytes: 'KDMV' },
  { kind: 'disk-image', at: 0, bytes: 'QFI\xfb' },
  { kind: 'foreign-image', at: 0, bytes: 'EVF\x09\x0d\x0a\xff\x00' },
  { kind: 'disk-image', at: 3, bytes: 'NTFS    ' },
  { kind: 'disk-image', at: 3, bytes: '-FVE-FS-' },
  { kind: 'disk-image', at: 512, bytes: 'EFI PART' },
  { kind: 'disk-image', at: 510, bytes: '\x55\xaa' },
  { kind: 'foreign-image', at: 32_769, bytes: 'CD001' }, // ISO 9660
  { kind: 'archive', at: 0, bytes: '\x1f\x8b' }, // gzip
  { kind: 'archive', at: 0, bytes: 'PK\x03\x04' },
  { kind: 'archive', at: 0, bytes: '7z\xbc\xaf\x27\x1c' },
  { kind: 'archive', at: 0, bytes: '\xfd7zXZ\0' },
  { kind: 'archive', at: 0, bytes: 'BZh' },
  { kind: 'archive', at: 0, bytes: '\x28\xb5\x2f\xfd' }, // Zstandard
  { kind: 'archive', at: 0, bytes: 'Rar!\x1a\x07' },
  { kind: 'archive', at: 0, bytes: 'MSCF' },
  { kind: 'archive', at: 257, bytes: 'ustar' },
  { kind: 'program', at: 0, bytes: 'MZ' },
  { kind: 'document', at: 0, bytes: '%PDF-' },
  { kind: 'document', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'document', at: 0, bytes: '\xff\xd8\xff' }, // JPEG
  { kind: 'document', at: 0, bytes: 'SQLite format 3\0' },
  { kind: 'document', at: 0, bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' }, // Office before 2007, .msi; Microsoft: [MS-CFB]
];

const LOG_TYPES: readonly number[] = [FILE_TYPE_OLD_LOG, FILE_TYPE_OLD_LOG_VARIANT, FILE_TYPE_NEW_LOG];

/** Of what Windows' registry editor exports. */
const REGISTRY_TEXT = /^(?:Windows Registry Editor Version|REGEDIT4)/;

/** @returns undefined for what none of the kinds is; a hive that lost its beginning may be that. */
export async function readFileKind(file: ReadOnlyFile): Promise<FileKind | undefined> {
  const beginning = await readAt(file, 0, BEGINNING);
  if (beginning.length === 0) return 'empty';
  if (beginning.every((byte) => byte === 0)) return 'zeros';
  if (isTransactionLog(beginning)) return 'transaction-log';
  if (startsWith(beginning, 0, 'regf')) return undefined;
  const known = SIGNATURES.find(({ at, bytes }) => startsWith(beginning, at, bytes));
  if (known !== undefined) return known.kind;
  const footer = await readAt(file, Math.max(0, file.length - FOOTER), FOOTER);
  return startsWith(footer, 0, 'conectix') ? 'disk-image' : textKind(beginning);
}

async function readAt(file: ReadOnlyFile, position: number, most: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(most, file.length - position));
  await file.read(bytes, position);
  return bytes;
}

function startsWith(bytes: Uint8Array, at: number, expected: string): boolean {
  return [...expected].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

/** The log of a hive begins with a base block of its own. Specification: "Base block", file type. */
function isTransactionLog(bytes: Uint8Array): boolean {
  if (bytes.length < BASE_BLOCK_CHECKED_SIZE || !startsWith(bytes, 0, 'regf')) return false;
  return LOG_TYPES.includes(BaseBlock.decode(bytes, 0, { file: '' }).fileType);
}

/** How much of a text is looked at. Bytes. */
const SAMPLE = 1024;

/** Registry Editor writes UTF-16LE with a byte order mark; other text is told by having no control characters. */
function textKind(bytes: Uint8Array): FileKind | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  const isWide = startsWith(sample, 0, '\xff\xfe');
  const text = new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(sample).replace(/^\ufeff/, '');
  if (REGISTRY_TEXT.test(text)) return 'registry-text';
  // The sample may end within a character.
  return /^[^\p{Cc}\ufffd]+$/u.test(text.replaceAll(/[\t\r\n\f]/g, ' ').replace(/\ufffd+$/, ''))
    ? 'text'
    : undefined;
}
