import { expect, it } from 'vitest';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { readDirtyState } from '../../src/replay/dirty-state.ts';
import { hiveFile } from '../support/hive-file.ts';
import { plainHive } from '../support/plain-hive.ts';

const stateOf = (bytes: Uint8Array) => readDirtyState(hiveFile(bytes));

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

it('is clean with equal sequence numbers and the right checksum', async () => {
  expect(await stateOf(plainHive([1]))).toMatchObject({
    state: 'clean',
    baseBlock: { primarySequenceNumber: 7 },
  });
});

it('is dirty when a write was begun and not ended', async () => {
  const state = await stateOf(makeDirty(plainHive([1]), { primary: 8, secondary: 7 }));
  expect(state).toMatchObject({ state: 'dirty', reasons: ['sequence-numbers-differ'] });
  expect(state.baseBlock?.secondarySequenceNumber).toBe(7);
});

it('is dirty when the checksum is wrong, and then no field is trusted', async () => {
  const state = await stateOf(changed(plainHive([1]), 200, 1));
  expect(state).toMatchObject({ state: 'dirty', reasons: ['checksum-wrong'], baseBlock: undefined });
});

it('names both reasons', async () => {
  const dirty = makeDirty(plainHive([1]), { primary: 8, secondary: 7 });
  expect(await stateOf(changed(dirty, 200, 1))).toMatchObject({
    reasons: ['checksum-wrong', 'sequence-numbers-differ'],
  });
});

it('is dirty when the base block is gone but hive bins follow it', async () => {
  const hive = plainHive([1]);
  hive.fill(0, 0, 4096);
  expect(await stateOf(hive)).toMatchObject({ reasons: ['base-block-unreadable'], baseBlock: undefined });
});

it('is no hive without signature and hive bins', async () => {
  await expect(stateOf(new Uint8Array(16384))).rejects.toMatchObject({
    code: 'hive-signature',
    details: { offset: 0, expected: 'regf' },
  });
});

it.each([0, 1, 511, 4095])('is truncated with %i bytes', async (length) => {
  await expect(stateOf(plainHive([1]).slice(0, length))).rejects.toMatchObject({
    code: 'hive-truncated',
    details: { actual: `${length} bytes` },
  });
});

it('refuses a log that is given as the primary file', async () => {
  const log = plainHive([1]);
  log[28] = 6;
  await expect(stateOf(log)).resolves.toMatchObject({ reasons: ['checksum-wrong'] });
  await expect(stateOf(makeDirty(log, { primary: 7, secondary: 7 }))).rejects.toMatchObject({
    code: 'hive-structure',
    details: { structure: 'base block', offset: 28, expected: 0, actual: 6 },
  });
});
