import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { binary, dword, type KeyRecipe, key, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { describeSystem, describeWindows, type WindowsDescription } from '../../src/windows/description.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';

const reader = (...keys: readonly KeyRecipe[]): HiveReader =>
  new HiveReader(buildHive({ root: key('ROOT', { keys }) }).bytes, 'HIVE');

function described(values: readonly ValueRecipe[], keys: readonly KeyRecipe[] = []): WindowsDescription {
  const version = key('Windows NT', { keys: [key('CurrentVersion', { values, keys })] });
  return describeWindows(reader(key('Microsoft', { keys: [version] })));
}

describe('description of a Windows', () => {
  it('comes from both hives', () => {
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, 133_765_632_010_000_000n, true);
    const control = key('Control', {
      keys: [
        key('ComputerName', {
          keys: [key('ComputerName', { values: [text('ComputerName', 'FRONT-DESK')] })],
        }),
        key('Windows', { values: [binary('ShutdownTime', time)] }),
      ],
    });
    const system = reader(
      key('ControlSet001'),
      key('ControlSet002', { keys: [control] }),
      key('Select', { values: [dword('Current', 2)] }),
    );
    expect(
      describeWindows(new HiveReader(buildHive(software()).bytes, 'SOFTWARE'), describeSystem(system)),
    ).toEqual({
      product: 'Windows 11 Pro',
      edition: 'Professional',
      version: '24H2',
      build: 26100,
      revision: 4349,
      computerName: 'FRONT-DESK',
      installedAt: '2024-06-24T12:00:00Z',
      lastShutdownAt: '2024-11-20T08:00:01Z',
      profiles: ['hanako', 'service desk'],
      isPreinstallation: false,
    });
  });

  it('calls Windows 11 by its name from the first build on, and leaves other names', () => {
    const product = (name: string, build: string) =>
      described([text('ProductName', name), text('CurrentBuildNumber', build)]).product;
    expect(product('Windows 10 Home', '22000')).toBe('Windows 11 Home');
    expect(product('Windows 10 Home', '21999')).toBe('Windows 10 Home');
    expect(product('Windows 10 IoT Enterprise', '26100')).toBe('Windows 11 IoT Enterprise');
    expect(product('Windows Server 2025 Standard', '26100')).toBe('Windows Server 2025 Standard');
    expect(product('Windows 7 Professional', '7601')).toBe('Windows 7 Professional');
  });

  it('leaves out what the hive does not say, or says wrongly', () => {
    expect(describeWindows(reader(key('Microsoft')), describeSystem(reader(key('Select'))))).toEqual({
      profiles: [],
      isPreinstallation: false,
    });
    expect(
      described([
        dword('ProductName', 1),
        text('EditionID', ''),
        text('CurrentBuild', 'abc'),
        dword('InstallDate', 0),
        text('UBR', '4349'),
      ]),
    ).toEqual({ profiles: [], isPreinstallation: false });
  });

  it('takes older names of the version and the build', () => {
    expect(described([text('ReleaseId', '1909'), text('CurrentBuild', '18363')])).toMatchObject({
      version: '1909',
      build: 18363,
    });
  });

  it('has the profiles of people only', () => {
    const profile = (sid: string, path: string) => key(sid, { values: [text('ProfileImagePath', path)] });
    const list = key('ProfileList', {
      keys: [
        profile('S-1-5-18', '%systemroot%\\system32\\config\\systemprofile'),
        profile('S-1-5-21-1-2-3-1001', 'C:\\Users\\花子\\'),
        profile('S-1-12-1-1-2-3-4', 'D:\\Users\\kenji'),
        key('S-1-5-21-1-2-3-1002'),
        profile('S-1-5-80-1-2-3-4-5', 'C:\\Users\\MSSQLSERVER'),
      ],
    });
    expect(described([], [list]).profiles).toEqual(['kenji', '花子']);
  });

  it('knows a Windows PE by each of its marks', () => {
    expect(described([text('EditionID', 'WindowsPE')]).isPreinstallation).toBe(true);
    expect(described([text('InstallationType', 'WindowsPE')]).isPreinstallation).toBe(true);
    const winpe = key('WinPE', { values: [text('InstRoot', 'X:\\')] });
    expect(described([], [winpe]).isPreinstallation).toBe(true);
    expect(described([], [key('WinPE')]).isPreinstallation).toBe(false);
    const system = reader(key('ControlSet001', { keys: [key('Control', { keys: [key('MiniNT')] })] }));
    expect(describeWindows(reader(key('Microsoft')), describeSystem(system)).isPreinstallation).toBe(true);
  });
});

describe.skipIf(!haveRealHives)('description of real machines', () => {
  it('reads their SYSTEM hives', () => {
    const path = 'mkorman90__regipy/regipy_tests/data/SYSTEM';
    const system = new HiveReader(realHive(path), path);
    const description = describeWindows(reader(key('Microsoft')), describeSystem(system));
    expect(description.computerName).toBe('WKS-WIN732BITA');
    expect(description.lastShutdownAt).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});
