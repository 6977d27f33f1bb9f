import { describe, expect, it } from 'vitest';
import { dword, text } from '../../../src/hive-builder/recipe.ts';
import type { Accounts } from '../../../src/windows/accounts.ts';
import type { WindowsDescription } from '../../../src/windows/description.ts';
import { readCulprits } from '../../../src/windows/incident/culprits.ts';
import { readDeviceEncryption } from '../../../src/windows/incident/device-encryption.ts';
import { readFirmwareState } from '../../../src/windows/incident/firmware-state.ts';
import { readSecurityFeatures } from '../../../src/windows/incident/security-features.ts';
import { readSensors } from '../../../src/windows/incident/sensors.ts';
import { madeRegistry } from '../../support/made-registry.ts';

type Values = Parameters<typeof madeRegistry>[0];

const WINBIO = 'Microsoft/Windows/CurrentVersion/WinBio';
const POLICY = 'Microsoft/Policies/PassportForWork/Biometrics';
const SECURE_BIOMETRICS = 'Control/DeviceGuard/Scenarios/SecureBiometrics';
const DEVICE_GUARD_POLICY = 'Policies/Microsoft/Windows/DeviceGuard';

describe('Enhanced Sign-in Security', () => {
  it.each<[string, Values, string, string | undefined]>([
    ['nothing', {}, 'not-disabled', undefined],
    ['SecureBiometrics 0', { system: { [SECURE_BIOMETRICS]: [dword('Enabled', 0)] } }, 'off', 'Enabled'],
    [
      'SecureBiometrics 1',
      { system: { [SECURE_BIOMETRICS]: [dword('Enabled', 1)] } },
      'configured',
      'Enabled',
    ],
    [
      'SecureBiometrics without the value',
      { system: { [SECURE_BIOMETRICS]: [dword('Other', 0)] } },
      'not-disabled',
      undefined,
    ],
    [
      'a policy of 0',
      { software: { [POLICY]: [dword('EnableESSwithSupportedPeripherals', 0)] } },
      'off',
      'EnableESSwithSupportedPeripherals',
    ],
    [
      'a policy of 1 before the switch',
      {
        software: {
          [POLICY]: [dword('EnableESSwithSupportedPeripherals', 1)],
          [WINBIO]: [dword('SupportPeripheralsWithEnhancedSignInSecurity', 1)],
        },
      },
      'configured',
      'EnableESSwithSupportedPeripherals',
    ],
    ['EnableESS 0', { software: { [WINBIO]: [dword('EnableESS', 0)] } }, 'off', 'EnableESS'],
    [
      'EnableESS 1 before the older switch',
      {
        software: {
          [WINBIO]: [dword('EnableESS', 1), dword('SupportPeripheralsWithEnhancedSignInSecurity', 1)],
        },
      },
      'configured',
      'EnableESS',
    ],
    [
      'external devices allowed',
      { software: { [WINBIO]: [dword('SupportPeripheralsWithEnhancedSignInSecurity', 1)] } },
      'off',
      'SupportPeripheralsWithEnhancedSignInSecurity',
    ],
    [
      'external devices not allowed',
      { software: { [WINBIO]: [dword('SupportPeripheralsWithEnhancedSignInSecurity', 0)] } },
      'not-disabled',
      undefined,
    ],
  ])('with %s is %s', (_name, values, state, decidedBy) => {
    const { ess } = readSecurityFeatures(madeRegistry(values));
    expect([ess.state, ess.decidedBy?.valueName]).toEqual([state, decidedBy]);
  });

  it('is unknown without the SYSTEM hive, unless SOFTWARE says it', () => {
    const { software } = madeRegistry({});
    expect(readSecurityFeatures({ software, system: undefined }).ess.state).toBe('unknown');
    const told = madeRegistry({ software: { [WINBIO]: [dword('EnableESS', 0)] } });
    expect(readSecurityFeatures({ software: told.software, system: undefined }).ess.state).toBe('off');
  });
});

describe('what it stands on', () => {
  it.each<[string, Values, Record<string, string>]>([
    ['nothing', {}, { vbs: 'unset', memoryIntegrity: 'unset', credentialGuard: 'unset' }],
    [
      'the registry',
      {
        system: {
          'Control/DeviceGuard': [dword('EnableVirtualizationBasedSecurity', 1), dword('Locked', 0)],
          'Control/DeviceGuard/Scenarios/HypervisorEnforcedCodeIntegrity': [dword('Enabled', 0)],
          'Control/Lsa': [dword('LsaCfgFlags', 2)],
        },
      },
      { vbs: 'on', memoryIntegrity: 'off', credentialGuard: 'on' },
    ],
    [
      'policies, which come first',
      {
        software: {
          [DEVICE_GUARD_POLICY]: [
            dword('EnableVirtualizationBasedSecurity', 0),
            dword('HypervisorEnforcedCodeIntegrity', 1),
            dword('LsaCfgFlags', 0),
          ],
        },
        system: {
          'Control/DeviceGuard': [dword('EnableVirtualizationBasedSecurity', 1)],
          'Control/Lsa': [dword('LsaCfgFlags', 1)],
        },
      },
      { vbs: 'off', memoryIntegrity: 'on', credentialGuard: 'off' },
    ],
    [
      'the default that Windows set',
      { system: { 'Control/Lsa': [dword('LsaCfgFlagsDefault', 2)] } },
      { vbs: 'unset', memoryIntegrity: 'unset', credentialGuard: 'on' },
    ],
  ])('is read from %s', (_name, values, states) => {
    const features = readSecurityFeatures(madeRegistry(values));
    expect({
      vbs: features.vbs.state,
      memoryIntegrity: features.memoryIntegrity.state,
      credentialGuard: features.credentialGuard.state,
    }).toEqual(states);
  });

  it('has every value told with its place, once', () => {
    const { facts } = readSecurityFeatures(
      madeRegistry({
        system: { [SECURE_BIOMETRICS]: [dword('Enabled', 1)] },
        software: { [WINBIO]: [dword('NonEssSensorsBlocked', 1)] },
      }),
    );
    expect(
      facts.map(({ hive, keyPath, valueName, content }) => [hive, keyPath.at(-1), valueName, content]),
    ).toEqual([
      ['SYSTEM', 'SecureBiometrics', 'Enabled', 1],
      ['SOFTWARE', 'WinBio', 'NonEssSensorsBlocked', 1],
    ]);
  });
});

describe('sensors', () => {
  const BIOMETRIC = text('ClassGUID', '{53d29ef7-377c-4d14-864b-eb3a85769359}');
  const CAMERA = text('ClassGUID', '{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}');
  const INSIDE = text('ContainerID', '{00000000-0000-0000-FFFF-FFFFFFFFFFFF}');
  const OUTSIDE = text('ContainerID', '{12345678-0000-0000-ffff-ffffffffffff}');
  const AT = 'Enum/USB/VID_1&PID_2/7';
  const CONFIGURATIONS = `${AT}/Device Parameters/WinBio/Configurations`;
  const sensorsOf = (system: NonNullable<Values['system']>) => readSensors(madeRegistry({ system }));

  it.each<[string, NonNullable<Values['system']>, object]>([
    [
      'both configurations',
      {
        [AT]: [BIOMETRIC, INSIDE],
        [CONFIGURATIONS]: [dword('SecureFingerprint', 1)],
        [`${CONFIGURATIONS}/0`]: [],
        [`${CONFIGURATIONS}/1`]: [],
      },
      { ess: 'capable', isExternal: false, kind: 'biometric' },
    ],
    [
      'one of them missing',
      { [AT]: [BIOMETRIC], [CONFIGURATIONS]: [dword('SecureFingerprint', 1)], [`${CONFIGURATIONS}/0`]: [] },
      { ess: 'not-capable', isExternal: undefined },
    ],
    [
      'SecureFingerprint 0',
      {
        [AT]: [BIOMETRIC, OUTSIDE],
        [CONFIGURATIONS]: [dword('SecureFingerprint', 0)],
        [`${CONFIGURATIONS}/0`]: [],
        [`${CONFIGURATIONS}/1`]: [],
      },
      { ess: 'not-capable', isExternal: true },
    ],
    ['no configurations', { [AT]: [BIOMETRIC] }, { ess: 'unknown' }],
    ['a secure camera', { [AT]: [CAMERA, dword('Capabilities', 0x284)] }, { ess: 'capable', kind: 'camera' }],
    ['another camera', { [AT]: [CAMERA, dword('Capabilities', 0x84)] }, { ess: 'unknown', kind: 'camera' }],
  ])('with %s', (_name, values, told) => {
    expect(sensorsOf(values)).toMatchObject([{ instance: 'USB\\VID_1&PID_2\\7', ...told }]);
  });

  it.each([
    [text('FriendlyName', 'Front camera'), 'Front camera'],
    [text('DeviceDesc', '@oem4.inf,%x%;Some reader'), 'Some reader'],
    [text('DeviceDesc', ''), 'USB\\VID_1&PID_2\\7'],
  ])('are named', (value, name) => {
    expect(sensorsOf({ [AT]: [CAMERA, value] }).map((sensor) => sensor.name)).toEqual([name]);
  });

  it('are no printers, and no other devices', () => {
    const image = text('ClassGUID', '{6bdd1fc6-810f-11d0-bec7-08002be2092f}');
    expect(sensorsOf({ [AT]: [image, text('FriendlyName', 'Scanner 3000')] })).toEqual([]);
    expect(sensorsOf({ [AT]: [text('ClassGUID', '{36fc9e60-c465-11cf-8056-444553540000}')] })).toEqual([]);
  });
});

describe('firmware', () => {
  const ID = '{aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee}';

  it('has what is known of Secure Boot', () => {
    const { secureBoot } = readFirmwareState(
      madeRegistry({
        system: {
          'Control/SecureBoot': [dword('AvailableUpdates', 0x8003)],
          'Control/SecureBoot/State': [dword('UEFISecureBootEnabled', 1)],
          'Control/SecureBoot/Servicing': [text('UEFICA2023Status', 'Updated'), dword('UEFICA2023Error', 5)],
        },
      }),
    );
    expect([
      secureBoot.availableUpdates?.content,
      secureBoot.isEnabled?.content,
      secureBoot.certificates2023?.content,
      secureBoot.certificates2023Error?.content,
    ]).toEqual([0x8003, 1, 'Updated', 5]);
    expect(readFirmwareState(madeRegistry({})).secureBoot).toEqual({
      isEnabled: undefined,
      availableUpdates: undefined,
      certificates2023: undefined,
      certificates2023Error: undefined,
    });
  });

  it('has its parts with the last attempt to update them', () => {
    const { resources } = readFirmwareState(
      madeRegistry({
        system: {
          [`Control/FirmwareResources/${ID}`]: [dword('Version', 41)],
          'Control/FirmwareResources/no guid': [dword('Version', 1)],
          [`Enum/UEFI/RES_${ID}/0/Device Parameters`]: [
            dword('LastAttemptVersion', 42),
            dword('LastAttemptStatus', 0xc000_0001),
          ],
          'Enum/UEFI/OTHER/0/Device Parameters': [dword('LastAttemptVersion', 1)],
        },
      }),
    );
    expect(resources).toMatchObject([
      { id: ID.toUpperCase(), version: 41, lastAttemptVersion: undefined },
      { id: ID.toUpperCase(), lastAttemptVersion: 42, lastAttemptStatus: 0xc000_0001 },
    ]);
  });
});

describe('device encryption', () => {
  const HOME: WindowsDescription = { edition: 'Core', build: 26100, profiles: [], isPreinstallation: false };
  const MICROSOFT: Accounts = { accounts: [], microsoftIdentities: ['hanako@example.com'] };
  const ON = { 'Control/SecureBoot/State': [dword('UEFISecureBootEnabled', 1)] };
  const encryption = (system: NonNullable<Values['system']>, windows = HOME, accounts = MICROSOFT) => {
    const registry = madeRegistry({ system });
    return readDeviceEncryption(registry, windows, accounts, readFirmwareState(registry));
  };
  const answers = ({ conditions }: ReturnType<typeof encryption>) =>
    Object.fromEntries(conditions.map(({ condition, holds }) => [condition, holds]));

  it('is likely where every condition holds', () => {
    const found = encryption(ON);
    expect(found.likelihood).toBe('likely');
    expect(Object.values(answers(found))).toEqual(['yes', 'yes', 'yes', 'yes', 'yes']);
  });

  it.each<[string, ReturnType<typeof encryption>, string, string]>([
    [
      'somebody forbade it',
      encryption({ ...ON, 'Control/BitLocker': [dword('PreventDeviceEncryption', 1)] }),
      'not-prevented',
      'no',
    ],
    ['it is a server', encryption(ON, { ...HOME, edition: 'ServerStandard' }), 'client-edition', 'no'],
    [
      'Secure Boot is off',
      encryption({ 'Control/SecureBoot/State': [dword('UEFISecureBootEnabled', 0)] }),
      'secure-boot',
      'no',
    ],
    ['Secure Boot is not told', encryption({}), 'secure-boot', 'unknown'],
    [
      'nobody keeps the key',
      encryption(ON, HOME, { accounts: [], microsoftIdentities: [] }),
      'account-for-key',
      'unknown',
    ],
    ['an older build has no test', encryption(ON, { ...HOME, build: 22631 }), 'hardware-test', 'no'],
    [
      'an older build has been tested',
      encryption({ ...ON, 'Control/BitLocker/AutoDE/HSTI/ab': [] }, { ...HOME, build: 22631 }),
      'hardware-test',
      'unknown',
    ],
    [
      'IoT still needs the test',
      encryption(ON, { ...HOME, edition: 'IoTEnterprise' }),
      'hardware-test',
      'no',
    ],
    [
      'the build is not told',
      encryption(ON, { edition: 'Core', profiles: [], isPreinstallation: false }),
      'hardware-test',
      'unknown',
    ],
  ])('is not where %s', (_name, found, condition, holds) => {
    expect(answers(found)[condition]).toBe(holds);
    expect(found.likelihood).toBe(holds === 'no' ? 'unlikely' : 'unknown');
  });
});

describe('services that sign-in needs', () => {
  it('are not missed in a hive that is no whole one', () => {
    expect(readCulprits(madeRegistry({}))).toEqual([]);
  });

  it('are no culprits where they are as Windows has them', () => {
    const names = ['EventLog', 'NgcSvc', 'NgcCtnrSvc', 'WbioSrvc', 'wlidsvc', 'VaultSvc'];
    const services = Object.fromEntries(names.map((name) => [`Services/${name}`, [dword('Start', 3)]]));
    expect(readCulprits(madeRegistry({ system: services }))).toEqual([]);
  });
});
