import { describe, expect, it } from 'vitest';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import {
  buildLogEntry,
  buildNewLog,
  type LogEntryFault,
  type NewLogRecipe,
} from '../../src/hive-builder/log-builder.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { openHive } from '../../src/replay/replay.ts';
import { hiveFile, readAll } from '../support/hive-file.ts';
import { openBothOrders as replay } from '../support/open-both-orders.ts';
import { name, page, plainHive } from '../support/plain-hive.ts';

/** Hive bins 1, 2, 3 as the primary file holds them; the write of number 8 was begun. */
const dirty = makeDirty(plainHive([1, 2, 3]), { primary: 8, secondary: 7 });

const log = (recipe: Partial<NewLogRecipe>) =>
  buildNewLog({ primary: dirty, sequenceNumber: 8, entries: [], ...recipe });

const fails = (primary: Uint8Array, logs: readonly Uint8Array[]) => expect(replay(primary, logs)).rejects;

describe('one log', () => {
  it('is applied entry by entry, later pages over earlier ones', async () => {
    const entries = [{ pages: [page(0, 11), page(1, 12)] }, { pages: [page(1, 22)] }];
    const result = await replay(dirty, [log({ entries })]);
    expect(result.fills).toEqual([11, 22, 3]);
    expect(result.account.applied).toEqual([
      {
        file: 'LOG1',
        format: 'new',
        entries: 2,
        pages: 3,
        bytes: 3 * 4096,
        firstSequenceNumber: 8,
        lastSequenceNumber: 9,
        stop: 'end',
      },
    ]);
    expect(result.account).toMatchObject({
      reasons: ['sequence-numbers-differ'],
      refused: [],
      baseBlockRecovered: false,
      sequenceNumber: 10,
      acceptedWithoutLogs: false,
    });
  });

  it('is ignored by a clean hive, whatever is in it', async () => {
    const clean = plainHive([1, 2, 3]);
    const newer = hiveFile(log({ sequenceNumber: 9, entries: [{ pages: [page(0, 11)] }] }), 'LOG1');
    const opened = await openHive(hiveFile(clean), [newer], { acceptDirty: false });
    expect(opened.state).toBe('clean');
    expect(await readAll(opened.hive)).toEqual(clean);
  });

  it('holds pages that are smaller and larger than a hive bin', async () => {
    const sector = { offset: 2 * 4096 + 2048, bytes: new Uint8Array(512).fill(44) };
    const both = new Uint8Array(8192);
    both.set(page(0, 31).bytes);
    both.set(page(1, 32).bytes, 4096);
    const result = await replay(dirty, [log({ entries: [{ pages: [{ offset: 0, bytes: both }, sector] }] })]);
    expect(result.fills).toEqual([31, 32, 44]);
    expect(result.bytes[3 * 4096 + 2047]).toBe(3);
    expect(result.bytes[3 * 4096 + 2560]).toBe(3);
  });

  it('may begin far behind the primary file, as on real machines', async () => {
    const result = await replay(dirty, [log({ sequenceNumber: 500, entries: [{ pages: [page(0, 11)] }] })]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.account.sequenceNumber).toBe(501);
  });

  it('sets and clears the flag of pending transactions, and no other', async () => {
    const locked = [{ pages: [page(0, 11)], flags: 3 }];
    expect((await replay(dirty, [log({ entries: locked })])).baseBlock.flags).toBe(1);
    const flagged = dirty.slice();
    BaseBlock.encode(flagged, 0, { flags: 3 });
    const primary = makeDirty(flagged, { primary: 8, secondary: 7 });
    const unlocked = [{ pages: [page(0, 11)], flags: 0 }];
    expect((await replay(primary, [log({ entries: unlocked })])).baseBlock.flags).toBe(2);
  });
});

describe('an entry that is wrong', () => {
  const before = { pages: [page(0, 11)] };
  const after = { pages: [page(2, 33)] };
  const stops: [LogEntryFault, string][] = [
    ['hash1', 'entry-torn'],
    ['hash2', 'entry-torn'],
    ['signature', 'end'],
    ['size-zero', 'entry-wrong'],
    ['size-unaligned', 'entry-wrong'],
    ['size-beyond-log', 'entry-torn'],
    ['hive-bins-data-size', 'entry-wrong'],
    ['hive-bins-data-size-huge', 'entry-wrong'],
    ['no-pages', 'entry-wrong'],
    ['pages-count-huge', 'entry-wrong'],
    ['page-beyond-hive', 'entry-wrong'],
    ['page-offset-huge', 'entry-wrong'],
    ['page-unaligned', 'entry-wrong'],
    ['page-beyond-entry', 'entry-wrong'],
    ['page-size-zero', 'entry-wrong'],
  ];

  it.each(stops)('(%s) ends replay, and everything in front of it counts', async (wrong, stop) => {
    const entries = [before, { pages: [page(1, 22)], wrong }, after];
    const result = await replay(dirty, [log({ entries })]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.account.applied).toMatchObject([{ entries: 1, lastSequenceNumber: 8, stop }]);
  });

  it.each(stops)('(%s) as the first of its log makes the log unusable', async (wrong) => {
    await fails(dirty, [log({ entries: [{ pages: [page(1, 22)], wrong }, after] })]).toMatchObject({
      code: 'logs-unusable',
      details: { reasons: ['LOG1: no-valid-entry'] },
    });
  });

  it('is not applied in part when the log is cut anywhere in it', async () => {
    const whole = log({ entries: [before, { pages: [page(1, 22), page(2, 33)] }] });
    const firstEnd = log({ entries: [before] }).length;
    for (let length = firstEnd; length < whole.length; length += 97) {
      const result = await replay(dirty, [whole.slice(0, length)]);
      expect(result.fills, `cut at ${length}`).toEqual([11, 2, 3]);
    }
  });

  it('leaves room for a number above its own, so that it can never be taken up again', async () => {
    const torn = buildLogEntry({
      pages: [page(1, 22)],
      sequenceNumber: 9,
      hiveBinsDataSize: 3 * 4096,
      wrong: 'hash1',
    });
    const result = await replay(dirty, [log({ entries: [before], remnant: torn })]);
    expect(result.account.sequenceNumber).toBe(10);
  });
});

describe('sequence numbers', () => {
  it('with a gap end replay', async () => {
    const entries = [{ pages: [page(0, 11)] }, { pages: [page(1, 22)], sequenceNumber: 10 }];
    const result = await replay(dirty, [log({ entries })]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.account.applied).toMatchObject([{ stop: 'sequence-gap' }]);
    expect(result.account.sequenceNumber).toBe(11);
  });

  it('of an earlier round behind the last entry are no damage', async () => {
    const old = buildLogEntry({ pages: [page(1, 99)], sequenceNumber: 5, hiveBinsDataSize: 3 * 4096 });
    const result = await replay(dirty, [log({ entries: [{ pages: [page(0, 11)] }], remnant: old })]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.account.applied).toMatchObject([{ stop: 'end' }]);
  });

  it('wrap around at 2^32 inside a log', async () => {
    const primary = makeDirty(plainHive([1, 2, 3]), { primary: 0xffffffff, secondary: 0xfffffffe });
    const entries = [{ pages: [page(0, 11)] }, { pages: [page(1, 22)] }, { pages: [page(2, 33)] }];
    const result = await replay(primary, [log({ primary, sequenceNumber: 0xfffffffe, entries })]);
    expect(result.fills).toEqual([11, 22, 33]);
    expect(result.account.applied).toMatchObject([{ lastSequenceNumber: 0 }]);
    expect(result.account.sequenceNumber).toBe(1);
  });

  it('wrap around at 2^32 between two logs', async () => {
    const primary = makeDirty(plainHive([1, 2, 3]), { primary: 0xffffffff, secondary: 0xfffffffe });
    const first = log({
      primary,
      sequenceNumber: 0xffffffff,
      entries: [{ pages: [page(0, 11), page(1, 12)] }],
    });
    const second = log({ primary, sequenceNumber: 0, entries: [{ pages: [page(1, 22)] }] });
    expect((await replay(primary, [first, second])).fills).toEqual([11, 22, 3]);
    expect((await replay(primary, [second, first])).fills).toEqual([11, 22, 3]);
  });

  it('before the secondary number of the hive make a log superseded', async () => {
    await fails(dirty, [log({ sequenceNumber: 6, entries: [{ pages: [page(0, 11)] }] })]).toMatchObject({
      code: 'logs-unusable',
      details: { reasons: ['LOG1: superseded'] },
    });
    const equal = log({ sequenceNumber: 7, entries: [{ pages: [page(0, 11)] }] });
    expect((await replay(dirty, [equal])).fills).toEqual([11, 2, 3]);
  });

  it('of the first entry must be the one in the base block', async () => {
    const entries = [{ pages: [page(0, 11)], sequenceNumber: 9 }];
    await fails(dirty, [log({ entries })]).toMatchObject({ code: 'logs-unusable' });
  });
});

describe('two logs', () => {
  const earlier = log({ entries: [{ pages: [page(0, 11), page(1, 12)] }] });
  const later = log({ sequenceNumber: 9, entries: [{ pages: [page(1, 22)] }, { pages: [page(2, 33)] }] });

  it.each([
    ['LOG1 is the earlier', [earlier, later]],
    ['LOG2 is the earlier', [later, earlier]],
  ])('are applied in the order of their numbers: %s', async (_, logs) => {
    const result = await replay(dirty, logs);
    expect(result.fills).toEqual([11, 22, 33]);
    expect(result.account.applied.map((applied) => applied.firstSequenceNumber)).toEqual([8, 9]);
    expect(result.account.sequenceNumber).toBe(11);
  });

  it('go on in the second where the first is torn', async () => {
    const torn = { pages: [page(2, 99)], wrong: 'hash1' } as const;
    const first = log({ entries: [{ pages: [page(0, 11)] }, torn] });
    const result = await replay(dirty, [first, later]);
    expect(result.fills).toEqual([11, 22, 33]);
    expect(result.account.applied).toMatchObject([{ stop: 'entry-torn' }, { stop: 'end' }]);
  });

  it('with a gap between them: the second is refused', async () => {
    const afterGap = log({ sequenceNumber: 10, entries: [{ pages: [page(1, 22)] }] });
    const result = await replay(dirty, [afterGap, earlier]);
    expect(result.fills).toEqual([11, 12, 3]);
    expect(result.account.refused).toEqual([{ file: 'LOG1', reason: 'sequence-gap' }]);
    expect(result.account.sequenceNumber).toBe(11);
  });

  it('of which the earlier has no valid entry: nothing of the later is applied', async () => {
    const bad = log({ entries: [{ pages: [page(0, 11)], wrong: 'hash1' }] });
    await fails(dirty, [bad, later]).toMatchObject({
      code: 'logs-unusable',
      details: { reasons: expect.arrayContaining(['LOG1: no-valid-entry', 'LOG2: sequence-gap']) },
    });
  });

  it('of which one has a wrong base block: the other is applied only if nothing can be missing in front of it', async () => {
    const damaged = log({ entries: [{ pages: [page(0, 11)] }], wrong: 'checksum' });
    await fails(dirty, [damaged, later]).toMatchObject({
      code: 'logs-unusable',
      details: { reasons: ['LOG1: base-block-wrong', 'LOG2: predecessor-damaged'] },
    });
    expect((await replay(dirty, [damaged, earlier])).fills).toEqual([11, 12, 3]);
  });

  it('of which the earlier is superseded: the later is enough', async () => {
    const old = log({ sequenceNumber: 3, entries: [{ pages: [page(0, 99)] }] });
    const result = await replay(dirty, [old, later]);
    expect(result.fills).toEqual([1, 22, 33]);
    expect(result.account.refused).toEqual([{ file: 'LOG1', reason: 'superseded' }]);
  });
});

describe('a log that is no use', () => {
  const good = { entries: [{ pages: [page(0, 11)] }] };
  it.each([
    ['empty', new Uint8Array(0)],
    ['too-small', log(good).slice(0, 1023)],
    ['empty', new Uint8Array(8192)],
    ['base-block-wrong', new Uint8Array(8192).fill(1)],
    ['base-block-wrong', log({ ...good, wrong: 'signature' })],
    ['base-block-wrong', log({ ...good, wrong: 'checksum' })],
    ['base-block-wrong', log({ ...good, wrong: 'sequence-numbers' })],
    ['base-block-wrong', log({ ...good, wrong: 'file-type' })],
    ['base-block-wrong', log({ ...good, wrong: 'major-version' })],
    ['base-block-wrong', log({ ...good, wrong: 'clustering-factor' })],
    ['base-block-wrong', log({ ...good, wrong: 'hive-bins-data-size' })],
    ['other-hive', log({ ...good, rmId: new Uint8Array(16).fill(0xb2) })],
    ['no-valid-entry', log({ entries: [], remnant: new Uint8Array(4096) })],
  ])('is refused as %s and does not stop the other one', async (reason, bytes) => {
    await fails(dirty, [bytes]).toMatchObject({
      code: 'logs-unusable',
      details: { path: 'HIVE', reasons: [`LOG1: ${reason}`] },
    });
    if (reason === 'no-valid-entry') return;
    const result = await replay(dirty, [bytes, log(good)]);
    expect(result.fills).toEqual([11, 2, 3]);
    expect(result.account.refused).toEqual([{ file: 'LOG1', reason }]);
  });

  it('and holds no entry does not keep a log from being applied that begins far ahead', async () => {
    const farAhead = log({ ...good, sequenceNumber: 500 });
    for (const leftOver of [new Uint8Array(1024).fill(9), new Uint8Array(0), new Uint8Array(1024)])
      expect((await replay(dirty, [leftOver, farAhead])).fills).toEqual([11, 2, 3]);
  });

  it('is one that no Windows would write, and is not read', async () => {
    const huge = { path: 'LOG1', length: 2 ** 31, read: () => Promise.reject(new Error('was read')) };
    await expect(openHive(hiveFile(dirty), [huge], { acceptDirty: false })).rejects.toMatchObject({
      details: { reasons: ['LOG1: too-large'] },
    });
  });

  it('is told by name and timestamp where hives have no resource manager', async () => {
    const bare = makeDirty(bareHive(), { primary: 8, secondary: 7 });
    const other = { ...good, primary: bare, fileName: name('SYSTEM') };
    await fails(bare, [log({ ...other, lastWritten: 5n })]).toMatchObject({
      details: { reasons: ['LOG1: other-hive'] },
    });
    expect((await replay(bare, [log(other)])).fills).toEqual([11, 2, 3]);
    expect((await replay(bare, [log({ ...good, primary: bare, lastWritten: 5n })])).fills).toEqual([
      11, 2, 3,
    ]);
  });
});

function bareHive(): Uint8Array {
  const hive = plainHive([1, 2, 3]);
  BaseBlock.encode(hive, 0, { rmId: new Uint8Array(16), guidSignature: 0 });
  return hive;
}
