import { describe, expect, it } from 'vitest';
import { scanVolumes } from '../../src/disk/volumes.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const some = Uint8Array.of(1);

function put(files: MemoryFileSystem, windows: string, ...names: readonly string[]): void {
  for (const name of names) files.put(files.join(windows, ...name.split('/')), some);
}

const HIVES = ['System32/config/SOFTWARE', 'System32/config/SYSTEM'];
const PROGRAMS = ['explorer.exe', 'System32/ntoskrnl.exe'];

/** Recovery system on X:, a PC's disk with an earlier Windows on D:, a stick with a Windows PE on E:, data on F:. */
function atTheRecoveryPrompt(): MemoryFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  put(files, 'X:\\Windows', ...HIVES, 'System32/winpeshl.exe');
  put(files, 'D:\\Windows', ...HIVES, ...PROGRAMS);
  put(files, 'D:\\Windows.old\\Windows', ...HIVES, ...PROGRAMS);
  put(files, 'E:\\Windows', ...HIVES, 'System32/ntoskrnl.exe', 'System32/wpeinit.exe');
  put(files, 'E:\\sources', 'boot.wim');
  put(files, 'F:\\letters', 'to-mother.txt');
  return files;
}

async function summary(files: MemoryFileSystem, search: Parameters<typeof scanVolumes>[1]) {
  const volumes = await scanVolumes(files, search);
  return volumes.map(({ root, access, windows }) => [
    root,
    access.state,
    ...windows.map((found) => `${found.kind} ${found.windowsFolder}`),
  ]);
}

describe('volumes of a Windows', () => {
  it('are all letters but the recovery system’s own', async () => {
    expect(await summary(atTheRecoveryPrompt(), { systemRoot: 'x:\\windows' })).toEqual([
      ['D:\\', 'open', 'installed D:\\Windows', 'previous D:\\Windows.old\\Windows'],
      ['E:\\', 'open', 'preinstallation E:\\Windows'],
      ['F:\\', 'open'],
      ['X:\\', 'running-system'],
    ]);
  });

  it('have their target at hand', async () => {
    const [volume] = await scanVolumes(atTheRecoveryPrompt(), { systemRoot: 'X:\\Windows' });
    expect(volume?.windows[0]).toEqual({
      kind: 'installed',
      windowsFolder: 'D:\\Windows',
      missing: [],
      target: {
        hive: { primary: 'D:\\Windows\\System32\\config\\SOFTWARE', logs: [] },
        systemHive: { primary: 'D:\\Windows\\System32\\config\\SYSTEM', logs: [] },
        windowsFolder: 'D:\\Windows',
        volumeRoot: 'D:\\',
      },
    });
  });

  it('are named when they are locked or can’t be read', async () => {
    const files = atTheRecoveryPrompt();
    files.refuse('D:\\', { reading: 'volume-locked' });
    files.refuse('F:\\', { reading: 'file-read' });
    const volumes = await scanVolumes(files, { systemRoot: 'X:\\Windows' });
    expect(volumes.map(({ root, access }) => [root, access])).toEqual([
      ['D:\\', { state: 'locked', witnesses: ['error'] }],
      ['E:\\', { state: 'open' }],
      ['F:\\', { state: 'unreadable', cause: 'refused by the test' }],
      ['X:\\', { state: 'running-system' }],
    ]);
  });

  it('keep an image in a named folder, even on the running system’s volume, and tell it once', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    put(files, 'C:\\Windows', ...HIVES, ...PROGRAMS);
    put(files, 'C:\\mount\\Windows', ...HIVES, ...PROGRAMS);
    put(files, 'W:\\Windows', ...HIVES, ...PROGRAMS);
    const search = { systemRoot: 'C:\\Windows', folders: ['C:\\mount', 'W:\\'] };
    expect(await summary(files, search)).toEqual([
      ['C:\\', 'running-system'],
      ['W:\\', 'open', 'installed W:\\Windows'],
      ['C:\\mount', 'open', 'installed C:\\mount\\Windows'],
    ]);
    await expect(scanVolumes(files, { folders: ['C:\\gone'] })).rejects.toMatchObject({
      code: 'file-missing',
    });
  });
});

describe('volumes of a Linux', () => {
  it('are the mounted ones', async () => {
    const files = new MemoryFileSystem();
    put(files, '/mnt/pc/WINDOWS', 'system32/CONFIG/software', 'system32/config2', 'explorer.EXE');
    put(files, '/mnt/pc/WINDOWS', 'system32/CONFIG/system');
    files.putFolder('/home');
    const mounts =
      '/dev/sda1 / ext4 rw 0 0\n/dev/sdb3 /mnt/pc fuseblk rw 0 0\n/dev/sdb3 /mnt/pc fuseblk rw 0 0\n';
    expect(await summary(files, { mounts })).toEqual([
      ['/', 'open'],
      ['/mnt/pc', 'open', 'installed /mnt/pc/WINDOWS'],
    ]);
  });
});

describe('Windows on a volume', () => {
  const kindsOn = async (files: MemoryFileSystem) => {
    const [volume] = await scanVolumes(files, { folders: ['/v'] });
    return volume?.windows.map(({ kind, windowsFolder, missing, target }) => ({
      kind,
      windowsFolder,
      missing,
      hasTarget: target !== undefined,
    }));
  };

  it('is incomplete without its hive, with an empty one, and without kernel and SYSTEM hive', async () => {
    const files = new MemoryFileSystem();
    put(files, '/v/Windows.old/Windows', 'WinSxS/leftover');
    files.put('/v/Windows/System32/config/SOFTWARE', new Uint8Array(0));
    put(files, '/v/Windows.000', 'System32/config/SOFTWARE');
    expect(await kindsOn(files)).toEqual([
      {
        kind: 'incomplete',
        windowsFolder: '/v/Windows.old/Windows',
        missing: ['System32\\config\\SOFTWARE'],
        hasTarget: false,
      },
      {
        kind: 'incomplete',
        windowsFolder: '/v/Windows',
        missing: ['System32\\config\\SOFTWARE'],
        hasTarget: false,
      },
      {
        kind: 'incomplete',
        windowsFolder: '/v/Windows.000',
        missing: ['System32\\config\\SYSTEM', 'System32\\ntoskrnl.exe'],
        hasTarget: true,
      },
    ]);
  });

  it('is not made of an empty folder of that name, or of other folders', async () => {
    const files = new MemoryFileSystem();
    files.putFolder('/v/Windows');
    files.putFolder('/v/Windows.old');
    put(files, '/v/Program Files', 'System32/readme.txt');
    expect(await kindsOn(files)).toEqual([]);
  });

  it('is found in a folder of any name, beside folders that nobody may look into', async () => {
    const files = new MemoryFileSystem();
    put(files, '/v/System Volume Information', 'x');
    files.refuse('/v/System Volume Information', { reading: 'access-denied' });
    put(files, '/v/WINNT', ...HIVES, ...PROGRAMS);
    expect(await kindsOn(files)).toMatchObject([{ kind: 'installed', windowsFolder: '/v/WINNT' }]);
  });

  it.each(['file-read', 'volume-locked'] as const)(
    'is found beside a folder that fails with %s',
    async (code) => {
      const files = new MemoryFileSystem();
      put(files, '/v/Broken', 'x');
      files.refuse('/v/Broken', { reading: code });
      put(files, '/v/Windows', ...HIVES, ...PROGRAMS);
      expect(await kindsOn(files)).toMatchObject([{ kind: 'installed', windowsFolder: '/v/Windows' }]);
      files.refuse('/v/Windows', { reading: 'file-read' });
      const [volume] = await scanVolumes(files, { folders: ['/v'] });
      expect(volume?.access, 'what is wrong with Windows itself is said').toMatchObject({
        state: 'unreadable',
      });
    },
  );

  it('is a Windows PE by its own shell and no desktop', async () => {
    for (const shell of ['winpeshl.exe', 'WPEINIT.EXE']) {
      const files = new MemoryFileSystem();
      put(files, '/v/Windows', ...HIVES, 'System32/ntoskrnl.exe', `System32/${shell}`);
      expect(await kindsOn(files)).toMatchObject([{ kind: 'preinstallation' }]);
      put(files, '/v/Windows', 'explorer.exe');
      expect(await kindsOn(files)).toMatchObject([{ kind: 'installed' }]);
    }
  });
});
