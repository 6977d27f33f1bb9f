import { describe, expect, it } from 'vitest';
import { passwordLess, software } from '../../fixtures/recipes/software.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { dword, type KeyRecipe, key, qword, text, type ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { readSetting } from '../../src/windows/read-setting.ts';
import type { SignInSetting } from '../../src/windows/setting.ts';

const NAME = 'DevicePasswordLessBuildVersion';

const settingIn = (keyRecipe: KeyRecipe | 'missing'): SignInSetting =>
  readSetting(new HiveReader(buildHive(software({ passwordLess: keyRecipe })).bytes, 'SOFTWARE'));
const settingOf = (...values: readonly ValueRecipe[]): SignInSetting => settingIn(passwordLess(...values));

describe('the setting in a hive', () => {
  it('is enforced by 2 and by any other number but 0', () => {
    for (const value of [1, 2, 3, 0xffff_ffff])
      expect(settingOf(dword(NAME, value))).toEqual({
        state: 'enforced',
        because: 'value',
        value,
        valueName: NAME,
      });
  });

  it('is off at 0, and where key or value are missing', () => {
    expect(settingOf(dword(NAME, 0))).toEqual({ state: 'off', because: 'value', value: 0, valueName: NAME });
    expect(settingOf(dword('Another', 2))).toEqual({ state: 'off', because: 'value-missing' });
    expect(settingIn('missing')).toEqual({ state: 'off', because: 'key-missing' });
    expect(settingIn(key('PasswordLess'))).toEqual({ state: 'off', because: 'key-missing' });
  });

  it('is found by a name in any case and told as it is spelled', () => {
    const valueName = 'DevicepasswordLessBuildVersion';
    expect(settingOf(dword('Another', 0), dword(valueName, 2))).toEqual({
      state: 'enforced',
      because: 'value',
      value: 2,
      valueName,
    });
    const spelled = key('PASSWORDLESS', { keys: [key('device', { values: [dword(valueName, 0)] })] });
    expect(settingIn(spelled)).toEqual({ state: 'off', because: 'value', value: 0, valueName });
  });

  it('is not read from a value of another type or size', () => {
    expect(settingOf(text(NAME, '2'))).toEqual({
      state: 'enforced',
      because: 'value-malformed',
      type: 1,
      dataSize: 4,
      valueName: NAME,
    });
    expect(settingOf(qword(NAME, 0n))).toMatchObject({ because: 'value-malformed', type: 11, dataSize: 8 });
    expect(settingOf({ ...dword(NAME, 0), data: new Uint8Array(2) })).toMatchObject({
      because: 'value-malformed',
      type: 4,
      dataSize: 2,
    });
  });

  it('is read from a cell of its own as well', () => {
    expect(settingOf({ ...dword(NAME, 2), stored: 'cell' })).toMatchObject({ state: 'enforced', value: 2 });
  });
});
