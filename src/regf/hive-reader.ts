import type { ByteSource, CellOffset, FilePath } from '../ground/brand.ts';
import { byteRange } from './byte-ranges.ts';
import { decodeBaseBlock, HiveImage } from './hive-image.ts';
import { HivePages } from './hive-pages.ts';
import { Key } from './key.ts';
import { BASE_BLOCK_SIZE, type BaseBlock } from './structures/base-block.ts';

/** A part of a hive that is read on demand. Views. */
export interface SeenOfHive {
  /** Bytes of the base block and of the hive bins data. */
  readonly length: number;
  readonly baseBlock: Uint8Array;
  /** Whole allocated cells, ascending. */
  readonly cells: HivePages['cells'];
}

/**
 * Reads a primary file, of which it decodes only what it is asked for.
 * Every access to damaged bytes throws a HiveError ('hive-structure' or 'hive-signature'); none follows a cycle inside a
 * list, but a caller that descends through `subkeys()` must bound itself, or use `walkTree`.
 */
export class HiveReader {
  readonly image: HiveImage;
  /** By key path: what is asked of a hive lies below the same few keys, some of which have hundreds of subkeys. */
  readonly #found = new Map<string, Key | undefined>();
  readonly #pages: HivePages | undefined;

  /**
   * @param bytes a whole primary file, or what `pages` have of it.
   * @throws HiveError 'hive-signature', 'hive-version', 'hive-structure' or 'hive-truncated'.
   */
  constructor(bytes: Uint8Array, file: FilePath, pages?: HivePages) {
    this.image = new HiveImage(bytes, file, pages);
    this.#pages = pages;
  }

  /**
   * Reads the base block alone. What is asked of this reader must be asked inside of `whenRead`, which reads the rest as
   * far as it is needed.
   * @param source stays open for as long as that is done.
   * @throws HiveError as the constructor does, and 'file-read'.
   */
  static async onDemand(source: ByteSource, file: FilePath): Promise<HiveReader> {
    const head = new Uint8Array(Math.min(source.length, BASE_BLOCK_SIZE));
    await source.read(head, 0);
    const { hiveBinsDataSize } = decodeBaseBlock(head, source.length, file);
    const pages = new HivePages(source, BASE_BLOCK_SIZE + hiveBinsDataSize);
    await pages.fill([byteRange(0, BASE_BLOCK_SIZE)]);
    return new HiveReader(pages.bytes, file, pages);
  }

  get bytes(): Uint8Array {
    return this.image.bytes;
  }

  /** The base block, and all cells that this reader looked at: what others need to see of the hive to look at the same. */
  get seen(): SeenOfHive {
    const { bytes, end } = this.image;
    return { length: end, baseBlock: bytes.subarray(0, BASE_BLOCK_SIZE), cells: this.#pages?.cells ?? [] };
  }

  get file(): FilePath {
    return this.image.file;
  }

  get baseBlock(): BaseBlock {
    return this.image.baseBlock;
  }

  root(): Key {
    return new Key(this.image, this.baseBlock.rootCellOffset as CellOffset);
  }

  /**
   * The key at `path`, names from the root downwards, compared as the registry compares. It is looked for once: the bytes
   * are taken to stay as they are.
   */
  find(path: readonly string[]): Key | undefined {
    const name = path.at(-1);
    if (name === undefined) return this.root();
    const place = path.join('\\');
    if (this.#found.has(place)) return this.#found.get(place);
    const key = this.find(path.slice(0, -1))?.subkey(name);
    this.#found.set(place, key);
    return key;
  }
}
