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

function damagedCopy(program: Program, find: string): Program {
  const original = program.file;
  const copy = join(folder, `damaged-${program.flavour}.exe`);
  copyFileSync(original, copy);
  chmodSync(copy, 0o755);
  const at = readFileSync(original).lastIndexOf(find);
  expect(at).toBeGreaterThan(0);
  const file = openSync(copy, 'r+');
  writeSync(file, find.toUpperCase(), at);
  closeSync(file);
  return program.at(copy);
}

describe.each(packaged)('$name', (program) => {
  it.each([
    ['in the program', 'DevicePasswordLessBuildVersion'],
    ['in the module', 'AGFzbQEAAAAB'],
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
