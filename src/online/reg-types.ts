import { DATA_TYPE_NAMES } from '../regf/data-types.ts';

/** Registry types by the names that reg.exe prints. */

export const REG_SZ = 1;
export const REG_EXPAND_SZ = 2;
export const REG_BINARY = 3;
export const REG_DWORD = 4;

export const REG_TYPES: ReadonlyMap<string, number> = new Map(
  [...DATA_TYPE_NAMES].map(([type, name]) => [name, type]),
);
