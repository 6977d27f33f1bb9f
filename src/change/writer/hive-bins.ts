import { type ByteRange, byteRange } from '../../regf/byte-ranges.ts';
import type { HiveImage } from '../../regf/hive-image.ts';
import { BASE_BLOCK_SIZE } from '../../regf/structures/base-block.ts';
import { HIVE_BIN_ALIGNMENT, HIVE_BIN_HEADER_SIZE, HiveBin } from '../../regf/structures/hive-bin.ts';

/** "hbin" as a little-endian number. */
const HBIN = 0x6e696268;

/**
 * Where the hive bins are, found from places inside of them: a hive bin starts at the nearest header before the place. Should data
 * of a cell be made to look like a header, what is then written there is found out by the proof, which follows the hive bins from
 * the first one.
 */
export class HiveBins {
  readonly #image: HiveImage;
  readonly #byPage = new Map<number, ByteRange>();

  constructor(image: HiveImage) {
    this.#image = image;
  }

  /**
   * Finds the hive bins around all these places, and reads what is missing of them together.
   * @throws HiveError 'hive-structure' where there is none, PagesMissing.
   */
  prepare(places: readonly number[]): void {
    const pages = new Set(places.map(pageOf));
    for (let back = 0, open = [...pages]; open.length > 0; back += HIVE_BIN_ALIGNMENT) {
      const headers = open.map((page) => this.#refuseOutside(page, page - back));
      this.#image.requireRanges(headers.map((at) => byteRange(at, at + HIVE_BIN_HEADER_SIZE)));
      open = open.filter((page) => !this.#isFound(page, page - back));
    }
    this.#image.requireRanges([...pages].flatMap((page) => this.#byPage.get(page) ?? []));
  }

  /** @throws HiveError 'hive-structure' where there is none, PagesMissing. */
  around(at: number): ByteRange {
    const page = pageOf(at);
    for (let back = 0; ; back += HIVE_BIN_ALIGNMENT) {
      const found = this.#byPage.get(page);
      if (found !== undefined) return found;
      const header = this.#refuseOutside(page, page - back);
      this.#image.require(header, header + HIVE_BIN_HEADER_SIZE);
      this.#isFound(page, header);
    }
  }

  add(bin: ByteRange): void {
    for (let page: number = bin.start; page < bin.end; page += HIVE_BIN_ALIGNMENT)
      this.#byPage.set(page, bin);
  }

  #isFound(page: number, header: number): boolean {
    const end = this.#endOfHiveBin(header);
    if (end > page) this.#byPage.set(page, byteRange(header, end));
    return end > page;
  }

  /** @returns `header` itself when there is none. */
  #endOfHiveBin(header: number): number {
    const { view, end } = this.#image;
    const isHeader =
      view.getUint32(header + HiveBin.at.signature, true) === HBIN &&
      view.getUint32(header + HiveBin.at.offset, true) === header - BASE_BLOCK_SIZE;
    const size = isHeader ? view.getUint32(header + HiveBin.at.size, true) : 0;
    return size % HIVE_BIN_ALIGNMENT === 0 && size <= end - header ? header + size : header;
  }

  #refuseOutside(page: number, header: number): number {
    if (header < BASE_BLOCK_SIZE || header >= this.#image.end)
      this.#image.refuse('hive bin', page, 'a hive bin around it', 'none');
    return header;
  }
}

const pageOf = (at: number): number => at - (at % HIVE_BIN_ALIGNMENT);
