import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../src/files/node/file-system.ts';
import { checkTarget } from '../../src/jobs/check.ts';
import type { Machine } from '../../src/jobs/machine.ts';
import { repairTarget } from '../../src/jobs/repair-target.ts';
import { testHivex } from '../support/hivex-module.ts';
import { CONFIG } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';
import { structureModuleBytes } from '../support/structure-module.ts';

/** The host's files at `/`, another PC at `/mnt/other`, and the examined disk at `/mnt/pc`. */
function disks(): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.mount('/mnt/pc');
  files.mount('/mnt/other');
  files.put('/host/secret', new TextEncoder().encode('secret'));
  files.put('/mnt/other/Windows/System32/config/SOFTWARE', fixture('setting-2'));
  files.putFolder('/mnt/pc/Users');
  return files;
}

const WITH_HIVE = ['SOFTWARE.LOG1', 'hivemend-backups', 'SOFTWARE.hivemend-lock'] as const;

type Setting = readonly [name: string, link: string, target: string, command: string];

const SETTINGS: readonly Setting[] = [
  ['the Windows folder', '/mnt/pc/Windows', '/mnt/other/Windows', 'repair'],
  ['the Windows folder', '/mnt/pc/Windows', '/mnt/other/Windows', 'check'],
  ['System32', '/mnt/pc/Windows/System32', '/mnt/other/Windows/System32', 'repair'],
  ['config', CONFIG, '/mnt/other/Windows/System32/config', 'repair'],
  ['config', CONFIG, '/mnt/other/Windows/System32/config', 'undo'],
  ['config', CONFIG, '/mnt/other/Windows/System32/config', 'list-backups'],
  ['the hive', HIVE, '/mnt/other/Windows/System32/config/SOFTWARE', 'repair'],
  ['a log', `${HIVE}.LOG1`, '/host/secret', 'repair'],
  ['a log', `${HIVE}.LOG1`, '/host/secret', 'check'],
  ['the backups', `${CONFIG}/hivemend-backups`, '/mnt/other/Windows', 'repair'],
  ['the backups', `${CONFIG}/hivemend-backups`, '/mnt/other/Windows', 'list-backups'],
  ['the backups', `${CONFIG}/hivemend-backups`, '/mnt/other/Windows', 'undo'],
  ['a lock', `${HIVE}.hivemend-lock`, '/host/secret', 'repair'],
  ['a lock that leads nowhere', `${HIVE}.hivemend-lock`, 'nothing', 'repair'],
  ['a lock that leads nowhere', `${HIVE}.hivemend-lock`, 'nothing', 'check'],
];

describe.each(SETTINGS)('%s as a link', (_name, link, target, command) => {
  it(`is named by ${command}, and nothing is read or written there`, async () => {
    const files = disks();
    if (WITH_HIVE.some((name) => link.endsWith(name))) files.put(HIVE, fixture('setting-2'));
    files.putLink(link, target);
    const before = files.digest();
    for (const name of ['/mnt/pc', '/mnt/pc/Windows', HIVE]) {
      const { exitCode, stdout, stderr } = await sit([command, name, '--json'], { files });
      expect(exitCode, stdout + stderr).toBe(14);
      expect(JSON.parse(stdout)).toMatchObject({
        disk: 'unchanged',
        error: { code: 'path-diverted', details: { path: link, target } },
      });
    }
    expect(files.digest()).toBe(before);
    expect(files.openHandles()).toBe(0);
  });
});

describe('links on an examined disk', () => {
  it('are followed by who asks for it', async () => {
    const files = disks();
    files.putLink(CONFIG, '/mnt/other/Windows/System32/config');
    for (const [command, exitCode] of [
      ['check', 3],
      ['repair', 0],
      ['list-backups', 0],
      ['undo', 0],
    ] as const) {
      const ended = await sit([command, '/mnt/pc', '--follow-links'], { files });
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
    }
  });

  it('are named by list and the guided repair, and hide nothing beside them', async () => {
    const files = disks();
    files.putLink('/mnt/pc/Windows', '/mnt/other/Windows');
    files.putLink('/mnt/pc/Documents and Settings', '/mnt/pc/Users');
    files.put('/mnt/pc/Windows.old/Windows/System32/config/SOFTWARE', fixture('setting-2'));
    files.put('/mnt/pc/Windows.old/Windows/System32/ntoskrnl.exe', Uint8Array.of(1));
    const mounts = '/dev/sda3 /mnt/pc ntfs rw 0 0\n';
    const { stdout } = await sit(['list', '--json'], { files, mounts });
    const [{ access, windows }] = JSON.parse(stdout).result.volumes;
    expect(access).toEqual({ state: 'open' });
    expect(windows).toMatchObject([
      { windowsFolder: '/mnt/pc/Windows', error: { code: 'path-diverted' } },
      { windowsFolder: '/mnt/pc/Windows.old/Windows', found: { needsRepair: true } },
    ]);
    const before = files.digest();
    expect((await sit([], { files, mounts, typed: ['1', 'y'] })).exitCode).toBe(14);
    expect((await sit(['repair', '--all'], { files, mounts })).exitCode).toBe(14);
    expect(files.digest()).toBe(before);
  });

  it('leave it open whether Windows is hibernated, and add no computer name', async () => {
    const files = disks();
    files.put(HIVE, fixture('setting-2'));
    files.put('/host/empty', new Uint8Array(0));
    files.putLink('/mnt/pc/hiberfil.sys', '/host/empty');
    files.putLink(`${CONFIG}/SYSTEM`, '/host/secret');
    const { stdout } = await sit(['check', '/mnt/pc', '--json'], { files });
    expect(JSON.parse(stdout).result.targets[0].result.hibernation).toEqual({
      state: 'unknown',
      path: '/mnt/pc/hiberfil.sys',
      because: 'unreadable',
      cause: 'path-diverted',
    });
  });

  it('do not lead a volume that is mounted below into it', async () => {
    const files = disks();
    files.mount(CONFIG);
    files.put(HIVE, fixture('setting-2'));
    expect((await sit(['repair', '/mnt/pc'], { files })).exitCode).toBe(14);
  });

  it('do not trouble what the user named: a mount folder, a hive without a Windows around it', async () => {
    const files = disks();
    files.put(HIVE, fixture('setting-2'));
    files.putLink('/mnt/link', '/mnt/pc');
    expect((await sit(['repair', '/mnt/link'], { files })).exitCode).toBe(0);
    files.put('/evidence/pc-17.hive', fixture('setting-2'));
    files.putLink('/home/hive', '/evidence/pc-17.hive');
    files.putLink('/home/backups', '/evidence/backups');
    files.putFolder('/evidence/backups');
    const backups = ['--backup-dir', '/home/backups'];
    expect((await sit(['repair', '/home/hive', ...backups], { files })).exitCode).toBe(0);
    expect((await sit(['undo', '/home/hive', ...backups], { files })).exitCode).toBe(0);
  });
});

describe('links on a real disk', () => {
  const machine: Machine = {
    run: {
      clock: () => new Date('2026-11-23T09:00:00Z'),
      process: { id: 1, host: 'test', bootedAt: '2026-11-23T08:00:00Z' },
      isAlive: () => false,
      newRunId: () => 'run-1',
      pause: async () => undefined,
      every: () => () => undefined,
    },
    version: 'test',
    files: async () => nodeFileSystem(),
    commands: async () => {
      throw new Error('no program must be started');
    },
    temporaryFolder: () => '/tmp',
    makePrivateFolder: async (start) => start,
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    openImages: new Set(),
    mounts: async () => '',
    hivexModule: async () => {
      await testHivex();
      throw new Error('nothing must be edited');
    },
    structureCheckModule: async () => structureModuleBytes(),
  };
  const watch = { tell: () => undefined, isCancelled: () => false };
  const options = { pagesOnly: false, acceptDirty: false, ignoreHibernation: false, dryRun: false };

  it('keep a log that leads to a file of the host out of the backup', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hivemend-links-'));
    try {
      const config = join(folder, 'pc', 'Windows', 'System32', 'config');
      await mkdir(config, { recursive: true });
      await writeFile(join(config, 'SOFTWARE'), fixture('setting-2'));
      await writeFile(join(folder, 'secret'), 'secret');
      await symlink(join(folder, 'secret'), join(config, 'SOFTWARE.LOG1'));
      const diverted = { code: 'path-diverted', details: { path: join(config, 'SOFTWARE.LOG1') } };
      const pc = join(folder, 'pc');
      await expect(checkTarget(machine, pc, { acceptDirty: false })).rejects.toMatchObject(diverted);
      await expect(repairTarget(machine, watch, pc, options)).rejects.toMatchObject(diverted);
      expect(await readFile(join(config, 'SOFTWARE'))).toEqual(Buffer.from(fixture('setting-2')));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
