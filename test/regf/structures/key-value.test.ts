import { expect, it } from 'vitest';
import { KeyValue, VALUE_COMP_NAME } from '../../../src/regf/structures/key-value.ts';
import { hex } from '../../support/hex.ts';

it('decodes every field where the specification puts it', () => {
  const bytes = hex('766b 0300 04000080 02000000 04000000 0100 cd00 414243');
  expect(KeyValue.decode(bytes, 0, { file: 'HIVE' })).toEqual({
    signature: 'vk',
    nameLength: 3,
    dataSize: 0x80000004,
    dataOffset: 2,
    type: 4,
    flags: VALUE_COMP_NAME,
    spare: 0xcd,
  });
});

it('refuses another signature', () => {
  expect(() => KeyValue.decode(new Uint8Array(20), 0, { file: 'HIVE' })).toThrowError(/hive-signature/);
});
