import { describe, expect, it } from 'vitest';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { buildNewLog } from '../../src/hive-builder/log-builder.ts';
import { buildOldLog, type OldLogRecipe } from '../../src/hive-builder/log-builder-old.ts';
import { openBothOrders as replay } from '../support/open-both-orders.ts';
import { name, page, plainHive, TIMESTAMP } from '../support/plain-hive.ts';

const dirty = makeDirty(plainHive([1, 2, 3]), { primary: 8, secondary: 7 });
const log = (recipe: Partial<OldLogRecipe> = {}) =>
  buildOldLog({ primary: dirty, sequenceNumber: 8, pages: [page(0, 11), page(2, 33)], ...recipe });
const refusal = (reason: string) => ({ code: 'logs-unusable', details: { reasons: [`LOG1: ${reason}`] } });

describe('an old-format log', () => {
  it('is applied when its timestamp is that of the hive', async () => {
    const result = await replay(dirty, [log(), new Uint8Array(0)]);
    expect(result.fills).toEqual([11, 2, 33]);
    expect(result.account).toMatchObject({
      applied: [{ format: 'old', entries: 1, pages: 2, bytes: 8192, stop: 'end' }],
      refused: [{ file: 'LOG2', reason: 'empty' }],
      sequenceNumber: 9,
    });
  });

  it('holds pages of 512 bytes at any place', async () => {
    const sector = { offset: 4096 + 2048, bytes: new Uint8Array(512).fill(77) };
    const result = await replay(dirty, [log({ pages: [sector], remnant: new Uint8Array(512).fill(9) })]);
    expect(result.fills).toEqual([1, 77, 3]);
    expect(result.bytes[2 * 4096 + 2047]).toBe(2);
    expect(result.bytes[2 * 4096 + 2560]).toBe(2);
  });

  it('makes the hive as large as it says', async () => {
    const result = await replay(dirty, [log({ pages: [page(3, 44)], hiveBinsDataSize: 4 * 4096 })]);
    expect(result.fills).toEqual([1, 2, 3, 44]);
  });

  it('is not applied when it is older than the hive', async () => {
    await expect(replay(dirty, [log({ lastWritten: TIMESTAMP - 1n })])).rejects.toMatchObject(
      refusal('other-hive'),
    );
  });

  it('of the same hive is applied when it is more recent, as Windows 8 does', async () => {
    expect((await replay(dirty, [log({ lastWritten: TIMESTAMP + 1n })])).fills).toEqual([11, 2, 33]);
  });

  it('is not applied in part when it is cut off', async () => {
    for (const length of [1024, 1535, 1536, 5000, log().length - 1])
      await expect(replay(dirty, [log().slice(0, length)]), `${length}`).rejects.toMatchObject(
        refusal('no-valid-entry'),
      );
  });

  it.each([
    ['no-valid-entry', log({ wrong: 'dirty-vector-signature' })],
    ['no-valid-entry', log({ pages: [] })],
    ['base-block-wrong', log({ wrong: 'checksum' })],
    ['base-block-wrong', log({ wrong: 'sequence-numbers' })],
    ['other-hive', log({ rmId: new Uint8Array(16).fill(9), fileName: name('SYSTEM') })],
  ])('is refused as %s', async (reason, bytes) => {
    await expect(replay(dirty, [bytes])).rejects.toMatchObject(refusal(reason));
  });
});

describe('two old-format logs', () => {
  it('hold everything each: the more recent one is applied alone', async () => {
    const newer = log({ lastWritten: TIMESTAMP + 1n, pages: [page(1, 22)] });
    const result = await replay(dirty, [log(), newer]);
    expect(result.fills).toEqual([1, 22, 3]);
    expect(result.account.refused).toEqual([{ file: 'LOG1', reason: 'superseded' }]);
  });
});

it('an old-format log beside a usable new-format one is superseded', async () => {
  const newLog = buildNewLog({ primary: dirty, sequenceNumber: 8, entries: [{ pages: [page(1, 22)] }] });
  const result = await replay(dirty, [log(), newLog]);
  expect(result.fills).toEqual([1, 22, 3]);
  expect(result.account.refused).toEqual([{ file: 'LOG1', reason: 'superseded' }]);
});
