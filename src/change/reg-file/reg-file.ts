/** What a .reg file says: keys in the order of the file, and what of it could not be understood. */
export interface RegFile {
  readonly version: RegFileVersion;
  readonly sections: readonly RegSection[];
  /** In the order of the file; the first `SKIPPED_LISTED` of them. */
  readonly skipped: readonly SkippedLines[];
  readonly skippedCount: number;
}

/** 4: `REGEDIT4`, of Windows 95 and NT 4. 5: `Windows Registry Editor Version 5.00`, of Windows 2000 and later. */
export type RegFileVersion = 4 | 5;

/** `[KEY]` with the lines below it, or `[-KEY]`. A key may have several. */
export interface RegSection {
  /** Where it begins: from 1, columns in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** Names as they are spelled, the root key's first; never empty, nor is any of the names. */
  readonly path: readonly string[];
  readonly action: 'write' | 'delete';
  /** Always empty where the key is deleted. */
  readonly values: readonly RegValue[];
}

/** `"name"=...`; '' is the default value's name. */
export interface RegValue {
  readonly line: number;
  readonly column: number;
  readonly name: string;
  /** Undefined where the value is deleted. */
  readonly content: ValueContent | undefined;
}

export interface ValueContent {
  /** REG_SZ = 1, REG_DWORD = 4 and so on; any 32-bit number. */
  readonly type: number;
  /** As it goes into the hive: text is UTF-16LE with its terminator, if it has one. */
  readonly data: Uint8Array;
}

/** Lines that regedit would pass over in silence. What they say is not done. */
export interface SkippedLines {
  /** Where the mistake is: line and column (in UTF-16 code units) from 1. */
  readonly line: number;
  readonly column: number;
  readonly problem: RegFileProblem;
  /** All lines that are skipped for it. */
  readonly first: number;
  readonly last: number;
}

export type RegFileProblem =
  /** Neither a key, nor a value, nor a comment. */
  | 'line-unknown'
  /** A value below no key: below none at all, a deleted one, or one that was itself skipped. */
  | 'value-without-key'
  | 'key-unclosed'
  /** Blanks behind `[` or `[-`. */
  | 'key-begins-blank'
  | 'key-name-empty'
  | 'key-name-too-long'
  | 'value-name-unclosed'
  | 'value-name-too-long'
  | 'equals-missing'
  /** Data that is neither `"text"`, `dword:`, `hex:`, `hex(N):` nor `-`. */
  | 'data-unknown'
  | 'text-unclosed'
  /** A backslash in front of something else than `\` and `"`. */
  | 'escape-unknown'
  /** Behind data there may be a comment (`;`), and nothing else. */
  | 'text-behind-data'
  | 'dword-digits'
  | 'hex-type'
  | 'hex-digits'
  /** Bytes are separated by single commas, and a line is continued by `,\`. */
  | 'hex-comma'
  | 'hex-continuation'
  /** Text in the bytes of `hex(2):` and the like that the code page has no letters for (REGEDIT4). */
  | 'hex-text';

/** More are counted, not listed. */
export const SKIPPED_LISTED = 1000;

/** Windows' limits. Microsoft: "Registry element size limits". */
export const KEY_NAME_LIMIT = 255;
export const VALUE_NAME_LIMIT = 16_383;
