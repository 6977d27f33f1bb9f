import { expect, it } from 'vitest';
import { KeySecurity } from '../../../src/regf/structures/key-security.ts';
import { hex } from '../../support/hex.ts';

it('decodes every field where the specification puts it', () => {
  const bytes = hex('736b 0000 80000000 90000000 07000000 94000000');
  expect(KeySecurity.decode(bytes, 0, { file: 'HIVE' })).toEqual({
    signature: 'sk',
    flink: 0x80,
    blink: 0x90,
    referenceCount: 7,
    descriptorSize: 0x94,
  });
});
