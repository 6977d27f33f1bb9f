import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/change/edits.ts';
import type { KeyPlan } from '../../src/change/plan.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, type HiveRecipe, key, text } from '../../src/hive-builder/recipe.ts';
import {
  KEY_NO_DELETE,
  KEY_PREDEF_HANDLE,
  KEY_SYM_LINK,
  KEY_VOLATILE,
} from '../../src/regf/structures/key-node.ts';
import { NOW } from './changes.ts';
import { intended } from './intentions.ts';

const recipe: HiveRecipe = {
  root: key('ROOT', {
    keys: [
      key('Plain', {
        values: [dword('Number', 1), text('Text', 'x')],
        keys: [key('Below', { values: [dword('', 5)] }), key('Beside')],
      }),
      key('Class', { className: 'class' }),
      key('Own', { security: new Uint8Array([1, 0, 4, 128, ...new Uint8Array(16)]) }),
      key('Link', { flags: KEY_SYM_LINK, keys: [key('Below')] }),
      key('Handle', { flags: KEY_PREDEF_HANDLE }),
      key('Twice'),
      key('TWICE'),
      key('Volatile', { flags: KEY_VOLATILE }),
      key('Kept', { keys: [key('Inside', { flags: KEY_NO_DELETE })] }),
    ],
  }),
};
const { bytes } = buildHive(recipe);

const create = (...path: string[]): Edit => ({ edit: 'create-key', key: path });
const remove = (...path: string[]): Edit => ({ edit: 'delete-key', key: path });
const unset = (value: string, ...path: string[]): Edit => ({ edit: 'delete-value', key: path, value });
const set = (value: string, number: number, ...path: string[]): Edit => ({
  edit: 'set-value',
  key: path,
  value,
  type: 4,
  data: Uint8Array.of(number, 0, 0, 0),
});

const plan = async (...edits: Edit[]): Promise<KeyPlan | undefined> =>
  (await intended(bytes, edits, NOW)).plan;

describe('what is right already', () => {
  it.each<[string, Edit[]]>([
    ['a value', [set('NUMBER', 1, 'plain')]],
    ['a key', [create('plain', 'BELOW'), create()]],
    ['a value that is to go and is not there', [unset('Other', 'Plain'), unset('x', 'No', 'Such')]],
    ['a key that is to go and is not there', [remove('Plain', 'No'), remove('No', 'Such', 'Key')]],
    ['nothing', []],
    ['a key that is replaced by itself', [remove('Plain', 'Below'), set('', 5, 'Plain', 'Below')]],
    ['an empty one', [remove('Plain', 'Beside'), create('Plain', 'Beside')]],
  ])('has no plan: %s', async (_, edits) => {
    expect(await plan(...edits)).toBeUndefined();
  });

  it.each<[string, Edit[]]>([
    ['a value of another type', [{ ...set('Number', 1, 'Plain'), type: 3 } as Edit]],
    [
      'a key that is replaced by one spelled otherwise',
      [remove('Plain', 'Beside'), create('Plain', 'BESIDE')],
    ],
    ['by one with fewer values', [remove('Plain', 'Below'), create('Plain', 'Below')]],
    ['by one with a subkey', [remove('Plain', 'Beside'), create('Plain', 'Beside', 'new')]],
    ['one that had a class', [remove('Class'), create('Class')]],
    ['one that had a security of its own', [remove('Own'), create('Own')]],
  ])('is not: %s', async (_, edits) => {
    expect(await plan(...edits)).toBeDefined();
  });
});

describe('a plan', () => {
  it('names no more than what there is to do', async () => {
    const planned = await plan(
      set('Number', 1, 'Plain'),
      set('number', 2, 'plain', 'below'),
      create('Plain'),
    );
    expect(planned).toMatchObject({ path: [], values: [], isCreated: false, isRemoved: false });
    expect(planned?.subkeys).toHaveLength(1);
    expect(planned?.subkeys[0]).toMatchObject({ path: ['Plain'], values: [] });
    expect(planned?.subkeys[0]?.subkeys).toMatchObject([
      { path: ['Plain', 'Below'], values: [{ name: 'number', place: undefined, before: undefined }] },
    ]);
  });

  it('keeps the spelling of what is there', async () => {
    const planned = await plan(set('NUMBER', 2, 'PLAIN'), unset('TEXT', 'PLAIN'));
    expect(planned?.subkeys[0]).toMatchObject({
      path: ['Plain'],
      values: [
        { name: 'Number', place: 0 },
        { name: 'Text', place: 1, content: undefined },
      ],
    });
  });

  it('replaces a key with all below it', async () => {
    const planned = await plan(remove('Plain'), set('x', 1, 'PLAIN', 'new'));
    expect(planned?.subkeys).toMatchObject([
      {
        path: ['PLAIN'],
        isRemoved: true,
        isCreated: true,
        values: [],
        subkeys: [{ path: ['PLAIN', 'new'], isCreated: true, isRemoved: false, values: [{ name: 'x' }] }],
      },
    ]);
    expect(planned?.subkeys[0]?.before?.subkeys).toHaveLength(2);
  });
});

describe('what Windows would not do is refused', () => {
  const long = (length: number) => 'n'.repeat(length);

  it.each<[string, Edit[], object]>([
    ['a name with a backslash', [create('a\\b')], { reason: 'key-name-has-backslash', index: 0 }],
    [
      'a name of nothing',
      [create('Plain'), create('Plain', '', 'x')],
      { reason: 'key-name-empty', index: 1 },
    ],
    ['a name of 256', [set('x', 1, 'Plain', long(256))], { reason: 'key-name-too-long', index: 0 }],
    ['a value name of 16384', [set(long(16_384), 1, 'Plain')], { reason: 'value-name-too-long', index: 0 }],
    [
      'in a new key, too',
      [create('x'), set(long(16_384), 1, 'y')],
      { reason: 'value-name-too-long', index: 1 },
    ],
    ['a key that can not be deleted', [remove('Kept', 'Inside')], { reason: 'key-not-deletable', index: 0 }],
    [
      'one above it',
      [create('x'), remove('Kept')],
      { reason: 'key-not-deletable', index: 1, key: ['Kept', 'Inside'] },
    ],
    ['below a volatile key', [create('Volatile', 'x')], { reason: 'key-volatile', index: 0 }],
    ['in a volatile key', [create('x'), set('x', 1, 'Volatile')], { reason: 'key-volatile', index: 1 }],
  ])('%s', async (_, edits, details) => {
    await expect(plan(...edits)).rejects.toMatchObject({ code: 'edit-refused', details });
  });

  it('and what just fits is not', async () => {
    expect(await plan(create('Plain', long(255)), set(long(16_383), 1, 'Plain'))).toBeDefined();
    expect(await plan(remove('Volatile'), unset('x', 'Volatile'))).toBeDefined();
    expect(
      await plan(...Array.from({ length: 3 }, () => create(...Array<string>(512).fill('k')))),
    ).toBeDefined();
  });

  it.each<[string, Edit, string, string[]]>([
    ['a symbolic link', set('x', 1, 'LINK'), 'symbolic-link', ['Link']],
    ['what lies below one', set('x', 1, 'Link', 'Below'), 'symbolic-link', ['Link']],
    ['a link that is to go', remove('Link'), 'symbolic-link', ['Link']],
    ['a predefined handle', create('Handle', 'x'), 'predefined-handle', ['Handle']],
    ['a name that is there twice', set('x', 1, 'twice'), 'name-twice', ['Twice']],
    ['and is to go', remove('TWICE'), 'name-twice', ['Twice']],
  ])('%s', async (_, edit, obstacle, path) => {
    await expect(plan(create('x'), edit)).rejects.toMatchObject({
      code: 'key-diverted',
      details: { path: 'HIVE', obstacle, key: path },
    });
  });

  it('is nothing that stands in a key above', async () => {
    expect(await plan(remove('Plain'))).toBeDefined();
  });

  it('to delete where a lower hive may show', async () => {
    const layered = buildHive({ ...recipe, minorVersion: 6 }).bytes;
    const refusal = { code: 'edit-refused', details: { reason: 'layered-hive', index: 1 } };
    for (const edit of [remove('Plain'), unset('Text', 'Plain')])
      await expect(intended(layered, [create('x'), edit], NOW)).rejects.toMatchObject(refusal);
    expect((await intended(layered, [create('x'), set('Number', 2, 'Plain')], NOW)).plan).toBeDefined();
  });
});
