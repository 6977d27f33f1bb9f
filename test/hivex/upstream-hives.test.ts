import { describe, expect, it } from 'vitest';
import { readHive } from '../../src/hivex/with-hive.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { compareWithHivexml } from '../support/same-as-hivexml.ts';
import { cleanHive, editWhole, freshHivex, upstreamHive } from './hives.ts';
import { nativeTree, treeOfHivex, treeOfReader } from './trees.ts';

const hivex = freshHivex();

/** The WebAssembly build, our own reader and native hivex see the same. Answers the number of keys. */
async function expectSameTree(bytes: Uint8Array): Promise<number> {
  const tree = await readHive(hivex, cleanHive(bytes), (hive) => treeOfHivex(hive));
  expect(tree).toEqual(treeOfReader(bytes));
  const native = nativeTree(bytes);
  if (native.state === 'refused') throw new Error(`hivexml refused: ${native.reason}`);
  const { disagreements, keys } = compareWithHivexml(new HiveReader(bytes, 'test'), native.root);
  expect(disagreements).toEqual([]);
  return keys;
}

describe("hivex's own test hives", () => {
  it.each([
    ['minimal', 1],
    ['special', 4],
    ['rlenvalue_test_hive', 2],
  ])('%s reads like native hivex', async (name, keys) => {
    expect(await expectSameTree(upstreamHive(name))).toBeGreaterThanOrEqual(keys);
  });

  it('a large one, grown from minimal as upstream grows it, reads like native hivex', async () => {
    const large = await editWhole(
      hivex,
      cleanHive(upstreamHive('minimal')),
      (hive) => {
        for (let key = 0; key < 700; key++) {
          const node = hive.addChild(hive.root(), `key ${key}`);
          const values = Array.from({ length: key % 9 }, (_, index) => ({
            name: index === 0 ? '' : `値 ${index}`,
            type: 3,
            data: new Uint8Array((key * index * 7) % 5000).fill(index),
          }));
          hive.setValues(node, values);
        }
      },
      (image) => image.slice(),
    );
    expect(await expectSameTree(large)).toBe(701);
    expect(checkHive(large, 'large').damage).toBe(0);
  });
});
