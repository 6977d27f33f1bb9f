import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/change/edits.ts';
import { proveChange } from '../../src/change/prove.ts';
import { type BuiltHive, buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { Key } from '../../src/regf/key.ts';
import { BaseBlock } from '../../src/regf/structures/base-block.ts';
import { KeyNode } from '../../src/regf/structures/key-node.ts';
import { KeyValue } from '../../src/regf/structures/key-value.ts';
import { changedFile } from './changed-file.ts';
import { change, changed, NOW } from './changes.ts';
import { hiveOf, intended } from './intentions.ts';

const own = new Uint8Array([1, 0, 4, 128, ...new Uint8Array(16)]);

const built: BuiltHive = buildHive({
  root: key('ROOT', {
    keys: [
      key('Gone', {
        security: own,
        className: 'class',
        values: [dword('Number', 1), binary('Big', new Uint8Array(20_000))],
        keys: [key('Below', { values: [text('Text', 'goes, too')], keys: [key('Deep')] })],
      }),
      key('Kept', {
        className: 'stays',
        values: [dword('Number', 1), text('Text', 'is changed'), text('Last', 'stays')],
        keys: [key('a', { values: [dword('Inside', 1)] }), key('b'), key('d')],
      }),
      key('Replaced', { className: 'goes', values: [dword('Old', 1)], keys: [key('Old')] }),
      key('Untouched', { values: [text('Text', 'is not touched'), dword('Number', 5)], keys: [key('x')] }),
    ],
  }),
  unallocatedCellEvery: 3,
});

const edits: readonly Edit[] = [
  { edit: 'delete-key', key: ['gone'] },
  { edit: 'set-value', key: ['Kept'], value: 'TEXT', type: 1, data: new Uint8Array(50).fill(65) },
  { edit: 'delete-value', key: ['Kept'], value: 'number' },
  { edit: 'set-value', key: ['Kept', 'c', 'new'], value: 'Größe', type: 4, data: Uint8Array.of(1, 2, 3, 4) },
  { edit: 'delete-key', key: ['kept', 'b'] },
  { edit: 'delete-key', key: ['Replaced'] },
  { edit: 'create-key', key: ['REPLACED', 'New'] },
];

describe('a list of edits', () => {
  it.each([['replaced'], ['Replaced', 'Old']])(
    'sets a value anew in a key that was replaced: %s',
    async (...key) => {
      const set: Edit = { edit: 'set-value', key, value: 'old', type: 4, data: Uint8Array.of(7, 0, 0, 0) };
      const list: readonly Edit[] = [
        { edit: 'delete-value', key, value: 'Old' },
        { edit: 'delete-key', key: ['Replaced'] },
        set,
      ];
      const after = new HiveReader(await changed(built.bytes, list), 'HIVE').find(key);
      const values = Array.from(after?.values() ?? [], (value) => [value.name, [...value.data()]]);
      expect(values).toEqual([['old', [7, 0, 0, 0]]]);
    },
  );

  it('becomes what it says, and tells so', async () => {
    await change(built.bytes, edits, (made) => {
      if (made.state !== 'made') throw new Error(made.state);
      const number = { type: 4, data: Uint8Array.of(1, 0, 0, 0) };
      const told = made.differences.map((one) => [
        one.kind,
        one.key.join('/'),
        'value' in one ? one.value : '',
      ]);
      expect(told).toEqual([
        ['value', 'Kept', 'Text'],
        ['value', 'Kept', 'Number'],
        ['key-created', 'Kept/c', ''],
        ['key-created', 'Kept/c/new', ''],
        ['value', 'Kept/c/new', 'Größe'],
        ['key-deleted', 'Kept/b', ''],
        ['value', 'REPLACED', 'Old'],
        ['key-created', 'REPLACED/New', ''],
        ['key-deleted', 'REPLACED/Old', ''],
        ['key-deleted', 'Gone', ''],
        ['value', 'Gone', 'Number'],
        ['value', 'Gone', 'Big'],
        ['key-deleted', 'Gone/Below', ''],
        ['value', 'Gone/Below', 'Text'],
        ['key-deleted', 'Gone/Below/Deep', ''],
      ]);
      expect(made.differences).toContainEqual({
        kind: 'value',
        key: ['Kept'],
        value: 'Number',
        before: number,
        after: undefined,
      });
      expect(made.differences).toContainEqual({
        kind: 'value',
        key: ['Kept', 'c', 'new'],
        value: 'Größe',
        before: undefined,
        after: { type: 4, data: Uint8Array.of(1, 2, 3, 4) },
      });
    });
  });

  it('gives every changed key the time, and no other', async () => {
    const before = new HiveReader(built.bytes, 'HIVE');
    const after = new HiveReader(await changed(built.bytes, edits), 'HIVE');
    for (const path of [[], ['Kept'], ['Kept', 'c'], ['Kept', 'c', 'new'], ['Replaced'], ['Replaced', 'New']])
      expect(after.find(path)?.lastWritten, path.join()).toBe(NOW);
    for (const path of [['Kept', 'a'], ['Kept', 'd'], ['Untouched'], ['Untouched', 'x']])
      expect(after.find(path)?.lastWritten, path.join()).toBe(before.find(path)?.lastWritten);
    expect(after.baseBlock.lastWritten).toBe(NOW);
    expect(after.find(['Kept'])?.className).toEqual(before.find(['Kept'])?.className);
    expect(after.find(['Replaced'])?.className).toBeUndefined();
  });
});

/** Where the key's cell data start, in a changed hive. */
const nodeAt = (bytes: Uint8Array, ...path: string[]): number => 4096 + 4 + keyAt(bytes, path).offset;

function keyAt(bytes: Uint8Array, path: readonly string[]): Key {
  const found = new HiveReader(bytes, 'HIVE').find(path);
  if (found === undefined) throw new Error(`no key ${path.join()}`);
  return found;
}

function valueAt(bytes: Uint8Array, name: string, ...path: string[]): number {
  const found = keyAt(bytes, path).value(name);
  if (found === undefined) throw new Error(`no value ${name}`);
  return 4096 + 4 + found.offset;
}

const flip = (bytes: Uint8Array, at: number): void => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
};
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);

/** Trades the references at two places. */
function swap(bytes: Uint8Array, one: number, other: number): void {
  const kept = view(bytes).getUint32(one, true);
  view(bytes).setUint32(one, view(bytes).getUint32(other, true), true);
  view(bytes).setUint32(other, kept, true);
}

const listOf = (bytes: Uint8Array, ...path: string[]): number =>
  4096 + 4 + keyAt(bytes, path).node.valuesList;
const subkeysOf = (bytes: Uint8Array, ...path: string[]): number =>
  4096 + 4 + keyAt(bytes, path).node.subkeysList;

describe('a writer that also', () => {
  const spoils: [string, (bytes: Uint8Array) => void][] = [
    ['changes a value beside', (b) => flip(b, valueAt(b, 'Number', 'Untouched') + KeyValue.at.dataOffset)],
    ['changes the time of a key beside', (b) => flip(b, nodeAt(b, 'Untouched') + KeyNode.at.lastWritten)],
    ['leaves another time', (b) => flip(b, nodeAt(b, 'Kept') + KeyNode.at.lastWritten)],
    ['gives a new key another time', (b) => flip(b, nodeAt(b, 'Kept', 'c') + KeyNode.at.lastWritten)],
    ['gives a new key flags', (b) => flip(b, nodeAt(b, 'Kept', 'c') + KeyNode.at.flags)],
    [
      'gives a new key user flags',
      (b) => flip(b, nodeAt(b, 'Kept', 'c') + KeyNode.at.virtualizationAndUserFlags),
    ],
    [
      'leaves something in a field that has no use',
      (b) => flip(b, nodeAt(b, 'Kept', 'c') + KeyNode.at.workVar),
    ],
    ['or in one of a key that was there', (b) => flip(b, nodeAt(b, 'Kept') + KeyNode.at.workVar)],
    ['counts subkeys that no disk has', (b) => flip(b, nodeAt(b, 'Kept') + KeyNode.at.volatileSubkeyCount)],
    ['forgets the longest name', (b) => flip(b, nodeAt(b, 'Kept') + KeyNode.at.largestValueNameLength)],
    [
      'forgets the largest data',
      (b) => flip(b, nodeAt(b, 'Kept', 'c', 'new') + KeyNode.at.largestValueDataSize),
    ],
    [
      'changes the data of a new value',
      (b) => flip(b, valueAt(b, 'Größe', 'Kept', 'c', 'new') + KeyValue.at.dataOffset),
    ],
    ['changes its type', (b) => flip(b, valueAt(b, 'Größe', 'Kept', 'c', 'new') + KeyValue.at.type)],
    ['gives it a flag', (b) => (b[valueAt(b, 'Größe', 'Kept', 'c', 'new') + KeyValue.at.flags] = 3)],
    ['changes the name of a value', (b) => flip(b, valueAt(b, 'Last', 'Kept') + KeyValue.size)],
    ['trades two values of the key', (b) => swap(b, listOf(b, 'Kept'), listOf(b, 'Kept') + 4)],
    ['trades subkeys of a changed key', (b) => swap(b, subkeysOf(b, 'Kept') + 4, subkeysOf(b, 'Kept') + 12)],
    ['writes a wrong hash', (b) => flip(b, subkeysOf(b, 'Kept') + 16)],
    ['writes a wrong hash for a key that was there', (b) => flip(b, subkeysOf(b, 'Kept') + 8)],
    ['trades subkeys of keys', (b) => swap(b, subkeysOf(b, 'Kept') + 4, subkeysOf(b, 'Untouched') + 4)],
    [
      'gives a key another security item',
      (b) => swap(b, nodeAt(b, 'Kept') + KeyNode.at.security, nodeAt(b, 'Kept') + 8),
    ],
    ['miscounts the keys of an item', (b) => flip(b, 4096 + 4 + keyAt(b, []).node.security + 12)],
    ['changes a descriptor', (b) => flip(b, 4096 + 4 + keyAt(b, []).node.security + 22)],
    ['leaves another time in the base block', (b) => flip(b, BaseBlock.at.lastWritten)],
    ['names the hive otherwise', (b) => flip(b, BaseBlock.at.fileName)],
    ['leaves a cell behind', (b) => leak(b)],
    ['keeps a value that was to go', (b) => recall(b)],
  ];

  it.each(spoils)('%s is found out', async (_, spoil) => {
    const after = await changed(built.bytes, edits);
    spoil(after);
    BaseBlock.encode(after, 0, { checksum: baseBlockChecksum(after) });
    const { plan, ...intention } = await intended(built.bytes, edits, NOW);
    if (plan === undefined) throw new Error('there is nothing to do');
    await expect(
      proveChange(
        hiveOf(built.bytes),
        changedFile(built.bytes, after),
        { ...intention, plan },
        () => undefined,
      ),
    ).rejects.toMatchObject({ code: 'verification-failed', disk: 'unchanged' });
  });

  it('or does nothing else is proven', async () => {
    const after = await changed(built.bytes, edits);
    const { plan, ...intention } = await intended(built.bytes, edits, NOW);
    if (plan === undefined) throw new Error('there is nothing to do');
    const file = changedFile(built.bytes, after);
    const proven = await proveChange(hiveOf(built.bytes), file, { ...intention, plan }, () => undefined);
    expect(proven.changedKeys).toContainEqual(['Kept', 'c']);
    expect(proven.changedKeys).not.toContainEqual(['Untouched']);
  });

  it('makes another change than the one that was asked for is found out', async () => {
    const after = await changed(built.bytes, edits.slice(1));
    const { plan, ...intention } = await intended(built.bytes, edits, NOW);
    if (plan === undefined) throw new Error('there is nothing to do');
    await expect(
      proveChange(
        hiveOf(built.bytes),
        changedFile(built.bytes, after),
        { ...intention, plan },
        () => undefined,
      ),
    ).rejects.toMatchObject({ code: 'verification-failed' });
  });
});

/** One of the free cells that were a removed key's is allocated again, and nothing refers to it. */
function leak(bytes: Uint8Array): void {
  const at = 4096 + (built.places.get('Gone')?.values.get('Big')?.data ?? 0);
  const found = firstFreeFrom(bytes, at);
  view(bytes).setInt32(found, -view(bytes).getInt32(found, true), true);
}

function firstFreeFrom(bytes: Uint8Array, place: number): number {
  for (let bin = 4096; bin < bytes.length; bin += view(bytes).getUint32(bin + 8, true))
    for (
      let at = bin + 32;
      at < bin + view(bytes).getUint32(bin + 8, true);
      at += Math.abs(view(bytes).getInt32(at, true))
    )
      if (view(bytes).getInt32(at, true) > 0 && at + view(bytes).getInt32(at, true) > place) return at;
  throw new Error('no free cell');
}

/** The value that went is listed instead of another one. */
function recall(bytes: Uint8Array): void {
  const value = valueAt(bytes, 'Last', 'Kept');
  bytes.set(new TextEncoder().encode('Numb'), value + KeyValue.size);
}
