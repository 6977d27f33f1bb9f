import { ascii, type Decoded, u16, u32 } from '../../ground/layout.ts';
import { layout } from '../layout.ts';

/** Set in the data size when the data lies in the data offset field. Specification: "Key value", data size. */
export const DATA_IS_INLINE = 0x80000000;

/** Flags. Specification: "Key value", flags. */
export const VALUE_COMP_NAME = 0x0001;
export const VALUE_TOMBSTONE = 0x0002;

/** Data types. Specification: "Key value", data types. */
export const REG_NONE = 0;
export const REG_SZ = 1;
export const REG_EXPAND_SZ = 2;
export const REG_BINARY = 3;
export const REG_DWORD = 4;
export const REG_DWORD_BIG_ENDIAN = 5;
export const REG_LINK = 6;
export const REG_MULTI_SZ = 7;
export const REG_QWORD = 11;

/** Specification: "Key value". The name follows. */
export const KeyValue = layout('key value', 20, {
  signature: ascii(0, 'vk'),
  nameLength: u16(2),
  dataSize: u32(4), // top bit: DATA_IS_INLINE
  dataOffset: u32(8), // or the data itself
  type: u32(12),
  flags: u16(16),
  spare: u16(18),
});

export type KeyValue = Decoded<typeof KeyValue>;
