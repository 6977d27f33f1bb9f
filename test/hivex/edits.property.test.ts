import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import type { NodeHandle } from '../../src/hivex/calls.ts';
import type { Hive, NewValue } from '../../src/hivex/hive.ts';
import { readHive } from '../../src/hivex/with-hive.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { compareWithHivexml } from '../support/same-as-hivexml.ts';
import { cleanHive, editWhole, freshHivex, upstreamHive } from './hives.ts';
import { nativeTree, type Tree, treeOfHivex, treeOfReader } from './trees.ts';

/** Random edits against a model of nested maps, which knows nothing of cells. */

interface ModelKey {
  readonly name: string;
  values: NewValue[];
  readonly subkeys: Map<string, ModelKey>;
}

type Edit =
  | { readonly kind: 'add'; readonly key: number; readonly name: string }
  | { readonly kind: 'delete'; readonly key: number }
  | { readonly kind: 'set'; readonly key: number; readonly value: NewValue }
  | { readonly kind: 'set-all'; readonly key: number; readonly values: readonly NewValue[] };

const key = fc.nat(30);
const value = fc.record({
  name: fc.constantFrom('', 'a', 'A', 'Setting', 'größe', '設定', '€'),
  // Not text: hivexml recodes it for print, and how it prints what is not quite text is not the matter here.
  type: fc.constantFrom(0, 3, 4, 8, 11),
  data: fc.uint8Array({ maxLength: 40 }).map((bytes) => (bytes.length > 35 ? new Uint8Array(9000) : bytes)),
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add'),
      key,
      name: fc.constantFrom('a', 'B', 'b', 'Key', 'key 2', 'z_'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), key }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set'), key, value }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('set-all'),
      key,
      values: fc.uniqueArray(value, { maxLength: 5, selector: ({ name }) => name.toLowerCase() }),
    }),
  },
);

/** All keys, parents first; an edit's number picks one of them. */
function pathsOf(root: ModelKey, path: readonly string[] = []): (readonly string[])[] {
  return [path, ...[...root.subkeys.values()].flatMap((child) => pathsOf(child, [...path, child.name]))];
}

const modelAt = (root: ModelKey, path: readonly string[]): ModelKey =>
  path.reduce((found, name) => {
    const next = found.subkeys.get(name.toLowerCase());
    if (next === undefined) throw new Error(`the model has no ${name}`);
    return next;
  }, root);

const nodeAt = (hive: Hive, path: readonly string[]): NodeHandle =>
  path.reduce((found, name) => {
    const next = hive.child(found, name);
    if (next === undefined) throw new Error(`hivex has no ${name}`);
    return next;
  }, hive.root());

function apply(hive: Hive, root: ModelKey, change: Edit): void {
  const paths = pathsOf(root);
  const path = paths[change.key % paths.length] ?? [];
  const [model, node] = [modelAt(root, path), nodeAt(hive, path)];
  if (change.kind === 'add') {
    if (model.subkeys.has(change.name.toLowerCase())) {
      expect(() => hive.addChild(node, change.name)).toThrow(HiveError);
      return;
    }
    hive.addChild(node, change.name);
    model.subkeys.set(change.name.toLowerCase(), { name: change.name, values: [], subkeys: new Map() });
  } else if (change.kind === 'delete') {
    if (path.length === 0) {
      expect(() => hive.deleteChild(node)).toThrow(HiveError);
      return;
    }
    hive.deleteChild(node);
    modelAt(root, path.slice(0, -1)).subkeys.delete(model.name.toLowerCase());
  } else if (change.kind === 'set') {
    hive.setValue(node, change.value);
    const at = model.values.findIndex(({ name }) => name.toLowerCase() === change.value.name.toLowerCase());
    if (at === -1) model.values.push(change.value);
    else model.values[at] = change.value;
  } else {
    hive.setValues(node, change.values);
    model.values = [...change.values];
  }
}

const withoutPlaces = (tree: Tree): unknown => ({
  name: tree.name,
  values: tree.values.map((line) => line.replace(/@\d+ /, ' ')),
  subkeys: tree.subkeys.map(withoutPlaces),
});

const ofModel = (model: ModelKey): unknown => ({
  name: model.name,
  values: model.values.map(({ name, type, data }) => `${name} ${type} ${Buffer.from(data).toString('hex')}`),
  subkeys: [...model.subkeys.entries()]
    .sort(([a], [b]) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1))
    .map(([, child]) => ofModel(child)),
});

it('any edits leave what the model says, for hivex, our reader and native hivex', async () => {
  const hivex = freshHivex();
  const run = async (edits: readonly Edit[]): Promise<void> => {
    const root: ModelKey = { name: '$$$PROTO.HIV', values: [], subkeys: new Map() };
    const source = cleanHive(upstreamHive('minimal'));
    const after = await editWhole(
      hivex,
      source,
      (hive) => {
        for (const change of edits) apply(hive, root, change);
      },
      (image) => image.slice(),
    );
    const tree = await readHive(hivex, cleanHive(after), (hive) => treeOfHivex(hive));
    expect(withoutPlaces(tree)).toEqual(ofModel(root));
    expect(treeOfReader(after)).toEqual(tree);
    expect(checkHive(after, 'edited').findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
    const native = nativeTree(after);
    if (native.state === 'refused') throw new Error(`hivexml refused: ${native.reason}`);
    expect(compareWithHivexml(new HiveReader(after, 'edited'), native.root).disagreements).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(fc.array(edit, { maxLength: 40 }), run), { seed: 20261123, numRuns: 60 });
});
