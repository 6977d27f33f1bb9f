import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, type KeyRecipe, key, text } from '../../src/hive-builder/recipe.ts';
import { MemoryFileSystem } from './memory-file-system.ts';

/** A Windows with all its hives, each with a key `Here` whose value `hive` has the hive's name. */

export interface RegistryPcOptions {
  /** Where it lies. */
  readonly root?: string;
  /** Below SOFTWARE's root. */
  readonly softwareKeys?: readonly KeyRecipe[];
}

export const USER_SID = 'S-1-5-21-1-2-3-1001';

export function here(name: string): KeyRecipe {
  return key('Here', { values: [text('hive', name)] });
}

/** @returns the contents of files by their paths below the Windows volume, with `/`. */
export function registryFiles({
  softwareKeys = [],
}: RegistryPcOptions = {}): ReadonlyMap<string, Uint8Array> {
  const hive = (name: string, keys: readonly KeyRecipe[] = []) =>
    buildHive({ root: key('ROOT', { keys: [here(name), ...keys] }) }).bytes;
  const systemRecipe = system({ controlSets: 2 });
  const systemRoot = { ...systemRecipe.root, keys: [...(systemRecipe.root.keys ?? []), here('SYSTEM')] };
  const user = [key('Software', { keys: [key('Microsoft')] }), key('Control Panel')];
  return new Map([
    ['Windows/System32/config/SOFTWARE', hive('SOFTWARE', [...softwareKeys, windowsNt(), key('Classes')])],
    ['Windows/System32/config/SYSTEM', buildHive({ ...systemRecipe, root: systemRoot }).bytes],
    ['Windows/System32/config/SAM', hive('SAM', [key('SAM', { keys: [key('Domains')] })])],
    ['Windows/System32/config/DEFAULT', hive('DEFAULT', user)],
    ['Windows/ServiceProfiles/LocalService/NTUSER.DAT', hive('LocalService', user)],
    ['Users/hanako/NTUSER.DAT', hive('hanako', user)],
    ['Users/hanako/AppData/Local/Microsoft/Windows/UsrClass.dat', hive('hanako_Classes', [key('CLSID')])],
    ['Users/Default/NTUSER.DAT', hive('Default', user)],
  ]);
}

export function registryPc(options: RegistryPcOptions = {}): MemoryFileSystem {
  const files = new MemoryFileSystem();
  for (const [path, bytes] of registryFiles(options)) files.put(`${options.root ?? '/pc'}/${path}`, bytes);
  return files;
}

function windowsNt(): KeyRecipe {
  const profile = (sid: string, path: string) =>
    key(sid, { values: [text('ProfileImagePath', path, 2), dword('State', 0)] });
  const currentVersion = key('CurrentVersion', {
    values: [text('SystemRoot', 'C:\\Windows'), text('CurrentBuild', '22631')],
    keys: [
      key('ProfileList', {
        keys: [
          profile('S-1-5-18', '%systemroot%\\system32\\config\\systemprofile'),
          profile('S-1-5-19', '%systemroot%\\ServiceProfiles\\LocalService'),
          profile(USER_SID, 'C:\\Users\\hanako'),
          profile('S-1-5-21-1-2-3-1002', 'D:\\Users\\elsewhere'),
          profile('S-1-5-21-1-2-3-1003', 'C:\\Users\\..\\Windows'),
          profile('S-1-5-21-1-2-3-1004', '%SystemDrive%\\Users\\gone'),
        ],
      }),
    ],
  });
  return key('Microsoft', { keys: [key('Windows NT', { keys: [currentVersion] })] });
}
