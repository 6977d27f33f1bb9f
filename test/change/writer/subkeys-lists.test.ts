import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/change/edits.ts';
import { buildHive } from '../../../src/hive-builder/build-hive.ts';
import { type KeyRecipe, key } from '../../../src/hive-builder/recipe.ts';
import { checkHive } from '../../../src/regf/hive-check.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import { compareNames } from '../../../src/regf/names.ts';
import { findAsWindows, listsOf } from '../../support/windows-lookup.ts';
import { changed } from '../changes.ts';

const create = (...path: string[]): Edit => ({ edit: 'create-key', key: path });
const remove = (...path: string[]): Edit => ({ edit: 'delete-key', key: path });
const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `Key ${String(from + i).padStart(5, '0')}`);

const hiveWith = (parent: Omit<KeyRecipe, 'name'>, minorVersion = 5): Uint8Array =>
  buildHive({ root: key('ROOT', { keys: [key('Parent', parent)] }), minorVersion }).bytes;

/** Changes the hive, and checks that Windows would find every subkey of the parent. */
async function parentAfter(bytes: Uint8Array, edits: readonly Edit[]) {
  const after = await changed(bytes, edits);
  const reader = new HiveReader(after, 'HIVE');
  const parent = reader.find(['Parent']);
  if (parent === undefined) throw new Error('no parent');
  const names = Array.from(parent.subkeys(), ({ name }) => name);
  expect([...names].sort(compareNames)).toEqual(names);
  for (const name of names) expect(findAsWindows(reader, parent, name)?.name, name).toBe(name);
  expect(checkHive(after, 'HIVE').findings).toEqual([]);
  return { after, names, lists: listsOf(reader, parent), node: parent.node };
}

describe('new subkeys', () => {
  const scripts = [
    'a',
    'Z',
    '_',
    '[',
    'Ünïcode',
    'ÿ',
    'ŸŸ',
    'ωmega',
    'ключ',
    '設定',
    '😀',
    '\ud800',
    'a\0b',
    'ǅ',
    'ß',
  ];

  it.each([
    ['hash leaf', 5],
    ['fast leaf', 5],
    ['index leaf', 5],
    ['fast leaf', 3],
  ] as const)('of any script have their places and hashes in a %s (version 1.%s)', async (lists, version) => {
    const bytes = hiveWith({ lists, keys: [key('M'), key('X(__?_1)'), key('é')] }, version);
    const { names } = await parentAfter(
      bytes,
      [...scripts, 'X(C:_1)'].map((name) => create('Parent', name)),
    );
    expect(names).toHaveLength(19);
    // Behind the letters, unlike in an order by small letters.
    expect(names.indexOf('_')).toBeGreaterThan(names.indexOf('Z'));
    expect(names.indexOf('X(__?_1)')).toBeGreaterThan(names.indexOf('X(C:_1)'));
  });

  it('get the kind of list that the version has', async () => {
    for (const [version, kind] of [
      [3, 'lf'],
      [4, 'lf'],
      [5, 'lh'],
      [6, 'lh'],
    ] as const)
      for (const name of ['ascii', 'Ünïcode'])
        expect((await parentAfter(hiveWith({}, version), [create('Parent', name)])).lists).toBe(`${kind} 1`);
  });

  it('keep the kind of list that is there', async () => {
    for (const [lists, kind] of [
      ['index leaf', 'li'],
      ['fast leaf', 'lf'],
      ['hash leaf', 'lh'],
    ] as const)
      expect((await parentAfter(hiveWith({ lists, keys: [key('a')] }), [create('Parent', 'b')])).lists).toBe(
        `${kind} 2`,
      );
  });

  it('make the longest name of the parent longer, and no shorter', async () => {
    const bytes = hiveWith({ keys: [key('middling')] });
    expect((await parentAfter(bytes, [create('Parent', 'a')])).node.largestSubkeyNameLength).toBe(16);
    const longer = await parentAfter(bytes, [create('Parent', 'a'), create('Parent', 'Ω'.repeat(20))]);
    expect(longer.node.largestSubkeyNameLength).toBe(40);
    const shorter = await parentAfter(longer.after, [remove('Parent', 'Ω'.repeat(20))]);
    expect(shorter.node.largestSubkeyNameLength).toBe(40);
    expect(shorter.node.subkeyCount).toBe(2);
  });
});

describe('a leaf', () => {
  it.each([
    ['hash leaf', 506, 1, 'lh 507'],
    ['hash leaf', 507, 1, 'ri 2: lh 254, lh 254'],
    ['hash leaf', 507, 1200, 'ri 4: lh 427, lh 427, lh 427, lh 426'],
    ['index leaf', 1014, 1, 'ri 2: li 508, li 507'],
    ['fast leaf', 0, 508, 'ri 2: lf 254, lf 254'],
  ] as const)('%s of %i subkeys that gets %i becomes %s', async (lists, before, more, expected) => {
    const minorVersion = before === 0 ? 3 : 5;
    const bytes = hiveWith(
      { lists, elementsPerList: 1014, keys: numbered(before).map((name) => key(name)) },
      minorVersion,
    );
    const edits = numbered(more).map((name) => create('Parent', `New ${name}`));
    const { lists: now, names } = await parentAfter(bytes, edits);
    expect(now).toBe(expected);
    expect(names).toHaveLength(before + more);
  });

  it('below an index root is the one that gets the new name', async () => {
    const bytes = hiveWith({
      elementsPerList: 3,
      keys: ['b', 'd', 'f', 'h', 'j', 'l', 'n'].map((name) => key(name)),
    });
    expect(
      listsOf(new HiveReader(bytes, 'HIVE'), new HiveReader(bytes, 'HIVE').find(['Parent']) as never),
    ).toBe('ri 3: lh 3, lh 3, lh 1');
    const { lists } = await parentAfter(
      bytes,
      ['a', 'i', 'z'].map((name) => create('Parent', name)),
    );
    expect(lists).toBe('ri 3: lh 4, lh 4, lh 2');
  });

  it('that becomes empty goes, and the index root with the last one', async () => {
    const bytes = hiveWith({ elementsPerList: 2, keys: ['a', 'b', 'c', 'd', 'e'].map((name) => key(name)) });
    const fewer = await parentAfter(
      bytes,
      ['c', 'd'].map((name) => remove('Parent', name)),
    );
    expect(fewer.lists).toBe('ri 2: lh 2, lh 1');
    const none = await parentAfter(
      fewer.after,
      ['a', 'b', 'e'].map((name) => remove('Parent', name)),
    );
    expect(none.lists).toBe('none');
    expect(none.node).toMatchObject({
      subkeyCount: 0,
      subkeysList: 0xffffffff,
      largestSubkeyNameLength: 0,
      largestSubkeyClassNameLength: 0,
    });
  });

  it('may lose and get subkeys at once', async () => {
    const bytes = hiveWith({ keys: ['a', 'b', 'c'].map((name) => key(name, { keys: [key('x')] })) });
    const edits = [
      remove('Parent', 'b'),
      create('Parent', 'bb'),
      remove('Parent', 'a'),
      create('Parent', 'A', 'y'),
    ];
    const { names, lists } = await parentAfter(bytes, edits);
    expect(names).toEqual(['A', 'bb', 'c']);
    expect(lists).toBe('lh 3');
  });
});

it('thousands of subkeys come and go', { timeout: 120_000 }, async () => {
  const bytes = hiveWith({ keys: [key('Key 01000')] });
  const names = numbered(5000);
  const full = await parentAfter(
    bytes,
    [...names].reverse().map((name) => create('Parent', name)),
  );
  expect(full.names).toEqual(names);
  const kept = names.filter((_, i) => i % 10 === 3);
  const thinned = await parentAfter(
    full.after,
    names.filter((_, i) => i % 10 !== 3).map((name) => remove('Parent', name)),
  );
  expect(thinned.names).toEqual(kept);
});

it('subkeys in the wrong order stay where they are, and others come between', async () => {
  const { bytes, places } = buildHive({
    root: key('ROOT', { keys: [key('Parent', { keys: ['a', 'b', 'c', 'd'].map((name) => key(name)) })] }),
  });
  const list = 4096 + 4 + (places.get('Parent')?.subkeysList ?? 0) + 4;
  const elements = [3, 1, 0, 2].map((i) => bytes.slice(list + 8 * i, list + 8 * i + 8));
  for (const [i, element] of elements.entries()) bytes.set(element, list + 8 * i);
  const after = new HiveReader(await changed(bytes, [create('Parent', 'cc'), remove('Parent', 'b')]), 'HIVE');
  expect(Array.from(after.find(['Parent'])?.subkeys() ?? [], ({ name }) => name)).toEqual([
    'cc',
    'd',
    'a',
    'c',
  ]);
});
