import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/disk/target.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, key } from '../../src/hive-builder/recipe.ts';
import { withNewestHive } from '../../src/jobs/newest-hive.ts';
import { findHiveOf, placeInHive } from '../../src/jobs/registry-place.ts';
import { readWholeHive } from '../../src/regf/whole-hive.ts';
import { parseRegistryPath } from '../../src/windows/registry-path.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { registryPc, USER_SID } from '../support/registry-pc.ts';

interface Found {
  readonly hive: string;
  readonly path: readonly string[];
  readonly shown: string;
  /** What the key Here of that hive says. */
  readonly here: string | undefined;
}

async function find(files: MemoryFileSystem, name: string, text: string, user?: string): Promise<Found> {
  const target = await resolveTarget(files, name);
  const options = { acceptDirty: false, ...(user === undefined ? {} : { user }) };
  const place = await findHiveOf(files, target, parseRegistryPath(text), options);
  return withNewestHive(files, place.hiveSet, options, async ({ hive }) => {
    const { primary } = place.hiveSet;
    const reader = await readWholeHive(hive, primary);
    const { path, shown } = placeInHive(reader, place, files.baseName(primary));
    const here = reader.find(['Here'])?.value('hive')?.asString();
    return { hive: primary, path, shown: shown.join('\\'), here };
  });
}

async function errorOf(finding: Promise<unknown>): Promise<unknown> {
  try {
    await finding;
    return undefined;
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    return { code: error.code, ...error.details };
  }
}

describe('a key of a Windows', () => {
  const pc = registryPc();
  const WINDOWS = '/pc/Windows';
  const CONFIG = `${WINDOWS}/System32/config`;

  it.each([
    ['HKLM\\SOFTWARE\\Here', `${CONFIG}/SOFTWARE`, 'SOFTWARE', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Here'],
    ['HKLM\\SYSTEM\\Here', `${CONFIG}/SYSTEM`, 'SYSTEM', 'HKEY_LOCAL_MACHINE\\SYSTEM\\Here'],
    ['HKLM\\SAM\\Here', `${CONFIG}/SAM`, 'SAM', 'HKEY_LOCAL_MACHINE\\SAM\\Here'],
    ['HKU\\.DEFAULT\\Here', `${CONFIG}/DEFAULT`, 'DEFAULT', 'HKEY_USERS\\.DEFAULT\\Here'],
    ['HKU\\S-1-5-18\\Here', `${CONFIG}/DEFAULT`, 'DEFAULT', 'HKEY_USERS\\S-1-5-18\\Here'],
    ['HKU\\hanako\\Here', '/pc/Users/hanako/NTUSER.DAT', 'hanako', 'HKEY_USERS\\hanako\\Here'],
    ['HKU\\HANAKO\\Here', '/pc/Users/hanako/NTUSER.DAT', 'hanako', 'HKEY_USERS\\HANAKO\\Here'],
    [`HKU\\${USER_SID}\\Here`, '/pc/Users/hanako/NTUSER.DAT', 'hanako', `HKEY_USERS\\${USER_SID}\\Here`],
    ['HKU\\Default\\Here', '/pc/Users/Default/NTUSER.DAT', 'Default', 'HKEY_USERS\\Default\\Here'],
    [
      'HKU\\S-1-5-19\\Here',
      `${WINDOWS}/ServiceProfiles/LocalService/NTUSER.DAT`,
      'LocalService',
      'HKEY_USERS\\S-1-5-19\\Here',
    ],
    [
      'HKU\\hanako_Classes\\Here',
      '/pc/Users/hanako/AppData/Local/Microsoft/Windows/UsrClass.dat',
      'hanako_Classes',
      'HKEY_USERS\\hanako_Classes\\Here',
    ],
    [
      'HKU\\hanako\\Software\\Classes\\Here',
      '/pc/Users/hanako/AppData/Local/Microsoft/Windows/UsrClass.dat',
      'hanako_Classes',
      'HKEY_USERS\\hanako\\Software\\Classes\\Here',
    ],
  ])('lies in its hive: %s', async (text, hive, name, shown) => {
    expect(await find(pc, WINDOWS, text)).toEqual({ hive, path: ['Here'], shown, here: name });
  });

  it('of HKEY_CURRENT_USER is that of the user who is named', async () => {
    expect(await find(pc, '/pc', 'HKCU\\Here', 'hanako')).toMatchObject({
      here: 'hanako',
      shown: 'HKEY_CURRENT_USER\\Here',
    });
    expect(await find(pc, '/pc', 'HKCU\\Software\\Classes\\Here', USER_SID)).toMatchObject({
      here: 'hanako_Classes',
    });
  });

  it('of HKEY_CLASSES_ROOT is what all users have', async () => {
    expect(await find(pc, '/pc', 'HKCR\\.txt')).toMatchObject({
      hive: `${CONFIG}/SOFTWARE`,
      path: ['Classes', '.txt'],
      shown: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\.txt',
    });
  });

  it('below CurrentControlSet is in the control set that Select names', async () => {
    const text = 'HKLM\\SYSTEM\\currentcontrolset\\Control';
    expect(await find(pc, '/pc', text)).toMatchObject({
      path: ['ControlSet001', 'Control'],
      shown: 'HKEY_LOCAL_MACHINE\\SYSTEM\\currentcontrolset\\Control',
    });
    const other = registryPc();
    const root = key('ROOT', { keys: [key('Select', { values: [dword('Current', 12)] })] });
    other.put(`${CONFIG}/SYSTEM`, buildHive({ root }).bytes);
    expect(await find(other, '/pc', text)).toMatchObject({ path: ['ControlSet012', 'Control'] });
  });

  it('below CurrentControlSet may be a real one, or none can be told', async () => {
    const other = registryPc();
    other.put(
      `${CONFIG}/SYSTEM`,
      buildHive({ root: key('ROOT', { keys: [key('CurrentControlSet')] }) }).bytes,
    );
    expect(await find(other, '/pc', 'HKLM\\SYSTEM\\CurrentControlSet\\x')).toMatchObject({
      path: ['CurrentControlSet', 'x'],
    });
    other.put(`${CONFIG}/SYSTEM`, buildHive({ root: key('ROOT') }).bytes);
    expect(await errorOf(find(other, '/pc', 'HKLM\\SYSTEM\\CurrentControlSet\\x'))).toEqual({
      code: 'control-set-unknown',
      path: `${CONFIG}/SYSTEM`,
    });
    expect(await find(other, '/pc', 'HKLM\\SOFTWARE\\CurrentControlSet\\x')).toMatchObject({
      path: ['CurrentControlSet', 'x'],
    });
  });

  it('may lie in a hive that is not there', async () => {
    expect(await errorOf(find(pc, '/pc', 'HKLM\\SECURITY\\x'))).toEqual({
      code: 'hive-missing',
      path: `${CONFIG}/SECURITY`,
    });
    expect(await errorOf(find(pc, '/pc', 'HKU\\gone\\x'))).toEqual({
      code: 'hive-missing',
      path: '/pc/Users/gone/NTUSER.DAT',
    });
    expect(await errorOf(find(pc, '/pc', 'HKU\\elsewhere\\x'))).toEqual({
      code: 'hive-missing',
      path: 'D:\\Users\\elsewhere',
    });
    expect(await errorOf(find(pc, '/pc', 'HKU\\S-1-5-21-1-2-3-1003\\x'))).toMatchObject({
      code: 'hive-missing',
    });
  });

  it('may belong to nobody', async () => {
    const known = ['systemprofile', 'LocalService', 'hanako', 'elsewhere', 'Windows', 'gone'];
    const missing = { code: 'profile-missing', path: WINDOWS, known };
    expect(await errorOf(find(pc, '/pc', 'HKU\\taro\\x'))).toEqual({ ...missing, name: 'taro' });
    expect(await errorOf(find(pc, '/pc', 'HKU\\..\\x'))).toEqual({ ...missing, name: '..' });
    expect(await errorOf(find(pc, '/pc', 'HKCU\\x'))).toEqual(missing);
  });

  it('may be in no hive', async () => {
    expect(await errorOf(find(pc, '/pc', 'HKLM\\HARDWARE\\x'))).toEqual({
      code: 'key-path-unmapped',
      key: 'HKEY_LOCAL_MACHINE\\HARDWARE\\x',
    });
    expect(await errorOf(find(pc, '/pc', 'SOFTWARE\\x'))).toEqual({
      code: 'key-path-unmapped',
      key: 'SOFTWARE\\x',
    });
  });
});

describe('a key of a hive file', () => {
  const pc = registryPc();
  const SOFTWARE = '/pc/Windows/System32/config/SOFTWARE';

  it('is found from the root of the hive, or from where Windows has it', async () => {
    const found = {
      hive: SOFTWARE,
      path: ['Here'],
      shown: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Here',
      here: 'SOFTWARE',
    };
    expect(await find(pc, SOFTWARE, 'Here')).toEqual(found);
    expect(await find(pc, SOFTWARE, '\\Here')).toEqual(found);
    expect(await find(pc, SOFTWARE, 'HKLM\\SOFTWARE\\Here')).toEqual(found);
  });

  it('may be below CurrentControlSet', async () => {
    expect(await find(pc, '/pc/Windows/System32/config/SYSTEM', 'CurrentControlSet\\Enum')).toMatchObject({
      path: ['ControlSet001', 'Enum'],
    });
  });

  it('is not looked for in other hives beside it', async () => {
    expect(await errorOf(find(pc, SOFTWARE, 'HKLM\\SAM\\x'))).toEqual({
      code: 'key-path-of-other-hive',
      path: SOFTWARE,
      kind: 'SOFTWARE',
      key: 'HKEY_LOCAL_MACHINE\\SAM\\x',
    });
  });
});
