import { describe, expect, it } from 'vitest';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { buildNewLog, type NewLogRecipe } from '../../src/hive-builder/log-builder.ts';
import { buildOldLog } from '../../src/hive-builder/log-builder-old.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { openBothOrders as replay } from '../support/open-both-orders.ts';
import { page, plainHive, TIMESTAMP } from '../support/plain-hive.ts';

const dirty = makeDirty(plainHive([1, 2, 3]), { primary: 8, secondary: 7 });
const log = (recipe: Partial<NewLogRecipe> = {}) =>
  buildNewLog({ primary: dirty, sequenceNumber: 8, entries: [{ pages: [page(0, 11)] }], ...recipe });

/** The dirty hive with a field changed and the checksum left as it was. */
function damaged(values: Parameters<typeof BaseBlock.encode>[2]): Uint8Array {
  const bytes = dirty.slice();
  BaseBlock.encode(bytes, 0, values);
  return bytes;
}

describe('an invalid base block', () => {
  it.each([
    ['its checksum is wrong', damaged({ rootCellOffset: 0x4444, hiveBinsDataSize: 4096 }), 'checksum-wrong'],
    ['it is gone', dirty.slice().fill(0, 0, 4096), 'base-block-unreadable'],
  ])('is taken from the log: %s', async (_, primary, reason) => {
    const result = await replay(primary, [log()]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.baseBlock).toMatchObject({
      rootCellOffset: 32,
      hiveBinsDataSize: 3 * 4096,
      minorVersion: 5,
    });
    expect(result.account.baseBlockRecovered).toBe(true);
    expect(result.account.reasons).toContain(reason);
    expect(result.bytes.subarray(512, 4096).every((byte) => byte === 0)).toBe(true);
  });

  it('is taken from the log with the latest entries, and no other log is applied', async () => {
    const later = log({ sequenceNumber: 9, entries: [{ pages: [page(1, 22)] }] });
    const result = await replay(damaged({ flags: 9 }), [log(), later]);
    expect(result.fills).toEqual([1, 22, 3]);
    expect(result.account.refused).toEqual([{ file: 'LOG1', reason: 'superseded' }]);
  });

  it('makes no difference to which log is the latest at 2^32', async () => {
    const later = log({ sequenceNumber: 1, entries: [{ pages: [page(1, 22)] }] });
    const earlier = log({ sequenceNumber: 0xfffffffe });
    expect((await replay(damaged({ flags: 9 }), [earlier, later])).fills).toEqual([1, 22, 3]);
  });

  it('is taken from an old-format log that is not older than the first hive bin', async () => {
    const recipe = { primary: dirty, sequenceNumber: 8, pages: [page(0, 11)] };
    const newer = buildOldLog({ ...recipe, lastWritten: TIMESTAMP + 1n });
    expect((await replay(damaged({ flags: 9 }), [newer])).fills).toEqual([11, 2, 3]);
    const older = buildOldLog({ ...recipe, lastWritten: TIMESTAMP - 1n });
    await expect(replay(damaged({ flags: 9 }), [older])).rejects.toMatchObject({ code: 'logs-unusable' });
  });
});

describe('without a usable log', () => {
  it('a dirty hive is refused', async () => {
    await expect(replay(dirty, [])).rejects.toMatchObject({
      code: 'logs-missing',
      details: { path: 'HIVE' },
    });
    await expect(replay(dirty, [new Uint8Array(0)])).rejects.toMatchObject({ code: 'logs-unusable' });
  });

  it('a file whose base block is gone is no hive, accepted or not', async () => {
    const primary = dirty.slice().fill(0, 0, 4096);
    for (const acceptDirty of [false, true])
      await expect(replay(primary, [], { acceptDirty })).rejects.toMatchObject({ code: 'hive-signature' });
  });
});

describe('accepted without its logs', () => {
  const acceptDirty = { acceptDirty: true };

  it('a hive is as it lies in the file, with numbers above those in the logs', async () => {
    const gap = log({ sequenceNumber: 20, entries: [{ pages: [page(0, 99)], sequenceNumber: 30 }] });
    const result = await replay(dirty, [gap], acceptDirty);
    expect(result.state).toBe('accepted');
    expect(result.fills).toEqual([1, 2, 3]);
    expect(result.account).toMatchObject({
      applied: [],
      refused: [{ file: 'LOG1', reason: 'no-valid-entry' }],
      sequenceNumber: 31,
      acceptedWithoutLogs: true,
      baseBlockRecovered: false,
    });
    expect(result.bytes.subarray(512)).toEqual(dirty.subarray(512));
  });

  it('a hive is still replayed when its logs are usable', async () => {
    const result = await replay(dirty, [log()], acceptDirty);
    expect(result.state).toBe('replayed');
    expect(result.account.acceptedWithoutLogs).toBe(false);
  });

  it('a hive with a wrong checksum is confirmed by its hive bins', async () => {
    const result = await replay(damaged({ flags: 9 }), [], acceptDirty);
    expect(result.account).toMatchObject({ baseBlockRecovered: true, acceptedWithoutLogs: true });
    expect(result.fills).toEqual([1, 2, 3]);
  });

  it.each([
    ['hive-checksum', { rootCellOffset: 0x444444 }],
    ['hive-checksum', { hiveBinsDataSize: 4097 }],
    ['hive-checksum', { hiveBinsDataSize: 2 * 4096 }],
    ['hive-checksum', { minorVersion: 9 }],
    ['hive-checksum', { majorVersion: 2 }],
    ['hive-checksum', { fileType: 6 }],
    ['hive-checksum', { fileFormat: 2 }],
    ['hive-truncated', { hiveBinsDataSize: 4 * 4096 }],
  ])('a hive with a wrong checksum is refused (%s) with %o', async (code, values) => {
    await expect(replay(damaged(values), [], acceptDirty)).rejects.toMatchObject({ code });
  });

  it('a hive whose hive bins are broken is refused', async () => {
    const primary = dirty.slice();
    primary[2 * 4096] = 0;
    await expect(replay(primary, [], acceptDirty)).rejects.toMatchObject({
      code: 'hive-structure',
      details: { structure: 'hive bin', offset: 2 * 4096 },
    });
  });

  it('a hive that is cut off is refused', async () => {
    await expect(replay(dirty.slice(0, 3 * 4096), [], acceptDirty)).rejects.toMatchObject({
      code: 'hive-truncated',
    });
  });
});
