import { expect, it } from 'vitest';
import { HiveError } from '../../../src/ground/errors.ts';
import { KEY_COMP_NAME, KEY_HIVE_ENTRY, KeyNode } from '../../../src/regf/structures/key-node.ts';
import { hex } from '../../support/hex.ts';

const NODE = hex(`
  6e6b 2c00 8090a0b0c0d0e0f0 02 81 0000
  ffffff7f 03000000 00000000 78010000 ffffffff
  05000000 40020000 80000000 ffffffff
  1600 4a 02 08000000 0c000000 00100000 00000000
  0400 0a00 524f4f54`);

it('decodes every field where the specification puts it', () => {
  expect(KeyNode.decode(NODE, 0, { file: 'HIVE' })).toEqual({
    signature: 'nk',
    flags: KEY_HIVE_ENTRY | 0x8 | KEY_COMP_NAME,
    lastWritten: 0xf0e0d0c0b0a09080n,
    accessBits: 2,
    layeredKeyBits: 0x81,
    spare: 0,
    parent: 0x7fffffff,
    subkeyCount: 3,
    volatileSubkeyCount: 0,
    subkeysList: 0x178,
    volatileSubkeysList: 0xffffffff,
    valueCount: 5,
    valuesList: 0x240,
    security: 0x80,
    className: 0xffffffff,
    largestSubkeyNameLength: 22,
    virtualizationAndUserFlags: 0x4a,
    debug: 2,
    largestSubkeyClassNameLength: 8,
    largestValueNameLength: 12,
    largestValueDataSize: 4096,
    workVar: 0,
    nameLength: 4,
    classNameLength: 10,
  });
});

it('names the place of a wrong signature', () => {
  const bytes = NODE.slice();
  bytes[1] = 0x0a;
  expect(() => KeyNode.decode(bytes, 0, { file: 'HIVE', base: 4132 })).toThrowError(
    new HiveError('hive-signature', {
      file: 'HIVE',
      offset: 4132,
      structure: 'key node',
      expected: 'nk',
      actual: 'n\\x0a',
    }),
  );
});

it('refuses a key node that the bytes cut off', () => {
  expect(() => KeyNode.decode(NODE.subarray(0, 75), 0, { file: 'HIVE' })).toThrowError(/hive-truncated/);
});
