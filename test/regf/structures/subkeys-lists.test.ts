import { expect, it } from 'vitest';
import { upcase } from '../../../src/regf/names.ts';
import { FastLeaf, nameHint } from '../../../src/regf/structures/fast-leaf.ts';
import { HashLeaf, nameHash } from '../../../src/regf/structures/hash-leaf.ts';
import { IndexLeaf } from '../../../src/regf/structures/index-leaf.ts';
import { IndexRoot } from '../../../src/regf/structures/index-root.ts';
import { hex } from '../../support/hex.ts';

it.each([
  ['li', IndexLeaf, '6c69 0201'],
  ['lf', FastLeaf, '6c66 0201'],
  ['lh', HashLeaf, '6c68 0201'],
  ['ri', IndexRoot, '7269 0201'],
] as const)('decodes the header of %s and refuses the others', (signature, list, bytes) => {
  expect(list.decode(hex(bytes), 0, { file: 'HIVE' })).toEqual({ signature, count: 0x102 });
  for (const other of [IndexLeaf, FastLeaf, HashLeaf, IndexRoot].filter((one) => one !== list))
    expect(() => other.decode(hex(bytes), 0, { file: 'HIVE' })).toThrowError(/hive-signature/);
});

it('hints at a name by its first four characters', () => {
  expect(nameHint('CurrentVersion')).toBe(0x72727543);
  expect(nameHint('ab')).toBe(0x6261);
  expect(nameHint('\u00dc\u3042x')).toBe(0x7800dc);
});

// H = 37 * H + C: 'A' is 65, 'AB' is 37 * 65 + 66.
it('hashes capitals, 37 times the hash so far plus the next one', () => {
  expect(nameHash('A')).toBe(65);
  expect(nameHash('AB')).toBe(37 * 65 + 66);
  expect(nameHash(upcase('CurrentVersion'))).toBe(nameHash('CURRENTVERSION'));
  expect(nameHash('CURRENTVERSION')).toBeLessThan(2 ** 32);
});
