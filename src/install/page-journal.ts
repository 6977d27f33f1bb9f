import { createHash } from 'node:crypto';
import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import type { ByteSource, FilePath } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { ascii, u32, u64 } from '../ground/layout.ts';
import { layout } from '../regf/layout.ts';
import { CHUNK_SIZE, chunkAt, type OnProgress, readWhole, writeNewFile } from './small-files.ts';

/**
 * The undo journal of an in-place write: the pages that it is about to change, as they were. It is flushed and read
 * back before the first page is written. Layout: header, one row per page, the pages, SHA-256 of all before it.
 */

export const PAGES_NAME = 'pages.journal';

/** Windows writes hives in pages of this size, and so do disks. */
export const PAGE_SIZE = 4096;

/** A stretch of a file and the bytes that were there. */
export interface Page {
  readonly position: number;
  readonly bytes: Uint8Array;
}

export interface PageJournal {
  /** Bytes of the file before and after the write. */
  readonly lengthBefore: number;
  readonly lengthAfter: number;
  readonly pages: readonly Page[];
}

const Header = layout('page journal', 32, {
  signature: ascii(0, 'hmPages1'),
  lengthBefore: u64(8),
  lengthAfter: u64(16),
  count: u32(24),
});
const Row = layout('page journal row', 12, { position: u64(0), size: u32(8) });
const HASH_SIZE = 32;
const LARGEST_JOURNAL = 4 * 1024 ** 3;
/** No hive is larger: the format counts its bytes in 32 bits. */
const LARGEST_FILE = 8 * 1024 ** 3;

/** Where two sources differ, in pages: as they are in `before`, and as they become. */
export interface ChangedPages {
  readonly before: readonly Page[];
  readonly after: readonly Page[];
}

/** Compares page by page. A page that only `after` has is in `after` alone. */
export async function changedPages(
  before: ByteSource,
  after: ByteSource,
  onProgress: OnProgress,
): Promise<ChangedPages> {
  const changed: { before: Page[]; after: Page[] } = { before: [], after: [] };
  const longer = Math.max(before.length, after.length);
  const [bufferBefore, bufferAfter] = [bulkMemory(CHUNK_SIZE), bulkMemory(CHUNK_SIZE)];
  for (let position = 0; position < longer; position += CHUNK_SIZE) {
    const chunkBefore = await chunkAt(before, position, bufferBefore);
    const chunkAfter = await chunkAt(after, position, bufferAfter);
    for (let at = 0; at < CHUNK_SIZE; at += PAGE_SIZE) {
      const pageBefore = chunkBefore.subarray(at, at + PAGE_SIZE);
      const pageAfter = chunkAfter.subarray(at, at + PAGE_SIZE);
      if (Buffer.compare(pageBefore, pageAfter) === 0) continue;
      if (pageBefore.length > 0) changed.before.push({ position: position + at, bytes: pageBefore.slice() });
      if (pageAfter.length > 0) changed.after.push({ position: position + at, bytes: pageAfter.slice() });
    }
    onProgress(Math.min(position + CHUNK_SIZE, longer));
  }
  return changed;
}

/** Writes the journal into the backup folder, flushes it and reads it back. @throws HiveError 'backup-damaged' */
export async function writePageJournal(
  files: WritableFileSystem,
  folder: FilePath,
  journal: PageJournal,
): Promise<void> {
  const path = files.join(folder, PAGES_NAME);
  await writeNewFile(files, path, encodeJournal(journal));
  await files.flushFolder(folder);
  if ((await readPageJournal(files, folder)) !== undefined) return;
  throw new HiveError('backup-damaged', {
    path,
    expected: 'the journal that was written',
    actual: 'other bytes',
  });
}

/**
 * The journal, or undefined when there is none or it was not written to its end: then no page was changed yet. A hash
 * that is right does not make it ours, so that its numbers are checked as well.
 */
export async function readPageJournal(
  files: ReadOnlyFileSystem,
  folder: FilePath,
): Promise<PageJournal | undefined> {
  const path = files.join(folder, PAGES_NAME);
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(files, path, LARGEST_JOURNAL);
  } catch (error) {
    if (isHiveError(error, 'file-missing') || isHiveError(error, 'not-a-folder')) return undefined;
    throw error;
  }
  return decodeJournal(bytes, path);
}

/** A file as it was before the in-place write: the pages of the journal over the file as it is. */
export function beforeInPlaceWrite(file: ByteSource, journal: PageJournal): ByteSource {
  return {
    length: journal.lengthBefore,
    async read(target, position) {
      const inFile = Math.max(0, Math.min(target.length, file.length - position));
      if (inFile > 0) await file.read(target.subarray(0, inFile), position);
      for (const page of journal.pages) {
        const start = Math.max(page.position, position);
        const end = Math.min(page.position + page.bytes.length, position + target.length);
        if (start >= end) continue;
        target.set(page.bytes.subarray(start - page.position, end - page.position), start - position);
      }
    },
  };
}

function encodeJournal(journal: PageJournal): Uint8Array {
  const { pages, lengthBefore, lengthAfter } = journal;
  const dataSize = pages.reduce((sum, page) => sum + page.bytes.length, 0);
  const dataStart = Header.size + pages.length * Row.size;
  const bytes = new Uint8Array(dataStart + dataSize + HASH_SIZE);
  const count = pages.length;
  Header.encode(bytes, 0, { lengthBefore: BigInt(lengthBefore), lengthAfter: BigInt(lengthAfter), count });
  let at = dataStart;
  for (const [index, page] of pages.entries()) {
    const row = { position: BigInt(page.position), size: page.bytes.length };
    Row.encode(bytes, Header.size + index * Row.size, row);
    bytes.set(page.bytes, at);
    at += page.bytes.length;
  }
  bytes.set(hashOf(bytes.subarray(0, at)), at);
  return bytes;
}

function decodeJournal(bytes: Uint8Array, file: FilePath): PageJournal | undefined {
  const end = bytes.length - HASH_SIZE;
  if (end < Header.size || Buffer.compare(hashOf(bytes.subarray(0, end)), bytes.subarray(end)) !== 0)
    return undefined;
  const header = Header.decode(bytes, 0, { file });
  const [lengthBefore, lengthAfter] = [Number(header.lengthBefore), Number(header.lengthAfter)];
  const pages: Page[] = [];
  let at = Header.size + header.count * Row.size;
  if (at > end || Math.max(lengthBefore, lengthAfter) > LARGEST_FILE) return undefined;
  for (let index = 0; index < header.count; index++) {
    const row = Row.decode(bytes, Header.size + index * Row.size, { file });
    const position = Number(row.position);
    if (at + row.size > end || position + row.size > lengthBefore) return undefined;
    pages.push({ position, bytes: bytes.subarray(at, at + row.size) });
    at += row.size;
  }
  return { lengthBefore, lengthAfter, pages };
}

const hashOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
