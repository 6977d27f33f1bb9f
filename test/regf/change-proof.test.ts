import { describe, expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { byteRange } from '../../src/regf/byte-ranges.ts';
import { type Provable, unexplainedBytes } from '../../src/regf/change-proof.ts';
import { cellRange, visitKeyCells } from '../../src/regf/footprint.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveImage } from '../../src/regf/hive-image.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { RecordScope } from '../../src/regf/key-record.ts';
import { type Proven, provableOf, prove, scopeOf, wordsOf } from '../support/change-proof.ts';
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

interface Judged extends Proven {
  readonly hives: readonly [HiveReader, HiveReader];
}

/** What the proof says of an edit of the hive above, which never touches the original. */
async function judged(
  edit: (bytes: Uint8Array) => void,
  scope: RecordScope = scopeOf([PATH]),
): Promise<Judged> {
  const bytes = built.bytes.slice();
  edit(bytes);
  const hives = [new HiveReader(built.bytes, 'HIVE'), new HiveReader(bytes, 'HIVE')] as const;
  return { ...(await prove(...hives, scope)), hives };
}

const place = (path: string) => {
  const found = built.places.get(path);
  if (found === undefined) throw new Error(`no place ${path}`);
  return found;
};

const settingAt = 4096 + (place('Middle\\Target').values.get('Setting')?.value ?? 0) + 12;

describe('an edit of the target alone', () => {
  it('is accounted for, and said exactly', async () => {
    const { unexplained, differences, hives } = await judged((bytes) => {
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

  it('leaves nothing to say when nothing changed', async () => {
    expect(await judged(() => {})).toMatchObject({ unexplained: [], differences: [] });
  });
});

describe('a change elsewhere', () => {
  const touched = async (at: number): Promise<readonly unknown[]> => {
    const { unexplained } = await judged((bytes) => {
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
    });
    return unexplained;
  };

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
  ])('to %s is not', async (_, at) => {
    expect(await touched(at)).toEqual([wordsOf(at, at + 1)]);
  });

  it('to the reference count of a security item of the chain is', async () => {
    expect(await touched(4096 + place('').security + 4 + 12)).toEqual([]);
  });
});

/** Whether a change of that byte alone is accounted for. Undefined when the hive is damaged then, which is others' to tell. */
function isFlipExplained(record: Provable, before: HiveImage, at: number): boolean | undefined {
  const bytes = built.bytes.slice();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  try {
    const hives = { before, after: new HiveImage(bytes, 'HIVE') };
    const changed = [byteRange(at, at + 1)];
    return unexplainedBytes(record, record, changed, hives, hiveBinsOf(built.bytes)).length === 0;
  } catch (error) {
    if (isHiveError(error)) return undefined;
    throw error;
  }
}

it('explains every single byte exactly when a recorded key owns it', async () => {
  const reader = new HiveReader(built.bytes, 'HIVE');
  const owned = new Set<number>();
  const own = (start: number, end: number): void => {
    for (let at = start; at < end; at++) owned.add(at);
  };
  for (const path of [[], ['Middle'], PATH]) {
    const found = reader.find(path);
    if (found === undefined) throw new Error('no key');
    visitKeyCells(reader.image, found, (cell) => {
      const { start, end } = cellRange(reader.image, cell);
      own(start, end);
    });
    own(4096 + found.node.security + 16, 4096 + found.node.security + 20);
  }
  own(4, 20);
  own(40, 44);
  own(508, 512);
  const record = await provableOf(reader, scopeOf([PATH]));
  const random = new Random(7);
  let free = 0;
  let judgedBytes = 0;
  for (let round = 0; round < 20_000; round++) {
    const at = random.below(built.bytes.length);
    const start = at - (at % 4);
    const isExplained = isFlipExplained(record, reader.image, at);
    if (isExplained === undefined) continue;
    judgedBytes++;
    if (isExplained && !owned.has(at)) {
      free++;
      expect(start % 8, `seed 7, byte ${at}`).toBe(0);
      expect(view(built.bytes).getInt32(start, true), `seed 7, byte ${at}`).toBeGreaterThan(0);
    } else expect(isExplained, `seed 7, byte ${at}`).toBe(owned.has(at));
  }
  expect(free).toBeLessThan(200);
  expect(judgedBytes).toBeGreaterThan(15_000);
});

describe('keys that appear', () => {
  it('are told with their values and subkeys, as the whole comparison tells them', async () => {
    const plain = buildHive({ root: key('ROOT', { keys: [key('Middle')] }) });
    const grown = buildHive({
      root: key('ROOT', {
        keys: [key('Middle', { keys: [key('Target', { values: [dword('Setting', 0)] })] })],
      }),
    });
    const [before, after] = [new HiveReader(plain.bytes, 'HIVE'), new HiveReader(grown.bytes, 'HIVE')];
    const { differences } = await prove(before, after, scopeOf([PATH]));
    expect(differences).toEqual(diffHives(before, after));
    expect(differences).toEqual([
      { kind: 'key-added', path: PATH },
      { kind: 'value-added', path: PATH, value: 'Setting' },
    ]);
  });

  it('must not move others', async () => {
    const one = buildHive({ root: key('ROOT', { keys: [key('Middle'), key('Zebra')] }) });
    const other = buildHive({ root: key('ROOT', { keys: [key('Middle'), key('Zebra')] }), cellSlack: 8 });
    const [before, after] = [new HiveReader(one.bytes, 'HIVE'), new HiveReader(other.bytes, 'HIVE')];
    const { differences } = await prove(before, after, scopeOf([['Middle']]));
    expect(differences.map(({ kind, path }) => [kind, path])).toEqual([['key-moved', ['Zebra']]]);
  });
});

it('does not let a hive shrink', async () => {
  const reader = new HiveReader(built.bytes, 'HIVE');
  const record = await provableOf(reader, scopeOf([PATH]));
  const shorter = { ...record, hiveBinsDataSize: record.hiveBinsDataSize - 4096 };
  const hives = { before: reader.image, after: reader.image };
  expect(unexplainedBytes(record, record, [], hives, hiveBinsOf(built.bytes))).toEqual([]);
  expect(unexplainedBytes(record, shorter, [], hives, hiveBinsOf(built.bytes))).toEqual([byteRange(40, 44)]);
});
