import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../support/installed.ts';
import { commandsOnPath } from '../../support/on-path.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../../support/sample-disk.ts';

/**
 * The recipes for imaging systems that run on Linux: bash runs the scripts themselves. What mounts partitions there is stood in
 * for: a "partition" is a folder. Packer is Packer.
 */

const RECIPES = resolve('docs/recipes/imaging');
const commands = commandsOnPath();
const { folder } = commands;
afterAll(() => commands.remove());

const place = (...names: readonly string[]): string => join(folder, 'place', ...names);

beforeEach(() => {
  rmSync(place(), { recursive: true, force: true });
  for (const name of ['sda1', 'sda2', 'sda3']) mkdirSync(place(name), { recursive: true });
  fillSampleDisk(place('sda2'));
  fillSampleDisk(place('sda3'));
  rmSync(place('sda3', SOFTWARE));
  mkdirSync(place('hivemend'));
  symlinkSync(join(folder, 'hivemend'), place('hivemend/hivemend-linux-x64'));
});

/** The last two words are what is mounted, and where. */
const MOUNT = `while [ $# -gt 2 ]; do shift; done
case $1 in *sda4) exit 32 ;; esac
rmdir "$2" && ln -s "$1" "$2"`;
const UNMOUNT = `for folder; do :; done
rm "$folder" && mkdir "$folder"`;

function bash(line: string, environment: Readonly<Record<string, string>> = {}) {
  const temporary = place('tmp');
  mkdirSync(temporary, { recursive: true });
  const ended = spawnSync('bash', ['-c', line], {
    encoding: 'utf8',
    env: { ...commands.environment, TMPDIR: temporary, ...environment },
  });
  // Whatever they mounted is unmounted, and what they made is gone.
  expect(spawnSync('ls', ['-A', temporary], { encoding: 'utf8' }).stdout).toBe('');
  return ended;
}

const isRepaired = (disk: string): boolean =>
  spawnSync('hivemend', ['check', place(disk)], { env: commands.environment }).status === 0;

describe("FOG's postdownload script", () => {
  it('repairs the Windows on the partitions that FOG names, and tells of the others', () => {
    commands.add('ntfs-3g', MOUNT);
    commands.add('umount', UNMOUNT);
    const fog = `getPartitions() { parts="$1/sda1 $1/sda2 $1/sda3 $1/sda4"; }; hd=${place()}; postdownpath=${place('hivemend')}/`;
    const { status, stdout, stderr } = bash(
      `${fog}; . ${join(RECIPES, 'fog-postdownload.sh')}; echo FOG goes on`,
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('REPAIRED');
    expect(stdout).toContain(`could not allow the password sign-in on ${place('sda3')}`);
    expect(stdout.trimEnd().endsWith('FOG goes on')).toBe(true);
    expect(isRepaired('sda2')).toBe(true);
  });
});

describe("Clonezilla's script for after a restore", () => {
  it('repairs the Windows on all disks, and fails for what was not done', () => {
    copyFileSync(join(RECIPES, 'clonezilla-postrun.sh'), place('hivemend/clonezilla-postrun.sh'));
    commands.add(
      'lsblk',
      `printf '%s ntfs\\n%s vfat\\n%s ntfs\\n%s ntfs\\n' ${place('sda1')} /dev/efi ${place('sda2')} ${place('sda4')}`,
    );
    commands.add('mount', MOUNT);
    commands.add('umount', UNMOUNT);
    const run = () => bash(`bash ${place('hivemend/clonezilla-postrun.sh')}`);
    expect(run().status).toBe(0);
    expect(isRepaired('sda2')).toBe(true);
    expect(run().status).toBe(0);
    rmSync(place('sda2', SOFTWARE));
    expect(run().status).toBe(1);
  });
});

describe('guestmount', () => {
  const script = (): string => `bash ${join(RECIPES, 'guestmount.sh')} ${place('disk.qcow2')}`;

  it('repairs what it mounts, unmounts it, and hands on how it went', () => {
    commands.add(
      'guestmount',
      `[ "$1 $2 $3 $4 $5" = '--add ${place('disk.qcow2')} --inspector --rw --pid-file' ] || exit 2
sh -c 'echo $$' >"$6"
rmdir "$7" && ln -s ${place('sda2')} "$7"`,
    );
    commands.add('guestunmount', UNMOUNT);
    const { status, stderr } = bash(script());
    expect(status, stderr).toBe(0);
    expect(isRepaired('sda2')).toBe(true);
    rmSync(place('sda2', SOFTWARE));
    expect(bash(script()).status).toBe(1);
  });

  it('leaves nothing where it can not be mounted', () => {
    commands.add('guestmount', 'exit 1');
    expect(bash(script()).status).toBe(1);
  });
});

describe.runIf(isInstalled(['/usr/bin/packer']))('Packer', () => {
  const template = join(RECIPES, 'hivemend.pkr.hcl');
  const packer = (verb: string, disk: string) =>
    spawnSync('packer', [verb, '-var', `disk=${disk}`, template], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...commands.environment, CHECKPOINT_DISABLE: '1' },
    });

  it('finds nothing wrong with the template', () => {
    expect(packer('validate', '/nowhere').status).toBe(0);
  });

  it('repairs what the build has made, and fails where that fails', () => {
    const { status, stdout } = packer('build', place('sda2'));
    expect(stdout).toContain('REPAIRED');
    expect(status).toBe(0);
    expect(isRepaired('sda2')).toBe(true);
    const before = snapshotOf(place());
    expect(packer('build', place('sda3')).status).toBe(1);
    expect(snapshotOf(place())).toEqual(before);
    expect(existsSync(place('sda3', SOFTWARE))).toBe(false);
  });
});

it('the scripts say nothing that the shell does not take', () => {
  for (const name of ['fog-postdownload.sh', 'clonezilla-postrun.sh', 'guestmount.sh']) {
    expect(spawnSync('bash', ['-n', join(RECIPES, name)]).status).toBe(0);
    expect(readFileSync(join(RECIPES, name), 'utf8').startsWith('#!/bin/bash\n')).toBe(true);
  }
});
