import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { mountOf, placeInHiveFile } from '../../src/windows/hive-file-place.ts';
import {
  parseRegistryPath,
  placeInWindows,
  registryPathText,
  rootedPath,
} from '../../src/windows/registry-path.ts';

describe('a key path', () => {
  it.each([
    ['HKLM\\SOFTWARE\\Microsoft', 'HKEY_LOCAL_MACHINE', ['SOFTWARE', 'Microsoft']],
    ['hkey_local_machine\\Software', 'HKEY_LOCAL_MACHINE', ['Software']],
    ['HKLM', 'HKEY_LOCAL_MACHINE', []],
    ['HKLM:\\SOFTWARE', 'HKEY_LOCAL_MACHINE', ['SOFTWARE']],
    ['HKU\\.DEFAULT\\x', 'HKEY_USERS', ['.DEFAULT', 'x']],
    ['HKCU\\x', 'HKEY_CURRENT_USER', ['x']],
    ['HKCR\\.txt', 'HKEY_CLASSES_ROOT', ['.txt']],
    ['HKCC\\x', 'HKEY_CURRENT_CONFIG', ['x']],
    ['Computer\\HKEY_USERS\\x', 'HKEY_USERS', ['x']],
    ['コンピューター\\HKEY_USERS\\x', 'HKEY_USERS', ['x']],
    ['\\REGISTRY\\MACHINE\\SOFTWARE', 'HKEY_LOCAL_MACHINE', ['SOFTWARE']],
    ['\\Registry\\User\\S-1-5-18', 'HKEY_USERS', ['S-1-5-18']],
    ['HKLM\\SOFTWARE\\', 'HKEY_LOCAL_MACHINE', ['SOFTWARE']],
    ['Microsoft\\Windows NT', undefined, ['Microsoft', 'Windows NT']],
    ['\\Microsoft', undefined, ['Microsoft']],
    ['\\HKLM\\x', undefined, ['HKLM', 'x']],
    ['\\REGISTRY\\x', undefined, ['REGISTRY', 'x']],
    ['\\', undefined, []],
    ['', undefined, []],
    ['HKLM\\a/b c', 'HKEY_LOCAL_MACHINE', ['a/b c']],
  ])('is %j', (text, root, names) => {
    expect(parseRegistryPath(text)).toEqual({ root, names });
  });

  it.each([
    ['HKLM\\SOFTWARE\\\\', 'name-empty'],
    ['HKLM\\\\SOFTWARE', 'name-empty'],
    ['\\\\SOFTWARE', 'name-empty'],
    [`HKLM\\${'x'.repeat(256)}`, 'name-too-long'],
  ])('is not %j', (given, problem) => {
    const parse = () => parseRegistryPath(given);
    expect(parse).toThrow(HiveError);
    expect(parse).toThrow(new HiveError('key-path-malformed', { given, problem } as never).message);
  });

  it('is shown with the full name of its root key', () => {
    expect(registryPathText(parseRegistryPath('hklm\\SOFTWARE\\x'))).toBe('HKEY_LOCAL_MACHINE\\SOFTWARE\\x');
    expect(registryPathText(parseRegistryPath('x\\y'))).toBe('x\\y');
    expect(registryPathText(parseRegistryPath('\\'))).toBe('\\');
  });

  it('may come as names, of which the first may be a root key', () => {
    expect(rootedPath(['hku', 'x'])).toEqual({ root: 'HKEY_USERS', names: ['x'] });
    expect(rootedPath(['x', 'y'])).toEqual({ root: undefined, names: ['x', 'y'] });
    expect(rootedPath([])).toEqual({ root: undefined, names: [] });
  });
});

const placeOf = (text: string) => placeInWindows(parseRegistryPath(text));

describe('the place of a key path in a Windows', () => {
  it.each(['SOFTWARE', 'SYSTEM', 'SAM', 'SECURITY', 'COMPONENTS', 'DRIVERS'])('is the %s hive', (name) => {
    expect(placeOf(`HKLM\\${name.toLowerCase()}\\a\\b`)).toEqual({
      hive: { of: 'machine', name },
      mount: ['HKEY_LOCAL_MACHINE', name],
      path: ['a', 'b'],
    });
  });

  it.each(['.DEFAULT', 'S-1-5-18', '.default'])('is the DEFAULT hive for %s', (name) => {
    expect(placeOf(`HKU\\${name}\\a`)).toEqual({
      hive: { of: 'machine', name: 'DEFAULT' },
      mount: ['HKEY_USERS', name],
      path: ['a'],
    });
  });

  it('is the hive of a profile, or of its classes', () => {
    expect(placeOf('HKU\\hanako\\Console')).toEqual({
      hive: { of: 'user', profile: 'hanako' },
      mount: ['HKEY_USERS', 'hanako'],
      path: ['Console'],
    });
    expect(placeOf('HKU\\S-1-5-21-1_classes\\CLSID')).toEqual({
      hive: { of: 'user-classes', profile: 'S-1-5-21-1' },
      mount: ['HKEY_USERS', 'S-1-5-21-1_classes'],
      path: ['CLSID'],
    });
    expect(placeOf('HKU\\hanako\\SOFTWARE\\Classes\\CLSID')).toEqual({
      hive: { of: 'user-classes', profile: 'hanako' },
      mount: ['HKEY_USERS', 'hanako', 'SOFTWARE', 'Classes'],
      path: ['CLSID'],
    });
    expect(placeOf('HKU\\hanako\\Software')?.hive).toEqual({ of: 'user', profile: 'hanako' });
  });

  it('is that of a user yet to be named, or what all users have of the classes', () => {
    expect(placeOf('HKCU\\Console')).toEqual({
      hive: { of: 'user', profile: undefined },
      mount: ['HKEY_CURRENT_USER'],
      path: ['Console'],
    });
    expect(placeOf('HKCR\\.txt')).toEqual({
      hive: { of: 'machine', name: 'SOFTWARE' },
      mount: ['HKEY_LOCAL_MACHINE', 'SOFTWARE'],
      path: ['Classes', '.txt'],
    });
  });

  it.each(['HKLM', 'HKLM\\HARDWARE\\x', 'HKU', 'HKCC\\x', 'SOFTWARE\\x', '\\'])('is none for %j', (text) => {
    expect(placeOf(text)).toBeUndefined();
  });
});

describe('the place of a key path in a hive file', () => {
  const place = (kind: Parameters<typeof mountOf>[0]['kind'], name: string, text: string) =>
    placeInHiveFile({ kind, name }, parseRegistryPath(text));

  it('is below the root of the hive, wherever Windows has that', () => {
    expect(place('SOFTWARE', 'pc.hive', 'Microsoft')).toEqual({
      mount: ['HKEY_LOCAL_MACHINE', 'SOFTWARE'],
      path: ['Microsoft'],
    });
    expect(place('OTHER', 'pc.hive', '\\')).toEqual({ mount: ['HKEY_LOCAL_MACHINE', 'pc.hive'], path: [] });
  });

  it.each([
    ['SOFTWARE', 'x', 'HKLM\\SOFTWARE\\k', ['HKEY_LOCAL_MACHINE', 'SOFTWARE']],
    ['SOFTWARE', 'x', 'HKCR\\k', ['HKEY_LOCAL_MACHINE', 'SOFTWARE']],
    ['SYSTEM', 'x', 'HKLM\\System\\k', ['HKEY_LOCAL_MACHINE', 'SYSTEM']],
    ['SAM', 'x', 'HKLM\\SAM\\k', ['HKEY_LOCAL_MACHINE', 'SAM']],
    ['NTUSER', 'x', 'HKCU\\k', ['HKEY_CURRENT_USER']],
    ['NTUSER', 'x', 'HKU\\anybody\\k', ['HKEY_USERS', 'anybody']],
    ['NTUSER', 'DEFAULT', 'HKU\\.DEFAULT\\k', ['HKEY_USERS', '.DEFAULT']],
    ['USRCLASS', 'x', 'HKU\\anybody_Classes\\k', ['HKEY_USERS', 'anybody_Classes']],
    ['USRCLASS', 'x', 'HKCU\\Software\\Classes\\k', ['HKEY_CURRENT_USER', 'Software', 'Classes']],
    ['USRCLASS', 'x', 'HKCR\\k', ['HKEY_CLASSES_ROOT']],
    ['EMPTY', 'SOFTWARE', 'HKLM\\SOFTWARE\\k', ['HKEY_LOCAL_MACHINE', 'SOFTWARE']],
    ['OTHER', 'ntuser.dat', 'HKCU\\k', ['HKEY_CURRENT_USER']],
    ['OTHER', 'UsrClass.dat', 'HKU\\a_Classes\\k', ['HKEY_USERS', 'a_Classes']],
    ['BCD', 'BCD', 'HKLM\\BCD\\k', ['HKEY_LOCAL_MACHINE', 'BCD']],
    ['OTHER', 'offline', 'HKU\\OFFLINE\\k', ['HKEY_USERS', 'OFFLINE']],
  ] as const)('is found in a %s hive called %s: %s', (kind, name, text, mount) => {
    const found = place(kind, name, text);
    expect(found?.mount).toEqual(mount);
    expect(found?.path.at(-1)).toBe('k');
  });

  it.each([
    ['SOFTWARE', 'x', 'HKLM\\SYSTEM\\k'],
    ['SOFTWARE', 'SOFTWARE', 'HKU\\.DEFAULT\\k'],
    ['NTUSER', 'x', 'HKLM\\SOFTWARE\\k'],
    ['NTUSER', 'x', 'HKCU\\Software\\Classes\\k'],
    ['USRCLASS', 'x', 'HKCU\\k'],
    ['OTHER', 'x', 'HKLM\\SOFTWARE\\k'],
    ['OTHER', 'x', 'HKCU\\k'],
    ['SOFTWARE', 'x', 'HKCC\\k'],
    ['SOFTWARE', 'x', 'HKLM'],
  ] as const)('is not in a %s hive called %s: %s', (kind, name, text) => {
    expect(place(kind, name, text)).toBeUndefined();
  });

  it('is told by what the hive holds', () => {
    expect(mountOf({ kind: 'NTUSER', name: 'NTUSER.DAT' })).toEqual(['HKEY_CURRENT_USER']);
    expect(mountOf({ kind: 'NTUSER', name: 'default' })).toEqual(['HKEY_USERS', '.DEFAULT']);
    expect(mountOf({ kind: 'USRCLASS', name: 'x' })).toEqual(['HKEY_CURRENT_USER', 'Software', 'Classes']);
    expect(mountOf({ kind: 'AMCACHE', name: 'Amcache.hve' })).toEqual(['HKEY_LOCAL_MACHINE', 'Amcache.hve']);
  });
});
