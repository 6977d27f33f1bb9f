import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { linesOf, type ModelKey, modelOf } from '../change/model.ts';
import { randomHive } from '../change/random-hives.ts';
import { nativeTree } from '../hivex/trees.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { haveRealHives, listRealHives, realHive } from '../support/real-hives.ts';
import { compareWithHivexml } from '../support/same-as-hivexml.ts';
import { sit } from '../support/sitting.ts';
import { sweepSize } from '../support/sweep-size.ts';

/** The same .reg file by import and by hivexregedit, which know nothing of each other, written so that both read it. */

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** hivexregedit reads no names beyond ASCII, and no blanks where others do. */
const NAME = /^[A-Za-z0-9 _{}.-]+$/;

/** Keys that are there, from the root, as far as both can name them. */
function pathsOf(key: ModelKey, above: readonly string[] = []): (readonly string[])[] {
  const below = [...key.subkeys.values()].filter(({ name }) => NAME.test(name) && name.trim() === name);
  return [above, ...below.flatMap((subkey) => pathsOf(subkey, [...above, subkey.name]))];
}

function drawRegFile(random: Random, bytes: Uint8Array, mount: string): string {
  const paths = pathsOf(modelOf(new HiveReader(bytes, 'HIVE')));
  const lines: string[] = [];
  for (let n = 0; n < 8; n++) {
    const parent = random.pick(paths);
    // hivexregedit makes no keys above.
    const path = random.chance(0.5) ? parent : [...parent, `New ${n}`];
    lines.push(`[${[mount, ...path].join('\\')}]`);
    const count = random.below(5);
    for (let v = 0; v < count; v++) lines.push(drawValue(random, `value ${n}-${v}`));
    lines.push('');
  }
  return ['Windows Registry Editor Version 5.00', '', ...lines].join('\n');
}

function drawValue(random: Random, name: string): string {
  const hex = Array.from({ length: 1 + random.below(30) }, () =>
    random.below(256).toString(16).padStart(2, '0'),
  );
  const content = random.pick([
    '"some text"',
    '"a \\\\ and a \\" in it"',
    `dword:${random.below(0x1_0000_0000).toString(16).padStart(8, '0')}`,
    `hex:${hex.join(',')}`,
    'hex(7):61,00,00,00,62,00,00,00,00,00',
    'hex(b):01,02,03,04,05,06,07,08',
  ]);
  return `"${name}"=${content}`;
}

async function importedByUs(bytes: Uint8Array, regFile: string): Promise<Uint8Array> {
  const files = new MemoryFileSystem();
  files.put('/HIVE', bytes);
  files.put('/a.reg', new Uint8Array(Buffer.from(regFile)));
  const { exitCode, stdout, stderr } = await sit(['import', '/HIVE', '/a.reg', '--strict'], { files });
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  return files.bytes('/HIVE') ?? new Uint8Array(0);
}

async function mountOf(bytes: Uint8Array): Promise<string> {
  const files = new MemoryFileSystem();
  files.put('/HIVE', bytes);
  const { stdout } = await sit(['query', '/HIVE', '\\', '--json'], { files });
  return JSON.parse(stdout).result.key;
}

/** Undefined where hivex refuses the hive. */
function importedByHivexregedit(bytes: Uint8Array, regFile: string, mount: string): Uint8Array | undefined {
  const [hive, file] = [join(folder, 'HIVE'), join(folder, 'a.reg')];
  writeFileSync(hive, bytes);
  writeFileSync(file, regFile);
  const { status, error } = spawnSync('hivexregedit', ['--merge', '--prefix', mount, hive, file]);
  if (error !== undefined) throw error;
  return status === 0 ? new Uint8Array(readFileSync(hive)) : undefined;
}

/** @returns the hive with our import, undefined where hivex can't be asked. */
async function judge(name: string, bytes: Uint8Array, random: Random): Promise<Uint8Array | undefined> {
  const mount = await mountOf(bytes);
  const regFile = drawRegFile(random, bytes, mount);
  const theirs = importedByHivexregedit(bytes, regFile, mount);
  const ours = await importedByUs(bytes, regFile);
  const reader = new HiveReader(ours, name);
  expect(checkHive(ours, name).damage, name).toBe(0);
  if (theirs === undefined) return undefined;
  // Where hivex writes a name anew it ends at a NUL.
  const told = (hive: HiveReader) =>
    linesOf(modelOf(hive))
      .map((line) => line.replaceAll(/\\u0000[^"\\]*/g, ''))
      .sort();
  // It writes big data that are no such thing.
  if (!isWhole(theirs, name)) return undefined;
  const other = new HiveReader(theirs, name);
  expect(told(reader), `${name}\n${regFile}`).toEqual(told(other));
  return ours;
}

describe('what import and hivexregedit make of a .reg file', () => {
  it('is the same in hives that were drawn', { timeout: 600_000 }, async () => {
    let judged = 0;
    const count = sweepSize(8, 100);
    for (let seed = 1; seed <= count; seed++) {
      const random = new Random(seed);
      const { bytes } = randomHive(random);
      if ((await judge(`seed ${seed}`, bytes, random)) !== undefined) judged++;
    }
    expect(judged).toBeGreaterThan(count / 4);
  });

  it.skipIf(!haveRealHives)('is the same in hives from real machines', { timeout: 600_000 }, async () => {
    const sound = listRealHives()
      .filter(({ dirty }) => dirty === 'no')
      .map(({ path }) => ({ path, bytes: realHive(path) }))
      .filter(({ path, bytes }) => bytes.length <= 0x40_0000 && isSound(bytes, path));
    const different = [...new Map(sound.map((hive) => [hive.bytes.length, hive])).values()];
    let judged = 0;
    for (const [index, { path, bytes }] of different.entries()) {
      if (judged === sweepSize(10, 1000)) break;
      const found = await judge(path, bytes, new Random(1000 + index));
      if (found === undefined) continue;
      judged++;
      const native = nativeTree(found);
      if (native.state === 'refused') throw new Error(`hivexml refuses ${path}`);
      expect(compareWithHivexml(new HiveReader(found, path), native.root).disagreements, path).toEqual([]);
    }
    console.log(`real hives imported into alike: ${judged}`);
    expect(judged).toBeGreaterThanOrEqual(10);
  });
});

const isSound = (bytes: Uint8Array, path: string): boolean =>
  isWhole(bytes, path) && new HiveReader(bytes, path).baseBlock.minorVersion <= 5;

function isWhole(bytes: Uint8Array, path: string): boolean {
  try {
    return checkHive(bytes, path).damage === 0;
  } catch {
    return false;
  }
}
