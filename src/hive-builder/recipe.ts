import { fileTimeOf } from '../ground/file-time.ts';
import { REG_BINARY, REG_DWORD, REG_MULTI_SZ, REG_QWORD, REG_SZ } from '../regf/structures/key-value.ts';

/**
 * What a hive is made from: plain data that reads like the tree it describes.
 *
 *     key('CurrentVersion', {
 *       values: [text('ProductName', 'Windows 11 Pro'), dword('UBR', 4391)],
 *       keys: [key('PasswordLess')],
 *     })
 */

/** Specification: "Index leaf", "Fast leaf", "Hash leaf". */
export type SubkeysListKind = 'index leaf' | 'fast leaf' | 'hash leaf';

/** 'compressed' stores one byte a character and is only possible for characters below U+0100. */
export type NameForm = 'compressed' | 'utf-16';

export interface ValueRecipe {
  /** Empty for the key's default value. */
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
  /**
   * Default: 'inline' up to four bytes, 'big data' where version and size ask for it, otherwise 'cell'.
   * Without data, 'cell' is an offset that points nowhere.
   */
  readonly stored?: 'inline' | 'cell' | 'big data';
  /** Default: compressed where the characters allow it. */
  readonly nameForm?: NameForm;
}

export interface KeyRecipe {
  readonly name: string;
  readonly values?: Iterable<ValueRecipe>;
  /** In the order in which their cells are written; the subkeys list is sorted all the same. May be made on the way. */
  readonly keys?: Iterable<KeyRecipe>;
  readonly className?: string;
  /** A self-relative security descriptor; equal ones share a key security item. Default: `recipe.security`. */
  readonly security?: Uint8Array;
  /** FILETIME. Default: `recipe.lastWritten`. */
  readonly lastWritten?: bigint;
  /** Added to the flags that follow from the name and the place in the tree. */
  readonly flags?: number;
  readonly nameForm?: NameForm;
  readonly lists?: SubkeysListKind;
  /** More subkeys than this make several lists under an index root. Default 507, what fits a page of eight-byte elements. */
  readonly elementsPerList?: number;
}

export interface HiveRecipe {
  readonly root: KeyRecipe;
  /** Minor version of the format: 3 to 6. Default 5. */
  readonly minorVersion?: number;
  /** End of the hive's path as Windows writes it into the base block. */
  readonly fileName?: string;
  /** FILETIME for the base block, the first hive bin and every key without one of its own. */
  readonly lastWritten?: bigint;
  readonly primarySequenceNumber?: number;
  readonly secondarySequenceNumber?: number;
  /** GUID of the transaction manager's resource manager, 16 bytes, as Windows Vista and later write it. */
  readonly rmId?: Uint8Array;
  readonly security?: Uint8Array;
  /** Bytes of a hive bin, a multiple of 4096; a bin is bigger where a cell needs it. Default 4096. */
  readonly binSize?: number;
  /** Bytes that every cell is bigger than it needs to be. Default 0. */
  readonly cellSlack?: number;
  /** After this many allocated cells an unallocated one of 64 bytes follows. Default: none. */
  readonly unallocatedCellEvery?: number;
  /** Room for the file, in bytes, so that a big one need not be copied while it grows. */
  readonly expectedSize?: number;
  /** Bytes behind the hive bins data. */
  readonly trailingBytes?: Uint8Array;
}

export function key(name: string, contents: Omit<KeyRecipe, 'name'> = {}): KeyRecipe {
  return { name, ...contents };
}

export function dword(name: string, value: number): ValueRecipe {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return { name, type: REG_DWORD, data };
}

export function qword(name: string, value: bigint): ValueRecipe {
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigUint64(0, value, true);
  return { name, type: REG_QWORD, data };
}

/** A string value with its terminating zero. */
export function text(name: string, value: string, type: number = REG_SZ): ValueRecipe {
  return { name, type, data: utf16(`${value}\0`) };
}

export function multiText(name: string, values: readonly string[]): ValueRecipe {
  return { name, type: REG_MULTI_SZ, data: utf16(`${values.map((value) => `${value}\0`).join('')}\0`) };
}

export function binary(name: string, data: Uint8Array): ValueRecipe {
  return { name, type: REG_BINARY, data };
}

/** UTF-16LE. */
export function utf16(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length * 2);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    bytes[2 * i] = code & 0xff;
    bytes[2 * i + 1] = code >>> 8;
  }
  return bytes;
}

/** FILETIME of an ISO 8601 time. */
export function filetime(iso: string): bigint {
  return fileTimeOf(new Date(iso));
}
