import { describe, expect, it } from 'vitest';
import { FakeReg, type FakeRegOptions } from '../online/fake-reg.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

const CURRENT_VERSION = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const DEVICE = `${CURRENT_VERSION}\\PasswordLess\\Device`;
const MINI_NT = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\MiniNT';

const KEYS = {
  [CURRENT_VERSION]: {
    ProductName: ['REG_SZ', 'Windows 10 Home'],
    CurrentBuildNumber: ['REG_SZ', '26100'],
  },
  [DEVICE]: { DevicePasswordLessBuildVersion: ['REG_DWORD', '0x2'] },
} as const;

function runningWindows(options: FakeRegOptions = {}, more: object = {}) {
  return {
    files: new MemoryFileSystem({ flavour: 'windows' }),
    commands: new FakeReg({ ...KEYS, ...more }, options),
    environment: { SystemRoot: 'C:\\Windows' },
  };
}

describe('--online', () => {
  it('checks, repairs, and says how to sign in', async () => {
    const pc = runningWindows();
    const found = await sit(['check', '--online'], pc);
    expect(found.exitCode).toBe(3);
    expect(found.stdout).toContain('Windows 11 Home');
    expect((await sit(['repair', '--online', '--dry-run'], pc)).exitCode).toBe(0);
    expect((await sit(['check', '--online'], pc)).exitCode).toBe(3);
    const repaired = await sit(['repair', '--online'], pc);
    expect(repaired.exitCode).toBe(0);
    expect(repaired.stdout).toContain('Sign out');
    expect(repaired.stdout).toContain('hivemend repair --online --value 2');
    expect((await sit(['check', '--online'], pc)).exitCode).toBe(0);
    expect((await sit(['repair', '--online'], pc)).stdout).toContain('nothing was written');
  });

  it('says how to get the rights when they are missing', async () => {
    const { exitCode, stderr } = await sit(['repair', '--online'], runningWindows({ rights: false }));
    expect(exitCode).toBe(15);
    expect(stderr.replaceAll('\n', ' ')).toContain('Run as administrator');
  });

  it('does not believe a write that is not there afterwards', async () => {
    expect((await sit(['repair', '--online'], runningWindows({ swallows: true }))).exitCode).toBe(20);
  });

  it('is not for recovery systems', async () => {
    expect((await sit(['check', '--online'], runningWindows({}, { [MINI_NT]: {} }))).exitCode).toBe(10);
  });
});
