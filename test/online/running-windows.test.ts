import { describe, expect, it } from 'vitest';
import type { RegExe } from '../../src/online/reg-exe.ts';
import { readRunningWindows, repairRunningWindows } from '../../src/online/running-windows.ts';
import { describeWindows } from '../../src/windows/description.ts';
import { FakeReg, type FakeRegOptions, type Keys } from './fake-reg.ts';

const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const VERSION = `${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`;
const DEVICE = `${VERSION}\\PasswordLess\\Device`;
const NAME = 'DevicePasswordLessBuildVersion';
const SID = 'S-1-5-21-1-2-3-1001';
const IDENTITIES = `${SOFTWARE}\\Microsoft\\IdentityStore\\LogonCache\\D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F\\Name2Sid`;

const PC: Keys = {
  [VERSION]: {
    ProductName: ['REG_SZ', 'Windows 10 Home'],
    CurrentBuildNumber: ['REG_SZ', '26100'],
    UBR: ['REG_DWORD', '0x10fd'],
  },
  [`${VERSION}\\ProfileList\\${SID}`]: { ProfileImagePath: ['REG_EXPAND_SZ', 'C:\\Users\\花子'] },
  [`${IDENTITIES}\\0a1b`]: { IdentityName: ['REG_SZ', 'hanako@example.com'], Sid: ['REG_SZ', SID] },
};

function regWith(keys: Keys, options: FakeRegOptions = {}): RegExe & { readonly commands: FakeReg } {
  return { path: 'C:\\Windows\\System32\\reg.exe', commands: new FakeReg(keys, options) };
}

const enforced = { state: 'enforced', because: 'value', value: 2, valueName: NAME };

describe('the running Windows', () => {
  it('is read with its setting, its other causes, its accounts and its version', async () => {
    const system = `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Policies\\System`;
    const keys = {
      ...PC,
      [DEVICE]: { [NAME]: ['REG_DWORD', '0x2'] },
      [system]: { scforceoption: ['REG_DWORD', '0x1'] },
    } satisfies Keys;
    const found = await readRunningWindows(regWith(keys));
    expect(found.setting).toEqual(enforced);
    expect(found.otherCauses).toMatchObject([{ cause: 'smart-card-required' }]);
    expect(found.accounts.accounts).toMatchObject([
      { sid: SID, profileName: '花子', kind: 'microsoft', identityName: 'hanako@example.com' },
    ]);
    expect(describeWindows(found.software)).toMatchObject({
      product: 'Windows 11 Home',
      build: 26100,
      revision: 4349,
    });
  });

  it('is off where key or value are missing, and told as it stands otherwise', async () => {
    const settingOf = async (device: Keys) =>
      (await readRunningWindows(regWith({ ...PC, ...device }))).setting;
    expect(await settingOf({})).toEqual({ state: 'off', because: 'key-missing' });
    expect(await settingOf({ [DEVICE]: {} })).toEqual({ state: 'off', because: 'value-missing' });
    expect(await settingOf({ [DEVICE]: { [NAME]: ['REG_DWORD', '0x0'] } })).toMatchObject({ value: 0 });
    expect(await settingOf({ [DEVICE]: { [NAME]: ['REG_SZ', '2'] } })).toEqual({
      state: 'enforced',
      because: 'value-malformed',
      type: 1,
      dataSize: 4,
      valueName: NAME,
    });
  });

  it('is no recovery system', async () => {
    const reg = regWith({
      ...PC,
      'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\MiniNT': {},
    });
    await expect(readRunningWindows(reg)).rejects.toMatchObject({ code: 'windows-missing' });
    await expect(repairRunningWindows(reg, { value: 0, dryRun: false })).rejects.toMatchObject({
      code: 'windows-missing',
    });
  });

  it('is not taken for one without the setting when reg.exe does not work', async () => {
    await expect(readRunningWindows(regWith({}))).rejects.toMatchObject({ code: 'command-failed' });
  });
});

describe('repair of the running Windows', () => {
  it('sets the value, keeps the spelling, reads it back and leaves the rest', async () => {
    const spelled = 'DevicepasswordLessBuildVersion';
    const reg = regWith({
      ...PC,
      [DEVICE]: { [spelled]: ['REG_DWORD', '0x2'], Other: ['REG_SZ', 'x'] },
    });
    const outcome = await repairRunningWindows(reg, { value: 0, dryRun: false });
    expect(outcome).toMatchObject({
      disk: 'changed',
      alreadyRight: false,
      key: DEVICE,
      change: {
        before: { ...enforced, valueName: spelled },
        after: { state: 'off', because: 'value', value: 0, valueName: spelled },
      },
    });
    expect(outcome.accounts.accounts).toHaveLength(1);
    expect(structuredClone(reg.commands.keys)).toEqual({
      ...PC,
      [DEVICE]: { [spelled]: ['REG_DWORD', '0x0'], Other: ['REG_SZ', 'x'] },
    });
  });

  it('makes the value when it is missing, and writes nothing when it is right', async () => {
    const reg = regWith(PC);
    expect(await repairRunningWindows(reg, { value: 0, dryRun: false })).toMatchObject({ disk: 'changed' });
    const before = structuredClone(reg.commands.keys);
    expect(await repairRunningWindows(reg, { value: 0, dryRun: false })).toMatchObject({
      disk: 'unchanged',
      alreadyRight: true,
    });
    expect(structuredClone(reg.commands.keys)).toEqual(before);
    expect(await repairRunningWindows(reg, { value: 2, dryRun: false })).toMatchObject({
      change: { after: enforced },
    });
  });

  it('changes nothing in a dry run', async () => {
    const reg = regWith({ ...PC, [DEVICE]: { [NAME]: ['REG_DWORD', '0x2'] } });
    const before = structuredClone(reg.commands.keys);
    expect(await repairRunningWindows(reg, { value: 0, dryRun: true })).toMatchObject({
      disk: 'unchanged',
      dryRun: true,
      change: { before: enforced, after: { value: 0 } },
    });
    expect(structuredClone(reg.commands.keys)).toEqual(before);
  });

  it('says that an administrator is needed, or that it failed though one asked', async () => {
    const keys: Keys = { ...PC, [DEVICE]: { [NAME]: ['REG_DWORD', '0x2'] } };
    const reg = regWith(keys, { rights: false });
    await expect(repairRunningWindows(reg, { value: 0, dryRun: false })).rejects.toMatchObject({
      code: 'not-administrator',
    });
    expect((await readRunningWindows(reg)).setting).toEqual(enforced);
  });

  it('does not believe reg.exe but the registry', async () => {
    const reg = regWith({ ...PC, [DEVICE]: { [NAME]: ['REG_DWORD', '0x2'] } }, { swallows: true });
    await expect(repairRunningWindows(reg, { value: 0, dryRun: false })).rejects.toMatchObject({
      code: 'verification-failed',
    });
  });
});
