import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/change/edits.ts';
import { isForHivex } from '../../src/change/hivex-edits.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, type HiveRecipe, key, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { change, changed, changeTools, NOW, writtenByUs } from './changes.ts';
import { intended } from './intentions.ts';

const number: ValueRecipe = dword('Number', 1);

const recipe: HiveRecipe = {
  root: key('ROOT', {
    keys: [
      key('Empty'),
      key('Values', { values: [number, binary('Data', new Uint8Array(40))] }),
      key('In a cell', { values: [{ ...number, stored: 'cell' }] }),
      key('Odd', { values: [number, dword('a\0b', 1)] }),
      key('Index leaf', { lists: 'index leaf', keys: [key('a')] }),
      key('Index root', { elementsPerList: 2, keys: [key('a'), key('b'), key('c')] }),
      key('Full', { keys: Array.from({ length: 500 }, (_, i) => key(`Key ${i}`)) }),
      key('Odd names', { keys: [key('a\0b'), key('c')] }),
      key('Half', { keys: [key('\ud800'), key('c')] }),
      key('Kyrillic', { keys: [key('ключ'), key('Ü')] }),
    ],
  }),
};
const { bytes } = buildHive(recipe);

const create = (...path: string[]): Edit => ({ edit: 'create-key', key: path });
const set = (path: readonly string[], value: string, size = 4, type = 4): Edit => ({
  edit: 'set-value',
  key: path,
  value,
  type,
  data: new Uint8Array(size).fill(9),
});
const several = (count: number, ...path: string[]): Edit[] =>
  Array.from({ length: count }, (_, i) => create(...path, `New ${i}`));

const forHivex: [string, Edit[]][] = [
  ['a new key with values', [set(['Empty', 'New', 'Newer'], 'Größe', 40, 1), set(['Empty', 'New'], '', 0)]],
  ['values of a key that has none', [set(['Empty'], 'a'), set(['Empty'], '設定', 16_344, 3)]],
  ['a number in its place', [set(['VALUES'], 'NUMBER')]],
  ['keys beside others', [create('new'), create('ZZZ'), ...several(7, 'Full')]],
  ['what lies below a name of any script', [set(['Kyrillic', 'КЛЮЧ', 'x'], 'y')]],
  ['sixteen keys', several(16, 'Empty')],
];

const forUs: [string, Edit[]][] = [
  ['a name outside ASCII', [create('Größe')]],
  ['below such a name', [create('Größe', 'ascii')]],
  ['a name with a NUL', [create('a\0b')]],
  ['a value with a NUL', [set(['Empty'], 'a\0b')]],
  ['half of a surrogate pair', [set(['Empty'], '\udc00')]],
  ['big data', [set(['Empty'], 'Large', 16_345, 3)]],
  ['a value beside others', [set(['Values'], 'New')]],
  ['other data for one', [set(['Values'], 'Data', 10, 3)]],
  ['another type for a number', [set(['Values'], 'Number', 4, 3)]],
  ['a number in a cell of its own', [set(['In a cell'], 'Number')]],
  ['a number beside a name with a NUL', [set(['Odd'], 'Number')]],
  ['a deleted value', [{ edit: 'delete-value', key: ['Values'], value: 'Data' }]],
  ['a deleted key', [{ edit: 'delete-key', key: ['Empty'] }]],
  ['a replaced key', [{ edit: 'delete-key', key: ['Values'] }, create('Values')]],
  ['an index leaf', [create('Index leaf', 'b')]],
  ['an index root', [create('Index root', 'd')]],
  ['a leaf that becomes full', several(8, 'Full')],
  ['seventeen keys', several(17, 'Empty')],
  ['a subkey beside a name with a NUL', [create('Odd names', 'd')]],
  ['or on the way', [set(['Odd names', 'c'], 'x')]],
  ['or beside half of a surrogate pair', [create('Half', 'd')]],
  ['one edit of many', [create('new'), create('Größe')]],
];

async function asked(hive: Uint8Array, edits: readonly Edit[]): Promise<boolean> {
  const { plan } = await intended(hive, edits, NOW);
  if (plan === undefined) throw new Error('there is nothing to do');
  return isForHivex(new HiveReader(hive, 'HIVE'), plan);
}

describe('hivex makes', () => {
  it.each(forHivex)('%s, as our own writer would', async (_, edits) => {
    expect(await asked(bytes, edits)).toBe(true);
    const [theirs, ours] = [await changed(bytes, edits), await writtenByUs(bytes, edits)];
    expect(diffHives(new HiveReader(theirs, 'HIVE'), new HiveReader(ours, 'HIVE'))).toEqual([]);
  });

  it.each(forUs)('not %s', async (_, edits) => {
    expect(await asked(bytes, edits)).toBe(false);
    const tools = { ...changeTools, loadHivex: () => Promise.reject(new Error('hivex is not asked for')) };
    await change(bytes, edits, ({ state }) => expect(state).toBe('made'), { tools });
  });

  it('no lists of a version that has no hash leaves', async () => {
    const old = buildHive({ ...recipe, minorVersion: 3 }).bytes;
    expect(await asked(old, [create('Empty', 'New')])).toBe(false);
    expect(await asked(old, [create('New', 'Newer')])).toBe(false);
    expect(await asked(old, [create('New')])).toBe(true);
    expect(await asked(old, [set(['Empty'], 'x')])).toBe(true);
  });

  it('nothing where a list is left that is empty', async () => {
    const built = buildHive(recipe);
    const node = 4096 + 4 + (built.places.get('Empty')?.node ?? 0);
    const list = built.places.get('Index leaf')?.subkeysList ?? 0;
    for (const field of [28, 40]) {
      const odd = built.bytes.slice();
      new DataView(odd.buffer).setUint32(node + field, list, true);
      expect(await asked(odd, [set(['Empty'], 'x')])).toBe(false);
    }
  });
});
