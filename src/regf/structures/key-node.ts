import { ascii, type Decoded, u8, u16, u32, u64 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Flags. Specification: "Key node", flags. */
export const KEY_VOLATILE = 0x0001;
export const KEY_HIVE_EXIT = 0x0002;
export const KEY_HIVE_ENTRY = 0x0004;
export const KEY_NO_DELETE = 0x0008;
export const KEY_SYM_LINK = 0x0010;
export const KEY_COMP_NAME = 0x0020;
export const KEY_PREDEF_HANDLE = 0x0040;

/** Specification: "Key node". The name follows. */
export const KeyNode = layout('key node', 76, {
  signature: ascii(0, 'nk'),
  flags: u16(2),
  lastWritten: u64(4), // FILETIME
  accessBits: u8(12),
  layeredKeyBits: u8(13),
  spare: u16(14),
  parent: u32(16),
  subkeyCount: u32(20),
  volatileSubkeyCount: u32(24),
  subkeysList: u32(28),
  volatileSubkeysList: u32(32), // no meaning on a disk
  valueCount: u32(36),
  valuesList: u32(40),
  security: u32(44),
  className: u32(48),
  largestSubkeyNameLength: u16(52), // in bytes of UTF-16LE
  virtualizationAndUserFlags: u8(54),
  debug: u8(55),
  largestSubkeyClassNameLength: u32(56),
  largestValueNameLength: u32(60), // in bytes of UTF-16LE
  largestValueDataSize: u32(64),
  workVar: u32(68),
  nameLength: u16(72),
  classNameLength: u16(74),
});

export type KeyNode = Decoded<typeof KeyNode>;
