/** Types that several folders share. They exist for the compiler only: nothing here runs. */

declare const brand: unique symbol;

/** A `Base` that only the code that checked it may make (with `as`). */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Bytes counted from the start of a primary file or a log. */
export type FileOffset = Branded<number, 'FileOffset'>;

/** Bytes counted from the start of the hive bins data (file offset 4096). The format stores offsets in this form. */
export type CellOffset = Branded<number, 'CellOffset'>;

/** Path in a file system, in its own notation. A *key path* (in a hive) is an array of names instead. */
export type FilePath = string;

/**
 * Bytes that can be read at any place: a file, a log, a hive with its logs applied.
 * `files`' read-only file is one by its shape.
 */
export interface ByteSource {
  /** Bytes. */
  readonly length: number;
  /**
   * Fills all of `target` with the bytes from `position` on.
   * @throws HiveError 'file-read' when fewer bytes are there or the read fails.
   */
  read(target: Uint8Array, position: number): Promise<void>;
  /** Only of what lies in memory: the bytes themselves, without a copy. */
  view?(position: number, length: number): Uint8Array;
}

/**
 * A hive whose newest state is in its bytes: nothing is left in a log that Windows would still apply.
 * Only `replay/` makes one; `hivex/` and `change/` accept nothing else (law 2).
 * It is a source rather than an array so that a hive is read straight into WebAssembly memory and held there once,
 * and can be read again, later, to compare with.
 */
export type CleanHive = Branded<ByteSource, 'CleanHive'>;

/** A primary file and the transaction logs that lie beside it, with the names as they are spelled on the disk. */
export interface HiveSet {
  readonly primary: FilePath;
  /** Existing files only; `.LOG1` before `.LOG2` before `.LOG`. */
  readonly logs: readonly FilePath[];
}
