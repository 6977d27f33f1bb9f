import { expect, it } from 'vitest';
import { HiveBin } from '../../../src/regf/structures/hive-bin.ts';
import { hex } from '../../support/hex.ts';

it('decodes every field where the specification puts it', () => {
  const bytes = hex('6862696e 00100000 00200000 0000000000000000 0102030405060708 2a000000');
  expect(HiveBin.decode(bytes, 0, { file: 'HIVE' })).toEqual({
    signature: 'hbin',
    offset: 4096,
    size: 8192,
    timestamp: 0x0807060504030201n,
    spare: 42,
  });
});
