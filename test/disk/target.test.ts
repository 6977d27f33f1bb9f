import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/disk/target.ts';
import { nodeFileSystem } from '../../src/files/node/file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const some = Uint8Array.of(1);

function windowsPc(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  for (const name of ['SOFTWARE', 'SOFTWARE.LOG1', 'SYSTEM', 'SYSTEM.LOG2'])
    files.put(`D:\\Windows\\System32\\config\\${name}`, some);
  return files;
}

describe('target', () => {
  it('is a volume, a Windows folder, a folder below it, or the hive', async () => {
    const files = windowsPc();
    const config = 'D:\\Windows\\System32\\config';
    const expected = {
      hive: { primary: `${config}\\SOFTWARE`, logs: [`${config}\\SOFTWARE.LOG1`] },
      systemHive: { primary: `${config}\\SYSTEM`, logs: [`${config}\\SYSTEM.LOG2`] },
      windowsFolder: 'D:\\Windows',
      volumeRoot: 'D:\\',
    };
    for (const path of ['D:', 'D:\\', 'D:\\Windows', 'D:\\Windows\\System32', config])
      expect(await resolveTarget(files, path)).toEqual(expected);
    expect(await resolveTarget(files, `${config}\\SOFTWARE`)).toEqual({ ...expected, isHiveFile: true });
  });

  it('is found in any case where the file system tells letters apart', async () => {
    const files = new MemoryFileSystem();
    files.put('/mnt/windows/SYSTEM32/Config/software', some);
    files.put('/mnt/windows/SYSTEM32/Config/System', some);
    const expected = {
      hive: { primary: '/mnt/windows/SYSTEM32/Config/software', logs: [] },
      systemHive: { primary: '/mnt/windows/SYSTEM32/Config/System', logs: [] },
      windowsFolder: '/mnt/windows',
      volumeRoot: '/mnt',
    };
    for (const path of ['/mnt', '/mnt/Windows', '/MNT/windows/'])
      expect(await resolveTarget(files, path)).toEqual(expected);
    const hive = await resolveTarget(files, '/mnt/Windows/System32/config/SOFTWARE');
    expect(hive).toEqual({ ...expected, isHiveFile: true });
  });

  it('is not hidden by an empty folder of another spelling', async () => {
    const files = new MemoryFileSystem();
    files.putFolder('/mnt/Windows/System32/config');
    files.put('/mnt/WINDOWS/system32/config/SOFTWARE', some);
    expect((await resolveTarget(files, '/mnt')).windowsFolder).toBe('/mnt/WINDOWS');
  });

  it('lies on the volume of its hiberfil.sys, also in Windows.old', async () => {
    const files = windowsPc();
    files.put('D:\\Windows.old.000\\Windows\\System32\\config\\SOFTWARE', some);
    expect(await resolveTarget(files, 'D:\\Windows.old.000')).toMatchObject({
      windowsFolder: 'D:\\Windows.old.000\\Windows',
      volumeRoot: 'D:\\',
    });
  });

  it('is a hive file of any name and place, which belongs to no installation then', async () => {
    const files = new MemoryFileSystem();
    files.put('/evidence/pc-17.hive', some);
    expect(await resolveTarget(files, '/evidence/pc-17.hive')).toEqual({
      hive: { primary: '/evidence/pc-17.hive', logs: [] },
      isHiveFile: true,
    });
    files.put('/copies/SOFTWARE', some);
    expect(await resolveTarget(files, '/copies')).toEqual({
      hive: { primary: '/copies/SOFTWARE', logs: [] },
    });
  });

  it('has no SYSTEM hive beside it when it is that one', async () => {
    const target = await resolveTarget(windowsPc(), 'D:\\Windows\\System32\\config\\SYSTEM');
    expect(target.hive.primary).toBe('D:\\Windows\\System32\\config\\SYSTEM');
    expect(target.systemHive).toBeUndefined();
  });

  it('is Windows in a folder of another name when it is the only one', async () => {
    const files = new MemoryFileSystem();
    files.put('/mnt/WINNT/system32/config/software', some);
    files.putFolder('/mnt/Users');
    expect((await resolveTarget(files, '/mnt')).windowsFolder).toBe('/mnt/WINNT');
    files.put('/mnt/Win2/system32/config/software', some);
    await expect(resolveTarget(files, '/mnt')).rejects.toMatchObject({
      code: 'ambiguous-target',
      details: { candidates: ['/mnt/WINNT', '/mnt/Win2'] },
    });
  });

  it('tells no such path, no Windows and a Windows without its hive apart', async () => {
    const files = new MemoryFileSystem();
    files.put('/data/letter.txt', some);
    files.put('/half/Windows/System32/ntoskrnl.exe', some);
    files.putFolder('/emptied/Windows');
    files.putFolder('/folder/Windows/System32/config/SOFTWARE');
    await expect(resolveTarget(files, '/nowhere/at/all')).rejects.toMatchObject({ code: 'file-missing' });
    await expect(resolveTarget(files, '/data')).rejects.toMatchObject({ code: 'windows-missing' });
    await expect(resolveTarget(files, '/emptied')).rejects.toMatchObject({ code: 'windows-missing' });
    const missing = { code: 'hive-missing', details: { path: '/half/Windows/System32/config/SOFTWARE' } };
    await expect(resolveTarget(files, '/half')).rejects.toMatchObject(missing);
    await expect(resolveTarget(files, '/half/Windows')).rejects.toMatchObject(missing);
    await expect(resolveTarget(files, '/folder')).rejects.toMatchObject({ code: 'hive-missing' });
  });

  it('names a locked volume instead of missing Windows there', async () => {
    const files = windowsPc();
    files.refuse('D:\\', { reading: 'volume-locked' });
    for (const path of ['D:', 'D:\\Windows', 'D:\\Windows\\System32\\config\\SOFTWARE'])
      await expect(resolveTarget(files, path)).rejects.toMatchObject({ code: 'volume-locked' });
  });

  it('is never the running system', async () => {
    const files = windowsPc();
    const options = { systemRoot: 'd:\\WINDOWS' };
    await expect(resolveTarget(files, 'D:\\', options)).rejects.toMatchObject({ code: 'hive-in-use' });
    await expect(resolveTarget(files, 'D:\\', { systemRoot: 'X:\\windows' })).resolves.toBeDefined();
  });
});

describe('target on a real file system', () => {
  it('is the hive that a link leads to, with the logs that lie there', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'hivemend-target-')));
    try {
      const config = join(folder, 'pc', 'Windows', 'System32', 'config');
      await mkdir(config, { recursive: true });
      for (const name of ['SOFTWARE', 'SOFTWARE.LOG1']) await writeFile(join(config, name), some);
      await symlink(join(config, 'SOFTWARE'), join(folder, 'first'));
      await symlink('first', join(folder, 'second'));
      expect(await resolveTarget(nodeFileSystem(), join(folder, 'second'))).toEqual({
        hive: { primary: join(config, 'SOFTWARE'), logs: [join(config, 'SOFTWARE.LOG1')] },
        isHiveFile: true,
        windowsFolder: join(folder, 'pc', 'Windows'),
        volumeRoot: join(folder, 'pc'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('follows a link to a mount folder, and survives links that lead nowhere or in a circle', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'hivemend-target-')));
    try {
      const config = join(folder, 'image', 'Windows', 'System32', 'config');
      await mkdir(config, { recursive: true });
      await writeFile(join(config, 'SOFTWARE'), some);
      await symlink(join(folder, 'image'), join(folder, 'mount'));
      await symlink('nowhere', join(folder, 'image', 'windows'));
      await symlink('WINDOWS', join(folder, 'image', 'WINDOWS'));
      const files = nodeFileSystem();
      expect((await resolveTarget(files, join(folder, 'mount'))).hive.primary).toBe(join(config, 'SOFTWARE'));
      await expect(resolveTarget(files, join(folder, 'image', 'windows'))).resolves.toBeDefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
