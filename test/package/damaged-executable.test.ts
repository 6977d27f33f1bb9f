import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haveDist } from '../support/dist.ts';
import { type Program, programs } from '../support/programs.ts';
import { fillSampleDisk, snapshotOf } from '../support/sample-disk.ts';

/** An executable of which a stick lost some bits must say so before it touches a disk. */

const folder = mkdtempSync(join(tmpdir(), 'hivemend-damaged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packaged = haveDist ? programs().filter(({ name }) => name !== 'source') : [];

/** What an executable carries lies in it twice: one of the two loses a bit. @param find is in it */
function damagedCopy(program: Program, carried: string, find: Uint8Array): Program {
  const original = readFileSync(program.file);
  const { start, end } = placeOf(original, `${carried}.copy`);
  const at = original.subarray(start, end).indexOf(find);
  expect(at).not.toBe(-1);
  const copy = join(folder, `damaged-${program.flavour}.exe`);
  copyFileSync(program.file, copy);
  chmodSync(copy, 0o755);
  const file = openSync(copy, 'r+');
  writeSync(file, Uint8Array.of((original[start + at] ?? 0) ^ 1), 0, 1, start + at);
  closeSync(file);
  return program.at(copy);
}

/** Node (src/node_sea.cc) has the name before it, each with its length in 64 bits. */
function placeOf(executable: Buffer, name: string): { readonly start: number; readonly end: number } {
  const found = executable.indexOf(Buffer.concat([lengthOf(name), Buffer.from(name)]));
  expect(found).not.toBe(-1);
  const start = found + 8 + name.length + 8;
  return { start, end: start + Number(executable.readBigUInt64LE(start - 8)) };
}

function lengthOf(name: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(name.length));
  return bytes;
}

const letters = (text: string): Uint8Array => Buffer.from(text);

/** A module lies in the program in base64. */
const beginningOf = (module: string): Uint8Array =>
  letters(readFileSync(join(import.meta.dirname, '../../build', module)).toString('base64', 0, 96));

/** How V8 12.4 begins a code cache: its magic number and the hash of its version. */
const CODE_CACHE = Uint8Array.of(0x28, 0x06, 0xde, 0xc0, 0x74, 0xfe, 0xda, 0x79);

const cacheOf = ({ flavour, architecture }: Program): string =>
  `${flavour === 'windows' ? 'win32' : 'linux'}-${architecture}-changing`;

describe.each(packaged)('$name', (program) => {
  it.each([
    ['in the program', 'program', letters('"DevicePasswordLessBuildVersion"')],
    ['in the module of hivex', 'program', beginningOf('hivex.wasm')],
    ['in the module that checks hives', 'program', beginningOf('hive-check.wasm')],
    ['in the code cache', cacheOf(program), CODE_CACHE],
  ])('refuses to work when it is damaged %s', async (_where, carried, bytes) => {
    const damaged = damagedCopy(program, carried, bytes);
    const disk = damaged.addDisk();
    try {
      fillSampleDisk(disk.folder);
      const before = snapshotOf(disk.folder);
      const forPeople = await damaged.run(['repair', disk.root]);
      expect(forPeople.exitCode).toBe(1);
      expect(forPeople.stdout).toBe('');
      expect(forPeople.stderr).toContain('This executable is damaged');
      const forPrograms = await damaged.run(['repair', disk.root, '--json']);
      expect(forPrograms.exitCode).toBe(1);
      expect(JSON.parse(forPrograms.stdout)).toMatchObject({
        ok: false,
        disk: 'unchanged',
        error: { code: 'hivex-module' },
      });
      expect(snapshotOf(disk.folder)).toEqual(before);
    } finally {
      disk.remove();
    }
  });
});
