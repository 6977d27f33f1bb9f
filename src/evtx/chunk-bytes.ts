import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { DecodeContext, Layout } from '../ground/layout.ts';

/** The bytes of one chunk, and where they lie in the file. All offsets count from the chunk's start. */
export class ChunkBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly context: Required<DecodeContext>;

  /** @param base where the chunk starts in the file */
  constructor(bytes: Uint8Array, file: FilePath, base: number) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.context = { file, base };
  }

  get length(): number {
    return this.bytes.length;
  }

  /** UTF-16LE, `units` of two bytes, whose place was checked. */
  utf16(at: number, units: number): string {
    return this.bytes.toString('utf16le', at, at + 2 * units);
  }

  /**
   * That `size` bytes at `at` lie before `end`.
   * @throws HiveError 'event-log-truncated'
   */
  require(structure: string, at: number, size: number, end: number): void {
    if (at >= 0 && at + size <= end) return;
    const where = { file: this.context.file, offset: this.context.base + at, structure };
    const actual = `${Math.max(0, end - at)} bytes`;
    throw new HiveError('event-log-truncated', { ...where, expected: `${size} bytes`, actual });
  }

  /** That a fixed structure at `at` lies before `end`. @throws HiveError 'event-log-truncated' */
  requireLayout({ name, size }: Pick<Layout<never>, 'name' | 'size'>, at: number, end: number): void {
    this.require(name, at, size, end);
  }

  /** An error of structure at `at`. */
  damage(structure: string, at: number, expected: string | number, actual: string | number): HiveError {
    const { file, base } = this.context;
    return new HiveError('event-log-structure', { file, offset: base + at, structure, expected, actual });
  }
}
