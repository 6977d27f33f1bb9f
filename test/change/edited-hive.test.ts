import { describe, expect, it } from 'vitest';
import { EditedFile } from '../../src/change/edited-hive.ts';
import { sourceOf } from '../support/byte-source.ts';
import { readAll } from '../support/hive-file.ts';

/** 4 bytes of hive, 3 behind them. */
const original = Uint8Array.of(1, 2, 3, 4, 10, 11, 12);
const END = 4;

const file = (length: number, changes: readonly (readonly [number, readonly number[]])[]): EditedFile =>
  new EditedFile(sourceOf(original), END, {
    length,
    changes: changes.map(([start, bytes]) => ({ start, bytes: Uint8Array.from(bytes) })),
  });

describe('an edited file', () => {
  it('is the original where nothing was changed', async () => {
    const same = file(4, []);
    expect(await readAll(same)).toEqual(original);
    expect(same.changed).toEqual([]);
  });

  it('has the changed bytes in their places', async () => {
    const changed = file(4, [
      [0, [9]],
      [2, [8, 7]],
    ]);
    expect(await readAll(changed)).toEqual(Uint8Array.of(9, 2, 8, 7, 10, 11, 12));
    expect(changed.changed).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 4 },
    ]);
  });

  it('keeps what lies behind the hive bins data when they grow', async () => {
    const grown = file(6, [[4, [5, 6]]]);
    expect(grown.length).toBe(9);
    expect(await readAll(grown)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 10, 11, 12));
  });

  it('reads the same in any pieces', async () => {
    const grown = file(6, [
      [1, [20, 21]],
      [4, [5, 6]],
    ]);
    const whole = await readAll(grown);
    for (let start = 0; start < grown.length; start++)
      for (let end = start; end <= grown.length; end++) {
        const piece = new Uint8Array(end - start);
        await grown.read(piece, start);
        expect(piece, `${start} to ${end}`).toEqual(whole.slice(start, end));
      }
  });

  it('throws what reading the original throws', async () => {
    await expect(
      readAll(new EditedFile(sourceOf(original.slice(0, 2)), 4, { length: 4, changes: [] })),
    ).resolves.toEqual(original.slice(0, 2));
    const cut = { length: 7, read: sourceOf(original.slice(0, 2)).read };
    await expect(readAll(new EditedFile(cut, 4, { length: 4, changes: [] }))).rejects.toMatchObject({
      code: 'file-read',
    });
  });
});
