import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

/** "I restarted, and still can't sign in." */

const MOUNTS = '/dev/sda3 /mnt/pc ntfs rw 0 0\n';
const TWO_MOUNTS = '/dev/sda3 /mnt/a ntfs rw 0 0\n/dev/sdb3 /mnt/b ntfs rw 0 0\n';
const LOCKED_OUT = buildHive(software()).bytes;

const flat = (lines: string): string => lines.replaceAll(/\s+/g, '');

async function repairedPc(): Promise<MemoryFileSystem> {
  const files = new MemoryFileSystem({ flavour: 'posix' });
  files.put(HIVE, LOCKED_OUT);
  files.put('/mnt/pc/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
  expect((await sit(['repair', '/mnt/pc'], { files })).exitCode).toBe(0);
  return files;
}

describe.each([
  ['en', 'by hivemend on 2026-11-23 09:00 UTC', 'Still no way to sign in'],
  ['ja', '2026-11-23 09:00 UTC に hivemend が修復', 'それでもパスワードで'],
])('the second visit (%s)', (lang, repairedOn, heading) => {
  it('says when it was repaired, where the backup is and how to undo, and leads on', async () => {
    const files = await repairedPc();
    const { exitCode, stdout } = await sit(['--lang', lang], { files, mounts: MOUNTS, typed: [] });
    expect(exitCode).toBe(0);
    expect(flat(stdout)).toContain(flat(repairedOn));
    expect(flat(stdout)).toContain('/mnt/pc/Windows/System32/config/hivemend-backups/20261123-0900');
    expect(stdout).toContain('hivemend undo /mnt/pc/Windows\n');
    expect(flat(stdout)).toContain(flat(heading));
    expect(stdout).toContain('hivemend diagnose /mnt/pc/Windows\n');
    expect(stdout.split('\n').length).toBeLessThanOrEqual(25);
  });

  it('is told by check and repair, too, with the way to the page', async () => {
    const files = await repairedPc();
    for (const command of ['check', 'repair']) {
      const { exitCode, stdout } = await sit([command, '/mnt/pc', '--lang', lang], { files });
      expect(exitCode).toBe(0);
      expect(flat(stdout)).toContain(flat(repairedOn));
      expect(stdout).toContain('hivemend undo /mnt/pc\n');
      expect(stdout).toMatch(/hivemend help still-locked-out\n$/);
    }
    expect((await sit(['help', 'still-locked-out', '--lang', lang])).stdout).toContain(heading);
  });

  it('says that the setting was on again', async () => {
    const files = await repairedPc();
    files.put(HIVE, LOCKED_OUT);
    const { stderr } = await sit(['--lang', lang], { files, mounts: MOUNTS, typed: ['n'] });
    expect(stderr).toMatch(lang === 'en' ? /on again/ : /再びオ\s?ン/);
    expect(stderr).toContain('2026-11-23 09:00 UTC');
  });
});

describe('what is told of an earlier repair', () => {
  const lastRepair = async (files: MemoryFileSystem) => {
    const { stdout } = await sit(['check', '/mnt/pc', '--json'], { files });
    return JSON.parse(stdout).result.targets[0].result.lastRepair;
  };

  it('is there for scripts, and gone after an undo', async () => {
    const files = await repairedPc();
    const last = await lastRepair(files);
    expect(last).toMatchObject({ backup: { folder: expect.stringContaining('hivemend-backups') } });
    await sit(['undo', '/mnt/pc'], { files });
    expect(await lastRepair(files)).toBeUndefined();
    const { stdout } = await sit(['list-backups', '/mnt/pc', '--json'], { files });
    const backups: { command: string; id: string }[] = JSON.parse(stdout).result.backups;
    const id = backups.find(({ command }) => command === 'undo')?.id ?? '';
    await sit(['undo', '/mnt/pc', '--backup', id], { files });
    expect(await lastRepair(files)).toEqual(last);
  });

  it('is nothing where the value was set to another one', async () => {
    const files = await repairedPc();
    await sit(['repair', '/mnt/pc', '--value', '2'], { files });
    expect(await lastRepair(files)).toBeUndefined();
  });

  it('is nothing where the backups can not be read', async () => {
    const files = await repairedPc();
    files.refuse('/mnt/pc/Windows/System32/config/hivemend-backups', { reading: 'access-denied' });
    const { exitCode, stdout } = await sit(['check', '/mnt/pc'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('its backup:');
    expect(flat(stdout)).toContain('nobackupfoundbesidethehive');
    expect(await lastRepair(files)).toBeUndefined();
  });

  it('stays away where nothing was repaired', async () => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put(HIVE, buildHive(software({ passwordLess: 'missing' })).bytes);
    const { stdout } = await sit(['check', '/mnt/pc'], { files });
    expect(stdout).not.toContain('by hivemend');
    expect(stdout).toContain('still-locked-out');
  });
});

describe('a repair whose backup went into a folder of the user', () => {
  const BACKUPS = ['--backup-dir', '/stick/backups'];

  async function repairedWithOwnFolder(): Promise<MemoryFileSystem> {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put(HIVE, LOCKED_OUT);
    files.put('/mnt/pc/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
    expect((await sit(['repair', '/mnt/pc', ...BACKUPS], { files })).exitCode).toBe(0);
    return files;
  }

  it.each([
    ['en', 'Repaired by hivemend on 2026-11-23 09:0'],
    ['ja', '修復済み 2026-11-23 09:00 UTC に hivemend が修復'],
  ])('is told by the mark that it left, and how it is taken back (%s)', async (lang, repaired) => {
    const files = await repairedWithOwnFolder();
    for (const command of ['check', 'repair']) {
      const { stdout } = await sit([command, '/mnt/pc', '--lang', lang], { files });
      expect(stdout.replaceAll(/ +/g, ' ')).toContain(repaired);
      expect(flat(stdout)).toContain('--backup-dir');
      expect(stdout).not.toContain('hivemend undo /mnt/pc');
    }
    const { stdout } = await sit(['--lang', lang], { files, mounts: MOUNTS, typed: [] });
    expect(stdout.replaceAll(/ +/g, ' ')).toContain(repaired);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(25);
  });

  it.each([
    ['en', 'Last set 2025-11-30 17:02'],
    ['ja', '最終更新 2025-11-30 17:02'],
  ])('is not said to be one where somebody else turned the setting off (%s)', async (lang, lastSet) => {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    files.put(HIVE, fixture('setting-0'));
    const { stdout } = await sit(['check', '/mnt/pc', '--lang', lang], { files });
    expect(stdout.replaceAll(/ +/g, ' ')).toContain(lastSet);
    expect(stdout).not.toMatch(/by hivemend|hivemend が/);
    const { stdout: told } = await sit(['check', '/mnt/pc', '--json'], { files });
    expect(JSON.parse(told).result.targets[0].result.settingWrittenBy).toBeUndefined();
  });

  it('is told to scripts, until an undo', async () => {
    const files = await repairedWithOwnFolder();
    const by = async () => {
      const { stdout } = await sit(['check', '/mnt/pc', '--json'], { files });
      return JSON.parse(stdout).result.targets[0].result.settingWrittenBy;
    };
    expect(await by()).toBe('hivemend');
    expect((await sit(['undo', '/mnt/pc', ...BACKUPS], { files })).exitCode).toBe(0);
    expect(await by()).toBeUndefined();
  });

  it('is found where that folder is named again, and nobody else takes it for his', async () => {
    const files = await repairedWithOwnFolder();
    const again = await sit(['repair', '/mnt/pc', ...BACKUPS], { files });
    expect(flat(again.stdout)).toContain('byhivemendon2026-11-2309:0');
    expect(again.stdout).toContain('hivemend undo /mnt/pc --backup-dir /stick/backups\n');
    // Another PC, on which the setting was turned off on another day.
    files.put('/mnt/other/Windows/System32/config/SOFTWARE', fixture('setting-0'));
    const other = await sit(['repair', '/mnt/other', ...BACKUPS], { files });
    expect(other.exitCode).toBe(0);
    expect(other.stdout).not.toContain('by hivemend on');
    expect(other.stdout).not.toContain('hivemend undo /mnt/other');
  });
});

describe('a healthy Windows that was chosen beside one that is not', () => {
  async function twoPcs(): Promise<MemoryFileSystem> {
    const files = new MemoryFileSystem({ flavour: 'posix' });
    for (const root of ['/mnt/a', '/mnt/b']) {
      files.put(`${root}/Windows/System32/config/SOFTWARE`, LOCKED_OUT);
      files.put(`${root}/Windows/System32/ntoskrnl.exe`, Uint8Array.of(1));
    }
    await sit(['repair', '/mnt/a'], { files });
    return files;
  }

  it('offers the other one', async () => {
    const files = await twoPcs();
    const sitting = { files, mounts: TWO_MOUNTS, typed: ['1', 'y', 'y'] };
    const { exitCode, stdout, stderr } = await sit([], sitting);
    expect(exitCode).toBe(0);
    expect(flat(stderr)).toContain(flat('/mnt/a/Windows needs no repair; /mnt/b/Windows does.'));
    expect(stdout).toContain('/mnt/b/Windows');
    expect((await sit(['check', '/mnt/b'], { files })).exitCode).toBe(0);
  });

  it('stays with it where that is meant', async () => {
    const files = await twoPcs();
    const { exitCode, stdout } = await sit([], { files, mounts: TWO_MOUNTS, typed: ['1', 'n'] });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('/mnt/a/Windows: nothing to repair');
    expect((await sit(['check', '/mnt/b'], { files })).exitCode).toBe(3);
  });
});
