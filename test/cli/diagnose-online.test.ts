import { describe, expect, it } from 'vitest';
import type { CommandRunner } from '../../src/files/command-runner.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { FakeReg, type Keys } from '../online/fake-reg.ts';
import { putIncidentPc, THE_INCIDENT } from '../support/incident-pc.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend diagnose --online`: reg.exe, tasklist, sc and PowerShell are made, the logs are files. */

const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const NT = `${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`;
const CURRENT = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet';
const READER = `${CURRENT}\\Enum\\USB\\VID_27C6&PID_6594\\5&1&0&3`;
const CONFIGURATIONS = `${READER}\\Device Parameters\\WinBio\\Configurations`;

const KEYS: Keys = {
  [NT]: { ProductName: ['REG_SZ', 'Windows 10 Home'], CurrentBuildNumber: ['REG_SZ', '26100'] },
  [`${NT}\\PasswordLess\\Device`]: { DevicePasswordLessBuildVersion: ['REG_DWORD', '0x0'] },
  [`${CURRENT}\\Control\\DeviceGuard\\Scenarios\\SecureBiometrics`]: { Enabled: ['REG_DWORD', '0x1'] },
  [`${CURRENT}\\Control\\TimeZoneInformation`]: { Bias: ['REG_DWORD', '0xfffffde4'] },
  [READER]: {
    ClassGUID: ['REG_SZ', '{53d29ef7-377c-4d14-864b-eb3a85769359}'],
    DeviceDesc: ['REG_SZ', '@oem12.inf,%name%;Goodix fingerprint'],
  },
  [CONFIGURATIONS]: { SecureFingerprint: ['REG_DWORD', '0x1'] },
  [`${CONFIGURATIONS}\\0`]: {},
  [`${CONFIGURATIONS}\\1`]: {},
  'HKEY_LOCAL_MACHINE\\HARDWARE\\ACPI\\SDEV': {},
};

const PROGRAMS: Readonly<Record<string, string>> = {
  'tasklist.exe':
    '"bioiso.exe","812","Services","0","5,120 K"\r\n"svchost.exe","900","Services","0","9,000 K"\r\n',
  'sc.exe':
    '\r\nSERVICE_NAME: WbioSrvc \r\n        TYPE               : 30  WIN32  \r\n        STATE              : 4  RUNNING \r\n',
  'powershell.exe': '2\r\n',
};

function runnerOf(keys: Keys, programs: Readonly<Record<string, string>>): CommandRunner {
  const reg = new FakeReg(keys);
  return {
    async run(program, args) {
      const name = program.replace(/^.*\\/, '').toLowerCase();
      if (name === 'reg.exe') return reg.run(program, args);
      const output = programs[name];
      if (output === undefined) throw new HiveError('command-missing', { program });
      return { exitCode: 0, stdout: new TextEncoder().encode(output), stderr: new Uint8Array(0) };
    },
  };
}

function running(keys = KEYS, programs = PROGRAMS) {
  const files = new MemoryFileSystem({ flavour: 'windows' });
  putIncidentPc(files, 'C:\\Windows', THE_INCIDENT);
  return { files, commands: runnerOf(keys, programs), environment: { SystemRoot: 'C:\\Windows' } };
}

describe('hivemend diagnose --online', () => {
  it('reads the same of the Windows that is running', async () => {
    const { exitCode, stdout } = await sit(['diagnose', '--online', '--json'], running());
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result.targets[0]).toMatchObject({
      target: '--online',
      result: {
        windowsFolder: 'C:\\Windows',
        verdict: { grade: 'established' },
        lastGood: { local: '2026-11-20T07:15:00+09:00' },
        sensors: [{ name: 'Goodix fingerprint', ess: 'capable' }],
        features: { ess: { state: 'configured' } },
      },
    });
  });

  it('adds what only the running system knows, and its order of looking', async () => {
    const { stdout } = await sit(['diagnose', '--online', '--verbose'], running());
    const flat = stdout.replace(/\s+/g, ' ');
    expect(flat).toContain('virtualization-based security: running');
    expect(flat).toContain('bioiso.exe (isolated biometrics): running');
    expect(flat).toContain('ngciso.exe (isolated PIN): not running');
    expect(flat).toContain('Windows Biometric Service (WbioSrvc): running');
    expect(flat).toContain('the firmware describes secure devices (SDEV table)');
    expect(flat).toContain('In Microsoft’s order:');
    expect(flat).not.toContain('hivemend repair');
    const brief = await sit(['diagnose', '--online'], running());
    expect(brief.stdout.replace(/\s+/g, ' ')).toContain(
      'VBS running, bioiso.exe running, ngciso.exe not running, WbioSrvc running, SDEV table',
    );
    expect(brief.stdout.split('\n').length).toBeLessThanOrEqual(25);
  });

  it('goes on without what is not there', async () => {
    const { 'HKEY_LOCAL_MACHINE\\HARDWARE\\ACPI\\SDEV': _table, ...keys } = KEYS;
    const { stdout, exitCode } = await sit(['diagnose', '--online', '--json'], running(keys, {}));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result.targets[0].result.live).toEqual({ hasSecureDevicesTable: false });
  });

  it('does not take a reg.exe that failed for a table that is not there', async () => {
    const pc = running(KEYS, {});
    const run: CommandRunner['run'] = async (program, args, options) => {
      if (args.some((arg) => arg.endsWith('SDEV'))) throw new HiveError('command-failed', { program });
      return pc.commands.run(program, args, options);
    };
    const { stdout } = await sit(['diagnose', '--online', '--json'], { ...pc, commands: { run } });
    expect(JSON.parse(stdout).result.targets[0].result.live).toEqual({});
  });

  it('says which services run not', async () => {
    const stopped = {
      ...PROGRAMS,
      'sc.exe': '        STATE              : 1  STOPPED \r\n',
      'powershell.exe': 'x',
    };
    const { stdout } = await sit(
      ['diagnose', '--online', '--verbose', '--lang', 'ja'],
      running(KEYS, stopped),
    );
    expect(stdout).toContain('Windows Biometric Service (WbioSrvc): 実行されていない');
    expect(stdout).not.toContain('仮想化ベースのセキュリティ: ');
  });

  it('takes no target beside it, and needs a Windows', async () => {
    expect((await sit(['diagnose', '--online', 'E:'], running())).exitCode).toBe(2);
    expect((await sit(['diagnose', '--online'])).exitCode).toBe(11);
  });
});
