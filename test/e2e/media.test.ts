import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectExitCode, withDisk } from '../support/a-disk.ts';
import { dist, haveDist } from '../support/dist.ts';
import { programs } from '../support/programs.ts';

const MEDIA = [
  'LICENSE.txt',
  'README.txt',
  'SHA256SUMS',
  'THIRD-PARTY-LICENSES.txt',
  'hivemend-win-arm64.exe',
  'hivemend-win-x64.exe',
  'hivemend.cmd',
];

describe.skipIf(!haveDist).each(programs())('make-media: $name', (program) => {
  it('copies what a recovery prompt needs, whole', () =>
    withDisk(program, async (disk) => {
      const ended = await program.run(['make-media', disk.nameOf('スティック'), '--json']);
      expectExitCode(ended, 0);
      const folder = join(disk.folder, 'スティック');
      expect(readdirSync(folder).sort()).toEqual(MEDIA);
      // On Linux the test's disk is no volume of its own, so that nothing is known of a stick.
      const isOnStick = program.flavour === 'windows';
      const start = isOnStick ? 'E:\\スティック\\hivemend.cmd' : 'E:\\hivemend\\hivemend.cmd';
      expect(documentOf(ended).result).toMatchObject({ isOnStick, start });
      const page = readFileSync(join(dist, 'README.txt'), 'utf8');
      expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toBe(
        page.replaceAll('E:\\hivemend\\hivemend.cmd', start),
      );
      for (const name of MEDIA.filter((one) => !['SHA256SUMS', 'README.txt'].includes(one))) {
        expect(readFileSync(join(folder, name)).equals(readFileSync(join(dist, name))), name).toBe(true);
      }
      const told: { name: string; sha256: string }[] = documentOf(ended).result.files;
      const sums = told.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
      expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(sums);
      // What was copied can make the next stick: once more, over what is there.
      const again = await program.run(['make-media', disk.nameOf('スティック'), '--lang', 'en']);
      expectExitCode(again, 0);
      expect(again.stdout.trimEnd().split('\n').at(-1)).toBe(`  ${start}`);
      expect(readdirSync(folder).sort()).toEqual(MEDIA);
    }));

  it.runIf(program.flavour === 'posix')('ends where no folder can be made', async () => {
    const ended = await program.run(['make-media', '/proc/hivemend/stick', '--json']);
    expectExitCode(ended, 20);
    expect(documentOf(ended)).toMatchObject({ ok: false, error: { code: 'file-write' } });
  });
});

const packaged = haveDist ? programs().filter(({ name }) => name === 'linux executable') : [];

describe.each(packaged)('make-media beside damaged files: $name', (program) => {
  it.each([
    ['damaged', 1, 'media-damaged', (file: string) => writeFileSync(file, 'no batch file')],
    ['missing', 10, 'file-missing', (file: string) => rmSync(file)],
  ] as const)('refuses a file that is %s', (_how, exitCode, code, damage) =>
    withDisk(program, async (disk) => {
      const beside = join(disk.folder, 'beside');
      mkdirSync(beside);
      for (const name of readdirSync(dist)) copyFileSync(join(dist, name), join(beside, name));
      damage(join(beside, 'hivemend.cmd'));
      const moved = program.at(join(beside, 'hivemend-linux-x64'));
      const ended = await moved.run(['make-media', disk.nameOf('stick'), '--json']);
      expectExitCode(ended, exitCode);
      expect(documentOf(ended)).toMatchObject({ ok: false, error: { code } });
    }),
  );
});
