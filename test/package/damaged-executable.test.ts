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

/** What an executable carries lies in it twice, one behind the other: of each pair, the second one loses a bit. */
function damagedCopy(program: Program, find: Uint8Array): Program {
  const original = readFileSync(program.file);
  const copy = join(folder, `damaged-${program.flavour}.exe`);
  copyFileSync(program.file, copy);
  chmodSync(copy, 0o755);
  const places: number[] = [];
  for (let at = original.indexOf(find); at !== -1; at = original.indexOf(find, at + 1)) places.push(at);
  expect(places.length).toBeGreaterThan(0);
  expect(places.length % 2).toBe(0);
  const file = openSync(copy, 'r+');
  for (const at of places.filter((_, index) => index % 2 === 1)) {
    const last = at + find.length - 1;
    writeSync(file, Uint8Array.of((original[last] ?? 0) ^ 1), 0, 1, last);
  }
  closeSync(file);
  return program.at(copy);
}

const letters = (text: string): Uint8Array => Buffer.from(text);

/** A module lies in the program in base64; Node carries others, so that it takes some bytes to tell one. */
const beginningOf = (module: string): Uint8Array =>
  letters(readFileSync(join(import.meta.dirname, '../../build', module)).toString('base64', 0, 96));

/** How V8 12.4 begins a code cache: its magic number and the hash of its version. */
const CODE_CACHE = Uint8Array.of(0x28, 0x06, 0xde, 0xc0, 0x74, 0xfe, 0xda, 0x79);

describe.each(packaged)('$name', (program) => {
  it.each([
    ['in the program', letters('VALUE_NAME="DevicePasswordLessBuildVersion"')],
    ['in the module of hivex', beginningOf('hivex.wasm')],
    ['in the module that checks hives', beginningOf('hive-check.wasm')],
    ['in the code cache', CODE_CACHE],
  ])('refuses to work when it is damaged %s', async (_where, bytes) => {
    const damaged = damagedCopy(program, bytes);
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
