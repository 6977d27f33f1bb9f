/** Registry types by the names that reg.exe prints, which are the same in every language. Microsoft: "Registry value types". */

export const REG_SZ = 1;
export const REG_EXPAND_SZ = 2;
export const REG_BINARY = 3;
export const REG_DWORD = 4;

export const REG_TYPES: ReadonlyMap<string, number> = new Map([
  ['REG_NONE', 0],
  ['REG_SZ', REG_SZ],
  ['REG_EXPAND_SZ', REG_EXPAND_SZ],
  ['REG_BINARY', REG_BINARY],
  ['REG_DWORD', REG_DWORD],
  ['REG_DWORD_BIG_ENDIAN', 5],
  ['REG_LINK', 6],
  ['REG_MULTI_SZ', 7],
  ['REG_RESOURCE_LIST', 8],
  ['REG_FULL_RESOURCE_DESCRIPTOR', 9],
  ['REG_RESOURCE_REQUIREMENTS_LIST', 10],
  ['REG_QWORD', 11],
]);
