import type { ReadOnlyFileSystem, WritableFileSystem } from '../files/file-system.ts';
import { isNotThere } from '../files/not-there.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { ascii, layoutsOf, u32, u64 } from '../ground/layout.ts';
import type { Page } from './page.ts';
import { readWhole, writeNewFile } from './small-files.ts';

/**
 * The pages of a primary file that a run is about to change, as they were: a backup where the image itself is the backup of
 * everything else, or where there is no room for more. It is flushed and read back before the first page is written.
 * Layout: header, one row per page, the pages, SHA-256 of all before it; hivemend 0.1.0 wrote the same for `--in-place`.
 */

export const KEPT_PAGES_NAME = 'pages.journal';

/** A hash is compared before anything is decoded: neither code is ever seen. */
const layout = layoutsOf({ truncated: 'hive-truncated', signature: 'hive-signature' });

export interface KeptPages {
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
const LARGEST_KEPT = 4 * 1024 ** 3;
/** No hive is larger: the format counts its bytes in 32 bits. */
const LARGEST_FILE = 8 * 1024 ** 3;

/** Writes the pages into the backup folder, flushes it and reads it back. @throws HiveError 'backup-damaged' */
export async function writeKeptPages(
  files: WritableFileSystem,
  folder: FilePath,
  kept: KeptPages,
): Promise<void> {
  const path = files.join(folder, KEPT_PAGES_NAME);
  await writeNewFile(files, path, await encode(kept));
  await files.flushFolder(folder);
  if ((await readKeptPages(files, folder)) !== undefined) return;
  throw new HiveError('backup-damaged', {
    path,
    expected: 'the pages that were written',
    actual: 'other bytes',
  });
}

/**
 * The pages, or undefined when there is none or it was not written to its end: then no page was changed yet. A hash
 * that is right does not make it ours, so that its numbers are checked as well.
 */
export async function readKeptPages(
  files: ReadOnlyFileSystem,
  folder: FilePath,
): Promise<KeptPages | undefined> {
  const path = files.join(folder, KEPT_PAGES_NAME);
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(files, path, LARGEST_KEPT);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
  return await decode(bytes, path);
}

async function encode(kept: KeptPages): Promise<Uint8Array> {
  const { pages, lengthBefore, lengthAfter } = kept;
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
  bytes.set(await hashOf(bytes.subarray(0, at)), at);
  return bytes;
}

async function decode(bytes: Uint8Array, file: FilePath): Promise<KeptPages | undefined> {
  const end = bytes.length - HASH_SIZE;
  if (end < Header.size) return undefined;
  if (Buffer.compare(await hashOf(bytes.subarray(0, end)), bytes.subarray(end)) !== 0) return undefined;
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

/** Cryptography takes a good part of the start-up, and most runs keep no pages. */
async function hashOf(bytes: Uint8Array): Promise<Uint8Array> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(bytes).digest();
}
