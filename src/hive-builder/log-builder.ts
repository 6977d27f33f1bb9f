import { marvin32 } from '../regf/marvin32.ts';
import { BaseBlock, FILE_TYPE_NEW_LOG } from '../regf/structures/base-block.ts';
import {
  DIRTY_PAGE_REFERENCE_SIZE,
  DirtyPageReference,
  LOG_ENTRY_HASH2_END,
  LOG_ENTRY_HEADER_SIZE,
  LOG_SECTOR_SIZE,
  LogEntryHeader,
} from '../regf/structures/log-entry.ts';
import { buildLogBaseBlock, type LogBaseBlockFault, type LogIdentity } from './log-base-block.ts';

/** Makes transaction logs of the new format, right ones and wrong ones. Specification: "New format". */

/** Bytes of the hive bins data as they are after a write. */
export interface LogPage {
  /** From the start of the hive bins data. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * What is wrong with an entry. All but the first three have right hashes, so that a reader gets as far as the fault.
 */
export type LogEntryFault =
  | 'signature'
  | 'hash1'
  | 'hash2'
  | 'size-zero'
  | 'size-unaligned'
  | 'size-beyond-log'
  | 'hive-bins-data-size'
  | 'hive-bins-data-size-huge'
  | 'no-pages'
  | 'pages-count-huge'
  | 'page-beyond-hive'
  | 'page-offset-huge'
  | 'page-unaligned'
  | 'page-beyond-entry'
  | 'page-size-zero';

export interface LogEntryRecipe {
  readonly pages: readonly LogPage[];
  /** One more than the entry before it, unless given. */
  readonly sequenceNumber?: number;
  /** As in the primary's base block, unless given. */
  readonly hiveBinsDataSize?: number;
  readonly flags?: number;
  readonly wrong?: LogEntryFault;
}

export interface NewLogRecipe extends LogIdentity {
  /** Its base block is the model for the log's. */
  readonly primary: Uint8Array;
  /** Of the base block and of the first entry. */
  readonly sequenceNumber: number;
  readonly entries: readonly LogEntryRecipe[];
  /** What lies behind the last entry: the rest of an earlier round. */
  readonly remnant?: Uint8Array;
  readonly wrong?: LogBaseBlockFault;
}

export function buildNewLog(recipe: NewLogRecipe): Uint8Array {
  const { hiveBinsDataSize } = BaseBlock.decode(recipe.primary, 0, { file: 'primary' });
  const fields = { ...recipe, fileType: FILE_TYPE_NEW_LOG };
  const parts = [buildLogBaseBlock(recipe.primary, fields, recipe.wrong)];
  let next = recipe.sequenceNumber;
  for (const entry of recipe.entries) {
    const sequenceNumber = entry.sequenceNumber ?? next;
    parts.push(buildLogEntry({ hiveBinsDataSize, ...entry, sequenceNumber }));
    next = (sequenceNumber + 1) >>> 0;
  }
  if (recipe.remnant !== undefined) parts.push(recipe.remnant);
  return join(parts);
}

type WholeEntryRecipe = LogEntryRecipe & {
  readonly sequenceNumber: number;
  readonly hiveBinsDataSize: number;
};

/** One entry with its pages, a multiple of 512 bytes. */
export function buildLogEntry(recipe: WholeEntryRecipe): Uint8Array {
  const { pages, wrong } = recipe;
  const headAndReferences = LOG_ENTRY_HEADER_SIZE + pages.length * DIRTY_PAGE_REFERENCE_SIZE;
  const contents = pages.reduce((sum, page) => sum + page.bytes.length, headAndReferences);
  const bytes = new Uint8Array(Math.ceil(contents / LOG_SECTOR_SIZE) * LOG_SECTOR_SIZE);
  let at = headAndReferences;
  for (const [index, page] of pages.entries()) {
    const reference = LOG_ENTRY_HEADER_SIZE + index * DIRTY_PAGE_REFERENCE_SIZE;
    DirtyPageReference.encode(bytes, reference, wrongReference(page, recipe.hiveBinsDataSize, wrong));
    bytes.set(page.bytes, at);
    at += page.bytes.length;
  }
  LogEntryHeader.encode(bytes, 0, {
    size: wrongSize(bytes.length, wrong),
    flags: recipe.flags ?? 0,
    sequenceNumber: recipe.sequenceNumber,
    hiveBinsDataSize: wrongHiveBinsDataSize(recipe.hiveBinsDataSize, wrong),
    dirtyPagesCount: wrongCount(pages.length, wrong),
  });
  hash(bytes, wrong);
  if (wrong === 'signature') bytes[0] = 0x68;
  return bytes;
}

function hash(bytes: Uint8Array, wrong: LogEntryFault | undefined): void {
  const hash1 = marvin32(bytes, LOG_ENTRY_HEADER_SIZE);
  const hash1Low = wrong === 'hash1' ? (hash1.low ^ 1) >>> 0 : hash1.low;
  LogEntryHeader.encode(bytes, 0, { hash1Low, hash1High: hash1.high });
  const hash2 = marvin32(bytes, 0, LOG_ENTRY_HASH2_END);
  const hash2High = wrong === 'hash2' ? (hash2.high ^ 1) >>> 0 : hash2.high;
  LogEntryHeader.encode(bytes, 0, { hash2Low: hash2.low, hash2High });
}

function wrongReference(page: LogPage, hiveBinsDataSize: number, wrong: LogEntryFault | undefined) {
  const { offset } = page;
  const size = page.bytes.length;
  if (wrong === 'page-beyond-hive') return { offset: hiveBinsDataSize, size };
  if (wrong === 'page-unaligned') return { offset: offset + 8, size: size - LOG_SECTOR_SIZE };
  if (wrong === 'page-offset-huge') return { offset: 0xffff_f000, size };
  if (wrong === 'page-beyond-entry') return { offset, size: size + LOG_SECTOR_SIZE * 8 };
  return { offset, size: wrong === 'page-size-zero' ? 0 : size };
}

function wrongSize(size: number, wrong: LogEntryFault | undefined): number {
  if (wrong === 'size-zero') return 0;
  if (wrong === 'size-beyond-log') return 0xffff_fe00;
  return wrong === 'size-unaligned' ? size - 1 : size;
}

function wrongHiveBinsDataSize(size: number, wrong: LogEntryFault | undefined): number {
  if (wrong === 'hive-bins-data-size-huge') return 0xffff_f000;
  return wrong === 'hive-bins-data-size' ? size - LOG_SECTOR_SIZE : size;
}

function wrongCount(count: number, wrong: LogEntryFault | undefined): number {
  if (wrong === 'pages-count-huge') return 0xffff_ffff;
  return wrong === 'no-pages' ? 0 : count;
}

/** The parts one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
