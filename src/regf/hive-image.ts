import type { CellOffset, FileOffset, FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { ascii, type DecodeContext } from '../ground/layout.ts';
import { layout } from '../regf/layout.ts';
import type { ByteRange } from './byte-ranges.ts';
import type { HivePages } from './hive-pages.ts';
import { BASE_BLOCK_SIZE, BaseBlock, FILE_TYPE_PRIMARY } from './structures/base-block.ts';
import { CELL_ALIGNMENT, CELL_HEADER_SIZE, fileOffset } from './structures/cell.ts';

/** Minor versions whose cells the specification describes in full ("Very old versions of Windows" has the others). */
const OLDEST_MINOR_VERSION = 3;
const NEWEST_MINOR_VERSION = 6;

/** Asked for before the base block, so that a short file that isn't a hive is called that, not a truncated hive. */
const Signature = layout('base block', 4, { signature: ascii(0, 'regf') });

/** The bytes of a primary file with bounds-checked access to its cells. Nothing is decoded before it is asked for. */
export class HiveImage {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly file: FilePath;
  readonly baseBlock: BaseBlock;
  /** Where the hive bins data ends; bytes behind it belong to nobody. */
  readonly end: FileOffset;
  readonly context: DecodeContext;
  readonly #pages: HivePages | undefined;

  /**
   * @param bytes a whole primary file; not copied.
   * @param pages where `bytes` are theirs: a cell is asked of them before it is looked at.
   * @throws HiveError 'hive-signature', 'hive-version', 'hive-structure' (not a primary file) or 'hive-truncated'
   *   (the hive bins data leaves the file).
   */
  constructor(bytes: Uint8Array, file: FilePath, pages?: HivePages) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.file = file;
    this.context = { file };
    this.baseBlock = decodeBaseBlock(bytes, bytes.length, file);
    this.end = (BASE_BLOCK_SIZE + this.baseBlock.hiveBinsDataSize) as FileOffset;
    this.#pages = pages;
  }

  /**
   * The data of an allocated cell: everything behind its size, padding included.
   * @param structure what the cell should hold, for the error.
   * @throws HiveError 'hive-structure' when no allocated cell of at least `minimum` bytes of data is there.
   */
  cellData(offset: CellOffset, structure: string, minimum = 0): Uint8Array {
    const start = this.cellStart(offset, structure, minimum);
    return this.bytes.subarray(start, start + this.cellDataSize(offset));
  }

  /** As `cellData`, but only where the data starts. All of the cell is there then: see whenRead. */
  cellStart(offset: CellOffset, structure: string, minimum = 0): FileOffset {
    const at = fileOffset(offset);
    if (offset % CELL_ALIGNMENT !== 0 || at + CELL_ALIGNMENT > this.end)
      this.refuse(structure, at, 'a cell inside the hive bins data', `offset ${offset}`);
    this.#pages?.require(at, at + CELL_HEADER_SIZE);
    const size = -this.view.getInt32(at, true);
    if (size < CELL_ALIGNMENT || at + size > this.end)
      this.refuse(structure, at, 'an allocated cell', `cell size ${-size}`);
    if (size - CELL_HEADER_SIZE < minimum)
      this.refuse(structure, at, `${minimum} bytes`, size - CELL_HEADER_SIZE);
    this.#pages?.requireCell(at, size);
    return (at + CELL_HEADER_SIZE) as FileOffset;
  }

  /** As for a cell, of other bytes: see whenRead. */
  require(start: number, end: number): void {
    this.#pages?.require(start, end);
  }

  /** As `require`, of all these bytes: what is missing of them is read in one go. */
  requireRanges(ranges: Iterable<ByteRange>): void {
    this.#pages?.requireRanges(ranges);
  }

  /**
   * Tells which cells are looked at next: what is missing of the first `size` bytes of each is read in one go. Asks for
   * nothing where all of the hive is there.
   */
  expectCells(count: number, offsetAt: (index: number) => CellOffset, size: number): void {
    if (this.#pages === undefined) return;
    this.#pages.requireAll(
      Array.from({ length: count }, (_, index) => fileOffset(offsetAt(index))),
      size,
    );
  }

  /** Bytes of a cell's data. The cell must have passed `cellStart`. */
  cellDataSize(offset: CellOffset): number {
    return -this.view.getInt32(fileOffset(offset), true) - CELL_HEADER_SIZE;
  }

  /** @throws HiveError 'hive-structure', always. */
  refuse(
    structure: string,
    offset: FileOffset | number,
    expected: string | number,
    actual: string | number,
  ): never {
    throw new HiveError('hive-structure', { file: this.file, offset, structure, expected, actual });
  }
}

/**
 * @param bytes the start of a primary file of `length` bytes.
 * @throws HiveError as HiveImage does.
 */
export function decodeBaseBlock(bytes: Uint8Array, length: number, file: FilePath): BaseBlock {
  const structure = 'base block';
  Signature.decode(bytes, 0, { file });
  const block = BaseBlock.decode(bytes, 0, { file });
  const { majorVersion, minorVersion, fileType, hiveBinsDataSize } = block;
  if (majorVersion !== 1 || minorVersion < OLDEST_MINOR_VERSION || minorVersion > NEWEST_MINOR_VERSION) {
    const actual = `${majorVersion}.${minorVersion}`;
    throw new HiveError('hive-version', {
      file,
      offset: BaseBlock.at.majorVersion,
      structure,
      expected: '1.3 to 1.6',
      actual,
    });
  }
  if (fileType !== FILE_TYPE_PRIMARY) {
    const wanted = { expected: FILE_TYPE_PRIMARY, actual: fileType };
    throw new HiveError('hive-structure', { file, offset: BaseBlock.at.fileType, structure, ...wanted });
  }
  const [expected, actual] = [BASE_BLOCK_SIZE + hiveBinsDataSize, length];
  if (expected > actual)
    throw new HiveError('hive-truncated', {
      file,
      offset: BaseBlock.at.hiveBinsDataSize,
      structure,
      expected,
      actual,
    });
  return block;
}
