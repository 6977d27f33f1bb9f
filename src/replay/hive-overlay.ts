import type { ByteSource } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { BASE_BLOCK_SIZE } from '../regf/structures/base-block.ts';
import type { HiveFile } from './dirty-state.ts';

/** Bytes of a block: pages of a log are laid over the hive in these. */
const BLOCK = 4096;

/** Bytes that one bit of `present` stands for: no log writes less. */
const SECTOR = 512;
const ALL_SECTORS = 0xff;

/** Whole pages of a file, from `start` up to, not including, `end`. */
export interface PageRange {
  readonly start: number;
  readonly end: number;
}

interface Block {
  readonly bytes: Uint8Array;
  /** One bit for each 512 bytes that were written. */
  present: number;
}

/**
 * A primary file with newer bytes laid over it. Holds those bytes only, and each place once however often it was
 * written, so that what it costs is bounded by the smaller of the logs and the hive.
 * Positions count from the start of the file.
 */
export class HiveOverlay implements ByteSource {
  readonly #primary: HiveFile;
  readonly #blocks = new Map<number, Block>();
  #length: number;

  constructor(primary: HiveFile) {
    this.#primary = primary;
    this.#length = primary.length;
  }

  get length(): number {
    return this.#length;
  }

  /** Later bytes win. `position` and the number of bytes are multiples of 512. */
  write(position: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; done += SECTOR) {
      const at = position + done;
      const number = Math.floor(at / BLOCK);
      let block = this.#blocks.get(number);
      if (block === undefined) {
        block = { bytes: new Uint8Array(BLOCK), present: 0 };
        this.#blocks.set(number, block);
      }
      block.bytes.set(bytes.subarray(done, done + SECTOR), at % BLOCK);
      block.present |= 1 << ((at % BLOCK) / SECTOR);
    }
  }

  /**
   * Ends the hive bins data at `end` (a multiple of 4096). The file's own bytes behind it stay; pages behind it, which
   * the hive gave up again, don't.
   * @param trusted where the bytes of the primary file stop being the hive's; from there on pages must hold everything.
   * @throws HiveError 'hive-truncated' when bytes of the hive are neither in the primary file nor in a log
   */
  finish(end: number, trusted: number): void {
    for (const number of this.#blocks.keys()) if (number * BLOCK >= end) this.#blocks.delete(number);
    for (
      let at = Math.floor(Math.min(trusted, this.#primary.length) / BLOCK) * BLOCK;
      at < end;
      at += BLOCK
    ) {
      const sectorsOfFile = Math.max(0, Math.floor((Math.min(trusted, this.#primary.length) - at) / SECTOR));
      const present = (this.#blocks.get(at / BLOCK)?.present ?? 0) | ((1 << Math.min(sectorsOfFile, 8)) - 1);
      if (present !== ALL_SECTORS) throw this.#missing(at, end);
    }
    this.#length = Math.max(this.#primary.length, end);
  }

  /** Where bytes were written, the base block's page apart. Ascending, apart from each other. */
  pages(): PageRange[] {
    const ranges: { start: number; end: number }[] = [];
    for (const number of [...this.#blocks.keys()].sort((a, b) => a - b)) {
      const [start, last] = [number * BLOCK, ranges.at(-1)];
      if (number === 0) continue;
      if (last?.end === start) last.end += BLOCK;
      else ranges.push({ start, end: start + BLOCK });
    }
    return ranges;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const end = position + target.length;
    if (position < 0 || end > this.#length)
      throw new HiveError('file-read', { path: this.#primary.path, position, wanted: target.length });
    const inFile = Math.max(0, Math.min(end, this.#primary.length) - position);
    if (inFile > 0) await this.#primary.read(target.subarray(0, inFile), position);
    for (let at = Math.floor(position / BLOCK) * BLOCK; at < end; at += BLOCK) {
      const block = this.#blocks.get(at / BLOCK);
      if (block !== undefined) lay(block, at, target, position);
    }
  }

  #missing(at: number, end: number): HiveError {
    return new HiveError('hive-truncated', {
      file: this.#primary.path,
      offset: at,
      structure: 'hive bins data',
      expected: `${end - BASE_BLOCK_SIZE} bytes`,
      actual: `${at - BASE_BLOCK_SIZE} bytes`,
    });
  }
}

/** Copies what was written of the block at `blockStart` into `target`, which holds the bytes from `position` on. */
function lay(block: Block, blockStart: number, target: Uint8Array, position: number): void {
  if (block.present === ALL_SECTORS) {
    copyOverlap(block.bytes, blockStart, target, position);
    return;
  }
  for (let sector = 0; sector * SECTOR < BLOCK; sector++) {
    if (((block.present >> sector) & 1) === 0) continue;
    const start = sector * SECTOR;
    copyOverlap(block.bytes.subarray(start, start + SECTOR), blockStart + start, target, position);
  }
}

function copyOverlap(bytes: Uint8Array, start: number, target: Uint8Array, position: number): void {
  const from = Math.max(start, position);
  const to = Math.min(start + bytes.length, position + target.length);
  if (from < to) target.set(bytes.subarray(from - start, to - start), from - position);
}
