import { describe, expect, it } from 'vitest';
import { type EditedKey, treeOfEdits } from '../../src/change/edit-tree.ts';
import type { Edit, KeyPath } from '../../src/change/edits.ts';

const create = (...key: string[]): Edit => ({ edit: 'create-key', key });
const remove = (...key: string[]): Edit => ({ edit: 'delete-key', key });
const set = (value: string, number: number, ...key: string[]): Edit => ({
  edit: 'set-value',
  key,
  value,
  type: 3,
  data: Uint8Array.of(number),
});
const unset = (value: string, ...key: string[]): Edit => ({ edit: 'delete-value', key, value });

function at(tree: EditedKey, path: KeyPath): EditedKey | undefined {
  return path.reduce<EditedKey | undefined>((key, name) => key?.subkeys.get(name.toUpperCase()), tree);
}

describe('edits by their keys', () => {
  it('want the keys that they write to, and those above', () => {
    const tree = treeOfEdits([unset('v', 'a', 'b'), set('x', 1, 'A', 'c')], 'HIVE');
    expect(tree.wantedBy).toBe(1);
    expect(at(tree, ['a'])).toMatchObject({ name: 'A', wantedBy: 1, deletedBy: undefined });
    expect(at(tree, ['a', 'c'])?.values.get('X')).toMatchObject({ name: 'x', by: 1 });
    expect(at(tree, ['a', 'b'])).toMatchObject({ name: 'b', wantedBy: undefined });
    expect(at(tree, ['a', 'b'])?.values.get('V')).toEqual({ name: 'v', content: undefined, by: 0 });
  });

  it('may say the same twice', () => {
    const edits = [
      create('a'),
      create('A'),
      set('x', 1, 'a'),
      set('X', 1, 'a'),
      unset('y', 'a'),
      unset('Y', 'a'),
    ];
    const tree = treeOfEdits([...edits, remove('b'), remove('B')], 'HIVE');
    expect(at(tree, ['a'])).toMatchObject({ name: 'a', wantedBy: 0 });
    expect(at(tree, ['b'])).toMatchObject({ deletedBy: 7 });
  });

  it('replace a key that is deleted and made again, in the spelling in which it is made', () => {
    const tree = treeOfEdits([set('old', 1, 'other'), remove('key'), set('x', 1, 'KEY', 'below')], 'HIVE');
    expect(at(tree, ['key'])).toMatchObject({ name: 'KEY', deletedBy: 1, wantedBy: 2, isWhole: true });
    expect(at(tree, ['other'])).toMatchObject({ isWhole: false });
  });

  it('forget what they delete of a key that is deleted as well', () => {
    const tree = treeOfEdits([unset('v', 'a', 'b'), remove('a', 'c'), remove('a')], 'HIVE');
    expect(at(tree, ['a'])?.subkeys.size).toBe(0);
  });
});

describe('an edit that takes back an earlier one', () => {
  it.each<[string, Edit[], number, number, object]>([
    [
      'sets a value to something else',
      [set('x', 1, 'a'), set('X', 2, 'A')],
      1,
      0,
      { key: ['A'], value: 'X' },
    ],
    ['sets it to another type', [set('x', 1, 'a'), { ...set('x', 1, 'a'), type: 4 } as Edit], 1, 0, {}],
    ['deletes a value that was set', [create('b'), set('x', 1, 'a'), unset('x', 'a')], 2, 1, { value: 'x' }],
    ['sets a value that was deleted', [unset('x', 'a'), set('x', 1, 'a')], 1, 0, { value: 'x' }],
    ['deletes a key that was made', [create('a'), remove('a')], 1, 0, { key: ['a'] }],
    ['deletes a key above one', [create('b'), set('x', 1, 'a', 'b'), remove('a')], 2, 1, { key: ['a'] }],
    ['deletes a key that was replaced', [remove('a'), create('a'), remove('a')], 2, 1, { key: ['a'] }],
  ])('is refused: %s', (_, edits, index, earlier, details) => {
    expect(() => treeOfEdits(edits, 'HIVE')).toThrow(
      expect.objectContaining({
        code: 'edits-contradict',
        disk: 'unchanged',
        details: expect.objectContaining({ path: 'HIVE', index, earlier, ...details }),
      }),
    );
  });
});

it.each<[string, Edit, object]>([
  ['the root can not be deleted', remove(), { reason: 'root', key: [] }],
  ['a path has its limit', create(...Array<string>(513).fill('k')), { reason: 'too-deep' }],
])('%s', (_, edit, details) => {
  expect(() => treeOfEdits([create('a'), edit], 'HIVE')).toThrow(
    expect.objectContaining({
      code: 'edit-refused',
      details: expect.objectContaining({ path: 'HIVE', index: 1, ...details }),
    }),
  );
});
