import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { walkTree } from '../../src/regf/tree-walk.ts';

const namesOf = (bytes: Uint8Array): string[] =>
  Array.from(walkTree(new HiveReader(bytes, 'HIVE')), ({ name }) => name);

it('visits every key before its subkeys, in their order', () => {
  const { bytes } = buildHive({
    root: key('r', { keys: [key('b', { keys: [key('c')] }), key('a'), key('d')] }),
  });
  expect(namesOf(bytes)).toEqual(['r', 'a', 'b', 'c', 'd']);
});

it.each(['subkeys-list-cyclic', 'subkeys-list-names-itself', 'key-with-two-parents', 'index-root-cyclic'])(
  'ends in %s',
  (name) => {
    const bytes = new Uint8Array(readFileSync(`fixtures/hives/${name}`));
    expect(() => namesOf(bytes)).toThrowError(/hive-structure.*met again/);
  },
);
