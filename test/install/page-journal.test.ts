import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  beforeInPlaceWrite,
  changedPages,
  PAGES_NAME,
  type PageJournal,
  readPageJournal,
  writePageJournal,
} from '../../src/install/page-journal.ts';
import { readAll } from '../support/hive-file.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sourceOf } from '../support/repair-surroundings.ts';

const FOLDER = '/backups/20261123-083000-0001';
const PATH = `${FOLDER}/${PAGES_NAME}`;
const noise = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * seed) & 0xff);

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.putFolder(FOLDER);
});

async function journalOf(before: Uint8Array, after: Uint8Array): Promise<PageJournal> {
  const changed = await changedPages(sourceOf(before), sourceOf(after), () => undefined);
  return { lengthBefore: before.length, lengthAfter: after.length, pages: changed.before };
}

function edited(bytes: Uint8Array, ...places: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  for (const at of places) copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('changed pages', () => {
  it('are the pages with a byte that differs, across chunks', async () => {
    const before = noise(3 * 1024 * 1024, 7);
    const after = edited(before, 0, 4095, 4096, 1024 * 1024 - 1, 1024 * 1024, before.length - 1);
    const { pages } = await journalOf(before, after);
    expect(pages.map(({ position }) => position)).toEqual([
      0,
      4096,
      1024 * 1024 - 4096,
      1024 * 1024,
      before.length - 4096,
    ]);
  });

  it('are none between equal sources', async () => {
    expect(await changedPages(sourceOf(noise(9000, 1)), sourceOf(noise(9000, 1)), () => undefined)).toEqual({
      before: [],
      after: [],
    });
  });
});

describe('a page journal', () => {
  const base = noise(3 * 4096 + 100, 3);
  it.each([
    ['an edit', base, edited(base, 5000)],
    ['growth', base, Uint8Array.of(...edited(base, 1), ...noise(8192, 5))],
    ['growth from the middle of a page', base.subarray(0, 5000), base],
    ['a cut', base, edited(base.subarray(0, 5000), 3)],
    ['a cut to nothing', base, new Uint8Array()],
    ['growth from nothing', new Uint8Array(), base],
  ])('takes %s back', async (_name, before, after) => {
    const journal = await journalOf(before, after);
    await writePageJournal(files, FOLDER, journal);
    const read = await readPageJournal(files, FOLDER);
    expect(read).toEqual(journal);
    expect(await readAll(beforeInPlaceWrite(sourceOf(after), read ?? journal))).toEqual(before);
  });

  it('is none where there is none, or a folder is missing', async () => {
    expect(await readPageJournal(files, FOLDER)).toBeUndefined();
    expect(await readPageJournal(files, '/nowhere')).toBeUndefined();
  });

  it('is none when it is torn, anywhere, or a bit of it is wrong', async () => {
    await writePageJournal(files, FOLDER, await journalOf(base, edited(base, 1)));
    const whole = files.bytes(PATH) ?? new Uint8Array();
    for (const length of [0, 1, 31, 32, 43, 63, 64, whole.length - 33, whole.length - 1]) {
      files.put(PATH, whole.subarray(0, length));
      expect(await readPageJournal(files, FOLDER), `${length} bytes`).toBeUndefined();
    }
    for (let at = 0; at < whole.length; at += 97) {
      files.put(PATH, edited(whole, at));
      expect(await readPageJournal(files, FOLDER), `byte ${at}`).toBeUndefined();
    }
  });

  const u32 = (at: number, value: number) => (view: DataView) => view.setUint32(at, value, true);
  it.each([
    ['pages that it does not hold', u32(24, 0xffff_ffff)],
    ['one page too many', u32(24, 2)],
    ['a page that is larger than the journal', u32(40, 0xffff_fff0)],
    ['a page far behind the file', u32(36, 0x0010_0000)],
    ['a file of a million gigabytes before', u32(12, 0x0004_0000)],
    ['a file of a million gigabytes after', u32(20, 0x0004_0000)],
  ])('that somebody made with %s is none', async (_name, change) => {
    await writePageJournal(files, FOLDER, await journalOf(base, edited(base, 1)));
    const bytes = files.bytes(PATH) ?? new Uint8Array();
    change(new DataView(bytes.buffer, bytes.byteOffset));
    const end = bytes.length - 32;
    bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end);
    files.put(PATH, bytes);
    expect(await readPageJournal(files, FOLDER)).toBeUndefined();
  });
});
