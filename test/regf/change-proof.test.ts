import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { byteRange, compareBytes } from '../../src/regf/byte-ranges.ts';
import { type ChangeProof, proveOnlyChange, recordChain } from '../../src/regf/change-proof.ts';
import { keyFootprint } from '../../src/regf/footprint.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { hiveBinsOf } from '../support/hive-bins.ts';
import { Random } from '../support/random.ts';

const PATH = ['Middle', 'Target'];

const built = buildHive({
  root: key('ROOT', {
    keys: [
      key('Middle', {
        className: 'class',
        keys: [
          key('Sibling', { values: [dword('Other', 5), text('Text', 'long enough for a cell')] }),
          key('Target', {
            values: [
              dword('Setting', 2),
              text('Beside', 'long enough too'),
              binary('Big', new Uint8Array(40_000)),
            ],
            keys: [key('Below')],
          }),
        ],
      }),
      key('Uncle', { values: [binary('Data', new Uint8Array(100))] }),
    ],
  }),
  unallocatedCellEvery: 5,
});

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What the proof says of an edit of the hive above, which never touches the original. */
function prove(
  edit: (bytes: Uint8Array) => void,
): ChangeProof & { readonly hives: [HiveReader, HiveReader] } {
  const original = new HiveReader(built.bytes, 'HIVE');
  const bytes = built.bytes.slice();
  const before = recordChain(new HiveReader(bytes, 'HIVE'), PATH);
  edit(bytes);
  const edited = new HiveReader(bytes, 'HIVE');
  const after = recordChain(edited, PATH);
  const proof = proveOnlyChange(
    before,
    after,
    compareBytes(built.bytes, bytes, 0),
    edited,
    hiveBinsOf(bytes),
  );
  return { ...proof, hives: [original, edited] };
}

const place = (path: string) => {
  const found = built.places.get(path);
  if (found === undefined) throw new Error(`no place ${path}`);
  return found;
};

const settingAt = 4096 + (place('Middle\\Target').values.get('Setting')?.value ?? 0) + 12;

describe('an edit of the target alone', () => {
  it('is accounted for, and said exactly', () => {
    const { unexplained, differences, hives } = prove((bytes) => {
      view(bytes).setUint32(settingAt, 0, true);
      view(bytes).setBigUint64(4096 + place('Middle\\Target').node + 4 + 4, 9n, true);
      view(bytes).setUint32(4, 99, true);
      view(bytes).setUint32(508, 0x12345678, true);
    });
    expect(unexplained).toEqual([]);
    expect(differences).toEqual(diffHives(...hives));
    expect(differences).toMatchObject([
      { kind: 'key-changed', path: PATH, field: 'last-written', after: 9n },
      { kind: 'value-changed', path: PATH, value: 'Setting', field: 'data' },
    ]);
  });

  it('leaves nothing to say when nothing changed', () => {
    expect(prove(() => {})).toMatchObject({ unexplained: [], differences: [] });
  });
});

describe('a change elsewhere', () => {
  const touched = (at: number): readonly unknown[] =>
    prove((bytes) => {
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
    }).unexplained;

  it.each([
    ['a value of a sibling', 4096 + (place('Middle\\Sibling').values.get('Other')?.value ?? 0) + 12],
    ['the data of a sibling', 4096 + (place('Middle\\Sibling').values.get('Text')?.data ?? 0) + 8],
    ['the key node of a subkey', 4096 + place('Middle\\Target\\Below').node + 4 + 4],
    ['the key node of an uncle', 4096 + place('Uncle').node + 4 + 4],
    ['a security descriptor', 4096 + place('').security + 4 + 20],
    ['the list of security items', 4096 + place('').security + 4 + 4],
    ['the flags of the base block', 144],
    ['the name in the base block', 48],
    ['the header of a hive bin', 4096 + 20],
  ])('to %s is not', (_, at) => {
    expect(touched(at)).toEqual([byteRange(at, at + 1)]);
  });

  it('to the reference count of a security item of the chain is', () => {
    expect(touched(4096 + place('').security + 4 + 12)).toEqual([]);
  });
});

it('explains every single byte exactly when it is the chain that owns it', () => {
  const reader = new HiveReader(built.bytes, 'HIVE');
  const owned = new Set<number>();
  for (const path of [[], ['Middle'], PATH]) {
    const found = reader.find(path);
    if (found === undefined) throw new Error('no key');
    const { cells, security } = keyFootprint(reader, found);
    for (const { start, end } of cells) for (let at: number = start; at < end; at++) owned.add(at);
    if (security !== undefined) for (let at = 16; at < 20; at++) owned.add(security.start + at);
  }
  for (const [start, end] of [
    [4, 20],
    [40, 44],
    [508, 512],
  ] as const)
    for (let at = start; at < end; at++) owned.add(at);
  const record = recordChain(reader, PATH);
  const random = new Random(7);
  const hiveBinOf = hiveBinsOf(built.bytes);
  let free = 0;
  for (let round = 0; round < 20_000; round++) {
    const at = random.below(built.bytes.length);
    const { unexplained } = proveOnlyChange(record, record, [byteRange(at, at + 1)], reader, hiveBinOf);
    const isFreeSize = !owned.has(at) && unexplained.length === 0;
    if (isFreeSize) {
      free++;
      const start = at - (at % 4) - ((at - (at % 4)) % 8);
      expect(view(built.bytes).getInt32(start, true), `seed 7, byte ${at}`).toBeGreaterThan(0);
    } else expect(unexplained.length === 0, `seed 7, byte ${at}`).toBe(owned.has(at));
  }
  expect(free).toBeLessThan(200);
});

describe('keys that appear', () => {
  it('are told with their values and subkeys, as the whole comparison tells them', () => {
    const plain = buildHive({ root: key('ROOT', { keys: [key('Middle')] }) });
    const grown = buildHive({
      root: key('ROOT', {
        keys: [key('Middle', { keys: [key('Target', { values: [dword('Setting', 0)] })] })],
      }),
    });
    const [before, after] = [new HiveReader(plain.bytes, 'HIVE'), new HiveReader(grown.bytes, 'HIVE')];
    const [one, other] = [recordChain(before, PATH), recordChain(after, PATH)];
    expect(one.keys).toHaveLength(2);
    expect(other.keys.map(({ path }) => path)).toEqual([[], ['Middle'], PATH]);
    const { differences } = proveOnlyChange(one, other, [], after, hiveBinsOf(grown.bytes));
    expect(differences).toEqual(diffHives(before, after));
    expect(differences).toEqual([
      { kind: 'key-added', path: PATH },
      { kind: 'value-added', path: PATH, value: 'Setting' },
    ]);
  });

  it('must not move others', () => {
    const one = buildHive({ root: key('ROOT', { keys: [key('Middle'), key('Zebra')] }) });
    const other = buildHive({ root: key('ROOT', { keys: [key('Middle'), key('Zebra')] }), cellSlack: 8 });
    const [before, after] = [new HiveReader(one.bytes, 'HIVE'), new HiveReader(other.bytes, 'HIVE')];
    const proof = proveOnlyChange(
      recordChain(before, ['Middle']),
      recordChain(after, ['Middle']),
      [],
      after,
      hiveBinsOf(other.bytes),
    );
    expect(proof.differences.map(({ kind, path }) => [kind, path])).toEqual([
      ['key-moved', ['Middle']],
      ['key-moved', ['Zebra']],
    ]);
  });
});

it('records what it needs, and no view on bytes that are about to change', () => {
  const bytes = built.bytes.slice();
  const record = recordChain(new HiveReader(bytes, 'HIVE'), PATH);
  const copy = structuredClone(record);
  bytes.fill(0);
  expect(record).toEqual(copy);
});

it('does not let a hive shrink', () => {
  const reader = new HiveReader(built.bytes, 'HIVE');
  const record = recordChain(reader, PATH);
  const shorter = { ...record, hiveBinsDataSize: record.hiveBinsDataSize - 4096 };
  expect(
    proveOnlyChange(record, shorter, [byteRange(40, 44)], reader, hiveBinsOf(built.bytes)).unexplained,
  ).toEqual([byteRange(40, 44)]);
});
