import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileOffset } from '../../src/ground/brand.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, key, text } from '../../src/hive-builder/recipe.ts';
import { StructurePass } from '../../src/regf/check/structure-pass.ts';
import { baseBlockChecksum } from '../../src/regf/checksum.ts';
import { checkHive } from '../../src/regf/hive-check.ts';
import { decodeBaseBlock } from '../../src/regf/hive-image.ts';
import { checkStructure, compileStructureCheck } from '../../src/regf/structure-check.ts';
import { BigData } from '../../src/regf/structures/big-data.ts';
import { INDEX_ROOT_DEPTH_LIMIT } from '../../src/regf/structures/index-root.ts';
import { KeyNode } from '../../src/regf/structures/key-node.ts';
import { KeySecurity } from '../../src/regf/structures/key-security.ts';
import { KeyValue } from '../../src/regf/structures/key-value.ts';
import { sourceOf } from '../support/byte-source.ts';
import { hiveBinsOf } from '../support/hive-bins.ts';
import { haveRealHives, listRealHives, realHive } from '../support/real-hives.ts';
import { structureModule } from '../support/structure-module.ts';
import { compareVerdicts, damageOf, newTally, verdictOf } from '../support/verdicts.ts';

const module = structureModule();
const PAGE = 4096;
/** From windows that hold next to nothing to one that holds the whole hive. */
const PIECES = [PAGE, 5 * PAGE, 1 << 20];

const RECIPE = {
  root: key('ROOT', {
    values: [dword('Number', 2), text('Text', 'words'), binary('Big', new Uint8Array(40_000))],
    keys: Array.from({ length: 400 }, (_, i) =>
      key(`Key ${1000 + i}`, {
        className: 'class',
        values: [text('a', 'b'), binary('c', new Uint8Array(99))],
      }),
    ),
    elementsPerList: 30,
  }),
  unallocatedCellEvery: 3,
};
const built = buildHive(RECIPE);
const data = (path: string): number => PAGE + (built.places.get(path)?.node ?? 0) + 4;

const listOf = (path: string): number => PAGE + (built.places.get(path)?.valuesList ?? 0) + 4;

function changed(at: number, value: number, width: 2 | 4 = 4): Uint8Array {
  const bytes = built.bytes.slice();
  const view = new DataView(bytes.buffer);
  if (width === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return bytes;
}

describe('one pass over a hive', () => {
  it.each(PIECES)('finds a sound hive sound, in pieces of %i bytes', (piece) => {
    expect(verdictOf(module, built.bytes, () => piece)).toMatchObject({ isSound: true });
  });

  const field = KeyNode.at;
  const DAMAGE: readonly (readonly [string, number, Uint8Array])[] = [
    ['a hive bin header', 2, changed(2 * PAGE, 0)],
    ['a hive bin size', 2, changed(PAGE + 8, 0xfffff000)],
    ['a cell size', 4, changed(data('Key 1200') - 4, -12)],
    ['a reference that leaves the hive', 5, changed(listOf('Key 1200'), 0x7ffffff8)],
    ['a reference into a cell', 6, changed(data('Key 1200') + field.className, 0x28)],
    ['a parent', 7, changed(data('Key 1200') + field.parent, 0x28)],
    ['a number of subkeys', 8, changed(data('') + field.subkeyCount, 399)],
    ['a number of subkeys that is too small', 8, changed(data('') + field.subkeyCount, 1)],
    ['a name', 6, changed(data('Key 1200') + field.nameLength, 500, 2)],
    ['a root that is none', 6, changed(36, 0x28)],
  ];

  it.each(DAMAGE)('finds %s that is wrong', (name, problem, bytes) => {
    expect(damageOf(bytes)).not.toEqual([]);
    for (const piece of PIECES) {
      const verdict = verdictOf(module, bytes, () => piece);
      expect(verdict.isSound, `${name} in ${piece}`).toBe(false);
      if (piece === 1 << 20) expect(verdict).toMatchObject({ problem });
    }
  });

  it('agrees with checkHive on all fixtures', () => {
    const tally = newTally();
    for (const name of readdirSync('fixtures/hives'))
      for (const piece of PIECES)
        compareVerdicts(tally, module, name, readFileSync(`fixtures/hives/${name}`), () => piece);
    expect(tally.falseAlarms).toEqual([]);
    expect(tally.sound).toBeGreaterThan(100);
    expect(tally.damaged).toBeGreaterThan(50);
  });

  it.skipIf(!haveRealHives)('agrees with checkHive on hives of real machines', { timeout: 120_000 }, () => {
    const tally = newTally();
    for (const { path } of listRealHives())
      for (const piece of PIECES) compareVerdicts(tally, module, path, realHive(path), () => piece);
    expect(tally.falseAlarms).toEqual([]);
    expect(tally.sound).toBeGreaterThan(200);
  });

  it('waits for the end of a hive bin, however large', () => {
    const large = buildHive({
      minorVersion: 3,
      root: key('ROOT', { values: [binary('Data', new Uint8Array(3_000_000)), dword('After', 1)] }),
    }).bytes;
    expect(checkHive(large, 'HIVE').damage).toBe(0);
    for (const piece of PIECES)
      expect(verdictOf(module, large, () => piece)).toMatchObject({ isSound: true });
  });

  it('says no of a hive that ends too early', () => {
    const pass = passOf(built.bytes);
    pass.add(built.bytes.subarray(PAGE, 2 * PAGE));
    expect(pass.verdict()).toMatchObject({ isSound: false, problem: 3 });
    expect(passOf(built.bytes).verdict()).toMatchObject({ isSound: false, problem: 3 });
  });

  it('says no when its memory is full', () => {
    const size = 80 << 20;
    const bytes = new Uint8Array(PAGE + size);
    bytes.set(built.bytes.subarray(0, 2 * PAGE));
    const view = new DataView(bytes.buffer);
    view.setUint32(40, size, true);
    view.setUint32(PAGE + 8, size, true);
    expect(verdictOf(module, bytes, () => 1 << 20)).toMatchObject({ isSound: false, problem: 1 });
  });

  it('ends soon on an index root that lists itself, over and over', () => {
    const count = 16_000;
    const bytes = new Uint8Array(PAGE + (1 << 20));
    bytes.set(built.bytes.subarray(0, PAGE));
    const view = new DataView(bytes.buffer);
    const put = (at: number, ...words: readonly number[]) => {
      for (const [i, word] of words.entries()) view.setUint32(at + 4 * i, word, true);
    };
    put(40, 1 << 20);
    put(36, 0x20);
    put(PAGE, 0x6e696268, 0, 1 << 20);
    const [node, list] = [PAGE + 0x20, PAGE + 0x100];
    put(node, -0xe0, 0x00206b6e);
    put(node + 4 + KeyNode.at.subkeyCount, count);
    put(node + 4 + KeyNode.at.subkeysList, list - PAGE);
    put(node + 4 + KeyNode.at.security, 0xffffffff, 0xffffffff);
    put(list, -(PAGE + (1 << 20) - list), 0x6972 | (count << 16));
    for (let i = 0; i < count; i++) put(list + 8 + 4 * i, list - PAGE);
    const start = performance.now();
    expect(verdictOf(module, bytes, () => 1 << 20).isSound).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

function passOf(bytes: Uint8Array): StructurePass {
  return new StructurePass(module, decodeBaseBlock(bytes, bytes.length, 'HIVE'));
}

describe('checkStructure', () => {
  const found = (bytes: Uint8Array) => checkStructure(module, sourceOf(bytes), 'HIVE');
  const codes = async (bytes: Uint8Array) => {
    const structure = await found(bytes);
    return structure.state === 'damaged' ? structure.report.findings.map(({ code }) => code) : [];
  };

  it('finds no damage in a sound hive, of which it holds little', async () => {
    const source = sourceOf(built.bytes);
    const told: number[] = [];
    const structure = await checkStructure(module, source, 'HIVE', (done) => told.push(done));
    expect(structure.state).toBe('sound');
    expect(Math.max(...source.reads.map(([, length]) => length))).toBeLessThanOrEqual(1 << 20);
    expect(told.at(-1)).toBe(built.bytes.length);
  });

  it('explains damage as checkHive does', async () => {
    const bytes = changed(data('Key 1200') + KeyNode.at.parent, 0x28);
    new DataView(bytes.buffer).setUint32(508, baseBlockChecksum(bytes), true);
    expect(await found(bytes)).toEqual({ state: 'damaged', report: checkHive(bytes, 'HIVE') });
    expect(await codes(bytes)).toEqual(['wrong-parent']);
  });

  it('finds what is wrong with the base block', async () => {
    expect(await codes(changed(4, 99))).toContain('sequence-numbers-differ');
  });

  it('throws what reading throws', async () => {
    await expect(found(new Uint8Array(3))).rejects.toMatchObject({ code: 'hive-truncated' });
  });

  it('tells in which hive bin a place lies', async () => {
    const structure = await found(built.bytes);
    if (structure.state !== 'sound') throw new Error(structure.state);
    const expected = hiveBinsOf(built.bytes);
    for (let at = PAGE; at < built.bytes.length; at += 1000)
      expect(structure.hiveBinOf(at as FileOffset), `${at}`).toBe(expected(at as FileOffset));
  });

  it('lets data pass that look like a key of another place', async () => {
    // Its references are those of a key that is there, so that the pass sees two owners.
    const lookalike = built.bytes.slice(data('Key 1200'), data('Key 1200') + 100);
    const { bytes } = buildHive({
      ...RECIPE,
      root: key('ROOT', {
        ...RECIPE.root,
        values: [...(RECIPE.root.values ?? []), binary('Copy', lookalike)],
      }),
    });
    const alike = bytes.slice();
    const at = Buffer.from(alike).lastIndexOf(Buffer.from(lookalike.subarray(0, 60)));
    const rebuilt = new DataView(alike.buffer);
    expect(rebuilt.getUint16(at, true)).toBe(0x6b6e);
    const original = Buffer.from(alike).indexOf(Buffer.from('Key 1200')) - KeyNode.size;
    const copied = alike.subarray(original, original + 76);
    alike.set(copied, at);
    expect(checkHive(alike, 'HIVE').damage).toBe(0);
    expect(verdictOf(module, alike, () => 1 << 20).isSound).toBe(false);
    new DataView(alike.buffer).setUint32(508, baseBlockChecksum(alike), true);
    const structure = await found(alike);
    if (structure.state !== 'sound') throw new Error(structure.state);
    const place = at as FileOffset;
    expect(structure.hiveBinOf(place)).toBe(hiveBinsOf(alike)(place));
  });
});

describe('the module', () => {
  it('asks for nothing, and is refused when a call is missing', () => {
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const empty = compileStructureCheck(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const baseBlock = decodeBaseBlock(built.bytes, built.bytes.length, 'HIVE');
    expect(() => new StructurePass(empty, baseBlock)).toThrowError(/lacks memory/);
  });

  it('has the fields where the layouts have them', () => {
    const header = readFileSync('wasm/hive-check/cells.h', 'utf8');
    const defined = (name: string): number => {
      const [, value] = new RegExp(`\\b${name}(?: =)? (\\w+?)u?\\b`).exec(header) ?? [];
      return Number(value);
    };
    const pairs: readonly (readonly [string, number])[] = [
      ['NK_FLAGS', KeyNode.at.flags],
      ['NK_PARENT', KeyNode.at.parent],
      ['NK_SUBKEY_COUNT', KeyNode.at.subkeyCount],
      ['NK_SUBKEYS_LIST', KeyNode.at.subkeysList],
      ['NK_VALUE_COUNT', KeyNode.at.valueCount],
      ['NK_VALUES_LIST', KeyNode.at.valuesList],
      ['NK_SECURITY', KeyNode.at.security],
      ['NK_CLASS_NAME', KeyNode.at.className],
      ['NK_NAME_LENGTH', KeyNode.at.nameLength],
      ['NK_CLASS_NAME_LENGTH', KeyNode.at.classNameLength],
      ['NK_SIZE', KeyNode.size],
      ['VK_NAME_LENGTH', KeyValue.at.nameLength],
      ['VK_DATA_SIZE', KeyValue.at.dataSize],
      ['VK_DATA', KeyValue.at.dataOffset],
      ['VK_SIZE', KeyValue.size],
      ['DB_COUNT', BigData.at.segmentCount],
      ['DB_LIST', BigData.at.segmentsList],
      ['DB_SIZE', BigData.size],
      ['SK_FLINK', KeySecurity.at.flink],
      ['SK_BLINK', KeySecurity.at.blink],
      ['SK_DESCRIPTOR_SIZE', KeySecurity.at.descriptorSize],
      ['SK_SIZE', KeySecurity.size],
      ['INDEX_ROOT_DEPTH_LIMIT', INDEX_ROOT_DEPTH_LIMIT],
    ];
    expect(pairs.map(([name]) => [name, defined(name)])).toEqual(pairs);
  });
});
