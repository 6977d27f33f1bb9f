import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  KEPT_PAGES_NAME,
  type KeptPages,
  readKeptPages,
  writeKeptPages,
} from '../../src/install/kept-pages.ts';
import { laidOver, readPages } from '../../src/install/page.ts';
import { readAll } from '../support/hive-file.ts';
import { sourceOf } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const FOLDER = '/backups/20261123-083000-0001';
const PATH = `${FOLDER}/${KEPT_PAGES_NAME}`;
const noise = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * seed) & 0xff);

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.putFolder(FOLDER);
});

/** What a write from `before` to `after` keeps: the pages that differ, and those that are cut off. */
async function keptOf(before: Uint8Array, after: Uint8Array): Promise<KeptPages> {
  const stretches = [];
  for (let start = 0; start < before.length; start += 4096) {
    const end = Math.min(start + 4096, before.length);
    if (Buffer.compare(before.subarray(start, end), after.subarray(start, end)) !== 0)
      stretches.push({ start, end });
  }
  const pages = await readPages(sourceOf(before), stretches);
  return { lengthBefore: before.length, lengthAfter: after.length, pages };
}

function edited(bytes: Uint8Array, ...places: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  for (const at of places) copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('kept pages', () => {
  const base = noise(3 * 4096 + 100, 3);
  it.each([
    ['an edit', base, edited(base, 5000)],
    ['growth', base, Uint8Array.of(...edited(base, 1), ...noise(8192, 5))],
    ['growth from the middle of a page', base.subarray(0, 5000), base],
    ['a cut', base, edited(base.subarray(0, 5000), 3)],
    ['a cut to nothing', base, new Uint8Array()],
    ['growth from nothing', new Uint8Array(), base],
  ])('take %s back', async (_name, before, after) => {
    const kept = await keptOf(before, after);
    await writeKeptPages(files, FOLDER, kept);
    const read = await readKeptPages(files, FOLDER);
    expect(read).toEqual(kept);
    expect(await readAll(laidOver(sourceOf(after), (read ?? kept).pages, before.length))).toEqual(before);
  });

  it('are none where there are none, or a folder is missing', async () => {
    expect(await readKeptPages(files, FOLDER)).toBeUndefined();
    expect(await readKeptPages(files, '/nowhere')).toBeUndefined();
  });

  it('are none when they are torn, anywhere, or a bit of it is wrong', async () => {
    await writeKeptPages(files, FOLDER, await keptOf(base, edited(base, 1)));
    const whole = files.bytes(PATH) ?? new Uint8Array();
    for (const length of [0, 1, 31, 32, 43, 63, 64, whole.length - 33, whole.length - 1]) {
      files.put(PATH, whole.subarray(0, length));
      expect(await readKeptPages(files, FOLDER), `${length} bytes`).toBeUndefined();
    }
    for (let at = 0; at < whole.length; at += 97) {
      files.put(PATH, edited(whole, at));
      expect(await readKeptPages(files, FOLDER), `byte ${at}`).toBeUndefined();
    }
  });

  const u32 = (at: number, value: number) => (view: DataView) => view.setUint32(at, value, true);
  it.each([
    ['pages that it does not hold', u32(24, 0xffff_ffff)],
    ['one page too many', u32(24, 2)],
    ['a page that is larger than the file', u32(40, 0xffff_fff0)],
    ['a page far behind the file', u32(36, 0x0010_0000)],
    ['a file of a million gigabytes before', u32(12, 0x0004_0000)],
    ['a file of a million gigabytes after', u32(20, 0x0004_0000)],
  ])('that somebody made with %s are none', async (_name, change) => {
    await writeKeptPages(files, FOLDER, await keptOf(base, edited(base, 1)));
    const bytes = files.bytes(PATH) ?? new Uint8Array();
    change(new DataView(bytes.buffer, bytes.byteOffset));
    const end = bytes.length - 32;
    bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end);
    files.put(PATH, bytes);
    expect(await readKeptPages(files, FOLDER)).toBeUndefined();
  });
});
