import { describe, expect, it } from 'vitest';
import { BUILD_VERSION, software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, type KeyRecipe, key } from '../../src/hive-builder/recipe.ts';
import { KEY_PREDEF_HANDLE, KEY_SYM_LINK } from '../../src/regf/structures/key-node.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { HIVE } from '../support/repair-scene.ts';
import { sit } from '../support/sitting.ts';

const value = dword(BUILD_VERSION, 2);

const DIVERTED: readonly (readonly [string, RegExp, KeyRecipe])[] = [
  [
    'a Device key that is a symbolic link',
    /Device is a symbolic link/,
    key('PasswordLess', { keys: [key('Device', { flags: KEY_SYM_LINK, values: [value] })] }),
  ],
  [
    'a Device key that is a predefined handle',
    /predefined handle/,
    key('PasswordLess', { keys: [key('Device', { flags: KEY_PREDEF_HANDLE, values: [value] })] }),
  ],
  [
    'two Device keys',
    /more than one key called/,
    key('PasswordLess', { keys: [key('Device'), key('Device', { values: [value] })] }),
  ],
  [
    'a PasswordLess key that is a symbolic link',
    /PasswordLess is a symbolic link/,
    key('PasswordLess', { flags: KEY_SYM_LINK, keys: [key('Device', { values: [value] })] }),
  ],
];

describe.each(DIVERTED)('%s', (_name, words, passwordLess) => {
  it('is said by check, and refused by repair', async () => {
    const files = new MemoryFileSystem();
    const before = buildHive(software({ passwordLess })).bytes;
    files.put(HIVE, before);
    for (const command of ['check', 'repair']) {
      const { exitCode, stderr } = await sit([command, '/mnt/pc'], { files, columns: 1000 });
      expect(exitCode).toBe(14);
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(words);
      const { stdout } = await sit([command, '/mnt/pc', '--json'], { files });
      expect(JSON.parse(stdout)).toMatchObject({ disk: 'unchanged', error: { code: 'key-diverted' } });
    }
    expect(files.bytes(HIVE)).toEqual(before);
  });
});
