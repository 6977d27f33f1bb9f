import {
  REG_BINARY,
  REG_DWORD,
  REG_DWORD_BIG_ENDIAN,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_NONE,
  REG_QWORD,
  REG_SZ,
} from './structures/key-value.ts';

/** Data types by number, as Windows' headers and reg.exe name them in every language. Microsoft: "Registry value types". */
export const DATA_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [REG_NONE, 'REG_NONE'],
  [REG_SZ, 'REG_SZ'],
  [REG_EXPAND_SZ, 'REG_EXPAND_SZ'],
  [REG_BINARY, 'REG_BINARY'],
  [REG_DWORD, 'REG_DWORD'],
  [REG_DWORD_BIG_ENDIAN, 'REG_DWORD_BIG_ENDIAN'],
  [REG_LINK, 'REG_LINK'],
  [REG_MULTI_SZ, 'REG_MULTI_SZ'],
  [8, 'REG_RESOURCE_LIST'],
  [9, 'REG_FULL_RESOURCE_DESCRIPTOR'],
  [10, 'REG_RESOURCE_REQUIREMENTS_LIST'],
  [REG_QWORD, 'REG_QWORD'],
]);
