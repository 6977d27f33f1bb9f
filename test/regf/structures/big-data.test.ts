import { expect, it } from 'vitest';
import { BigData, isBigData } from '../../../src/regf/structures/big-data.ts';
import { hex } from '../../support/hex.ts';

it('decodes every field where the specification puts it', () => {
  expect(BigData.decode(hex('6462 0300 18270000'), 0, { file: 'HIVE' })).toEqual({
    signature: 'db',
    segmentCount: 3,
    segmentsList: 0x2718,
  });
});

it('begins above 16344 bytes, and only in version 1.4 and later', () => {
  expect(isBigData(16344, 5)).toBe(false);
  expect(isBigData(16345, 5)).toBe(true);
  expect(isBigData(16345, 4)).toBe(true);
  expect(isBigData(16345, 3)).toBe(false);
});
