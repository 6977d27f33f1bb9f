import { describe, expect, it } from 'vitest';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { buildNewLog, type LogEntryRecipe } from '../../src/hive-builder/log-builder.ts';
import { dirtyPagesBetween } from '../../src/hive-builder/log-pages.ts';
import { openBothOrders as replay } from '../support/open-both-orders.ts';
import { page, plainHive } from '../support/plain-hive.ts';

const BIN = 4096;
const dirtyHive = (fills: readonly number[], trailing = 0) =>
  makeDirty(plainHive(fills, trailing), { primary: 8, secondary: 7 });
const logOf = (primary: Uint8Array, entries: readonly LogEntryRecipe[]) =>
  buildNewLog({ primary, sequenceNumber: 8, entries });

describe('a hive that grew', () => {
  it('is as long as its last entry says', async () => {
    const primary = dirtyHive([1, 2]);
    const entries = [
      { pages: [page(2, 33)], hiveBinsDataSize: 3 * BIN },
      { pages: [page(3, 44), page(0, 11)], hiveBinsDataSize: 4 * BIN },
    ];
    const result = await replay(primary, [logOf(primary, entries)]);
    expect(result.fills).toEqual([11, 2, 33, 44]);
    expect(result.baseBlock.hiveBinsDataSize).toBe(4 * BIN);
    expect(result.bytes.length).toBe(5 * BIN);
  });

  it('grows over the bytes behind its hive bins data and keeps those behind its new end', async () => {
    const primary = dirtyHive([1, 2], 3 * BIN);
    const entries = [{ pages: [page(2, 33)], hiveBinsDataSize: 3 * BIN }];
    const result = await replay(primary, [logOf(primary, entries)]);
    expect(result.fills).toEqual([1, 2, 33]);
    expect(result.bytes.length).toBe(primary.length);
    expect(result.bytes.subarray(4 * BIN)).toEqual(primary.subarray(4 * BIN));
  });

  it('is refused when no log holds what it grew by', async () => {
    const primary = dirtyHive([1, 2]);
    const entries = [{ pages: [page(0, 11)], hiveBinsDataSize: 4 * BIN }];
    await expect(replay(primary, [logOf(primary, entries)])).rejects.toMatchObject({
      code: 'hive-truncated',
      details: { structure: 'hive bins data', offset: 3 * BIN, expected: `${4 * BIN} bytes` },
    });
  });

  it('does not take what lies behind its hive bins data for its own', async () => {
    const primary = dirtyHive([1, 2], 2 * BIN);
    primary.set(page(2, 99).bytes, 3 * BIN); // a hive bin that it gave up long ago
    const entries = [{ pages: [page(0, 11)], hiveBinsDataSize: 3 * BIN }];
    await expect(replay(primary, [logOf(primary, entries)])).rejects.toMatchObject({
      code: 'hive-truncated',
      details: { offset: 3 * BIN },
    });
  });

  it('is refused at once when it claims two gigabytes', async () => {
    const primary = dirtyHive([1, 2]);
    const entries = [{ pages: [page(0, 11)], hiveBinsDataSize: 0x7fff_f000 }];
    await expect(replay(primary, [logOf(primary, entries)])).rejects.toMatchObject({
      code: 'hive-truncated',
    });
  });
});

describe('a hive that shrank', () => {
  it('ends where its last entry says; the file stays as long as it is', async () => {
    const primary = dirtyHive([1, 2, 3]);
    const entries = [{ pages: [page(2, 33)] }, { pages: [page(0, 11)], hiveBinsDataSize: 2 * BIN }];
    const result = await replay(primary, [logOf(primary, entries)]);
    expect(result.fills).toEqual([11, 2]);
    expect(result.bytes.length).toBe(primary.length);
    expect(result.bytes.subarray(3 * BIN)).toEqual(primary.subarray(3 * BIN));
  });

  it('and grew again does not get its old hive bins back', async () => {
    const primary = dirtyHive([1, 2, 3]);
    const entries = [
      { pages: [page(0, 11)], hiveBinsDataSize: 2 * BIN },
      { pages: [page(0, 12)], hiveBinsDataSize: 3 * BIN },
    ];
    await expect(replay(primary, [logOf(primary, entries)])).rejects.toMatchObject({
      code: 'hive-truncated',
    });
    const whole = [entries[0], { ...entries[1], pages: [page(2, 77)] }] as LogEntryRecipe[];
    expect((await replay(primary, [logOf(primary, whole)])).fills).toEqual([11, 2, 77]);
  });
});

describe('a primary file that is cut off', () => {
  it('is whole again when a log holds what is missing', async () => {
    const primary = dirtyHive([1, 2, 3]).slice(0, 3 * BIN + 512);
    const entries = [{ pages: [page(2, 33)] }];
    expect((await replay(primary, [logOf(primary, entries)])).fills).toEqual([1, 2, 33]);
  });

  it('is refused when a log holds other pages only', async () => {
    const primary = dirtyHive([1, 2, 3]).slice(0, 3 * BIN + 512);
    const entries = [{ pages: [page(1, 22)] }];
    await expect(replay(primary, [logOf(primary, entries)])).rejects.toMatchObject({
      code: 'hive-truncated',
      details: { offset: 3 * BIN },
    });
  });
});

describe('hive bins that do not fit together after replay', () => {
  it.each([
    ['a page without a hive bin where one starts', { offset: BIN, bytes: new Uint8Array(BIN) }],
    ['a hive bin from elsewhere', { offset: BIN, bytes: page(2, 33).bytes }],
  ])('are refused: %s', async (_, wrong) => {
    const primary = dirtyHive([1, 2, 3]);
    await expect(replay(primary, [logOf(primary, [{ pages: [wrong] }])])).rejects.toMatchObject({
      code: 'hive-structure',
      details: { structure: 'hive bin', offset: 2 * BIN },
    });
  });
});

it('replays the difference of two images', async () => {
  const primary = dirtyHive([1, 2, 3]);
  const after = plainHive([1, 22, 3, 44, 55]);
  const pages = dirtyPagesBetween(primary, after);
  expect(pages.map(({ offset, bytes }) => [offset, bytes.length])).toEqual([
    [BIN, BIN],
    [3 * BIN, 2 * BIN],
  ]);
  const result = await replay(primary, [logOf(primary, [{ pages, hiveBinsDataSize: 5 * BIN }])]);
  expect(result.bytes.subarray(BIN)).toEqual(after.subarray(BIN));
});
