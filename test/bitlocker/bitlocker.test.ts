import { describe, expect, it } from 'vitest';
import { isBitLockerDevice, readVolumeAccess } from '../../src/bitlocker/bitlocker.ts';
import { resolveTarget } from '../../src/disk/target.ts';
import type { ReadOnlyFile, ReadOnlyFileSystem } from '../../src/files/file-system.ts';
import { hiveErrorFrom } from '../../src/files/node/error.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

function sector(name: string): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(new TextEncoder().encode(name), 3);
  return bytes;
}

/** A Windows whose volume D: refuses with that error and whose boot sector, if it may be read, is that. */
function pc(refusal: HiveError | undefined, bootSector: Uint8Array | 'denied'): ReadOnlyFileSystem {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  files.put('D:\\a', new Uint8Array(1));
  files.put('E:\\device', bootSector === 'denied' ? new Uint8Array(0) : bootSector);
  const open = async (path: string): Promise<ReadOnlyFile> => {
    if (path !== '\\\\.\\D:') return files.open(path);
    if (bootSector === 'denied') throw new HiveError('access-denied', { path });
    return files.open('E:\\device');
  };
  const list = async (path: string) => {
    if (path === 'D:\\' && refusal !== undefined) throw refusal;
    return files.list(path);
  };
  const status = files.status.bind(files);
  return { ...plain(files), open, list, status };
}

function plain(files: MemoryFileSystem): ReadOnlyFileSystem {
  return {
    flavour: files.flavour,
    join: files.join.bind(files),
    parent: files.parent.bind(files),
    baseName: files.baseName.bind(files),
    resolve: files.resolve.bind(files),
    status: files.status.bind(files),
    nameStatus: files.nameStatus.bind(files),
    followLink: files.followLink.bind(files),
    open: files.open.bind(files),
    list: files.list.bind(files),
    sha256: files.sha256.bind(files),
    isReadOnly: files.isReadOnly.bind(files),
    freeSpace: files.freeSpace.bind(files),
  };
}

const locked = hiveErrorFrom(
  Object.assign(new Error('locked'), {
    errno: -2144272384,
    code: 'Unknown system error -2144272384',
    syscall: 'scandir',
  }),
  'D:\\',
  'read',
);
const denied = new HiveError('access-denied', { path: 'D:\\', cause: 'EPERM' });

describe('access to a volume', () => {
  it('is open, or there is no volume', async () => {
    expect(await readVolumeAccess(pc(undefined, 'denied'), 'D:\\')).toEqual({ state: 'open' });
    expect(await readVolumeAccess(pc(undefined, 'denied'), 'Q:\\')).toBeUndefined();
  });

  it('is locked by the error that Windows gives, by the boot sector, or by both', async () => {
    expect(await readVolumeAccess(pc(locked, 'denied'), 'D:\\')).toEqual({
      state: 'locked',
      witnesses: ['error'],
    });
    expect(await readVolumeAccess(pc(locked, sector('-FVE-FS-')), 'D:\\')).toEqual({
      state: 'locked',
      witnesses: ['error', 'boot-sector'],
    });
    expect(await readVolumeAccess(pc(denied, sector('-FVE-FS-')), 'D:\\')).toEqual({
      state: 'locked',
      witnesses: ['boot-sector'],
    });
  });

  it('is unreadable when nothing says that it is locked', async () => {
    for (const boot of ['denied', sector('NTFS    '), new Uint8Array(512)] as const)
      expect(await readVolumeAccess(pc(denied, boot), 'D:\\')).toEqual({
        state: 'unreadable',
        cause: 'EPERM',
      });
  });
});

describe('boot sector', () => {
  it('is BitLocker’s or not', async () => {
    const files = new MemoryFileSystem();
    files.put('/dev/sda3', sector('-FVE-FS-'));
    files.put('/dev/sda4', sector('NTFS    '));
    expect(await isBitLockerDevice(files, '/dev/sda3')).toBe(true);
    expect(await isBitLockerDevice(files, '/dev/sda4')).toBe(false);
    expect(await isBitLockerDevice(files, '/dev/sda5')).toBe(false);
  });

  it('tells a locked device from others when it is named as a target', async () => {
    const files = new MemoryFileSystem();
    files.put('/dev/sda3', sector('-FVE-FS-'));
    files.put('/dev/sda4', sector('NTFS    '));
    const devices: ReadOnlyFileSystem = {
      ...plain(files),
      status: async (path) => {
        const status = await files.status(path);
        return status?.kind === 'file' ? { ...status, kind: 'other' } : status;
      },
    };
    await expect(resolveTarget(devices, '/dev/sda3')).rejects.toMatchObject({ code: 'volume-locked' });
    await expect(resolveTarget(devices, '/dev/sda4')).rejects.toMatchObject({ code: 'not-a-file' });
  });
});
