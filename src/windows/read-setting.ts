import { fileTimeText } from '../ground/file-time.ts';
import type { RegistryValue, RegistryView } from '../regf/registry-view.ts';
import { isRepairTime } from './repair-mark.ts';
import { SETTING_KEY_PATH, SETTING_OFF, SETTING_VALUE_NAME, type SignInSetting } from './setting.ts';

/**
 * Reads whether Hello-only sign-in is enforced.
 *
 * @param software a SOFTWARE hive, in its newest state (replayed when it was dirty).
 * @throws HiveError where the keys on the way are damaged.
 */
export function readSetting(software: RegistryView): SignInSetting {
  const key = software.find(SETTING_KEY_PATH);
  if (key === undefined) return { state: 'off', because: 'key-missing' };
  const value = key.value(SETTING_VALUE_NAME);
  return value === undefined ? { state: 'off', because: 'value-missing' } : settingOf(value);
}

/** When a setting's key was last written, ISO 8601, UTC, and whether by a repair of ours. */
export interface SettingWritten {
  readonly settingWrittenAt?: string;
  readonly settingWrittenBy?: 'hivemend';
}

/** Nothing where there is no such key, and where nobody tells. */
export function settingWritten(software: RegistryView): SettingWritten {
  const { lastWritten = 0n } = software.find(SETTING_KEY_PATH) ?? {};
  if (lastWritten === 0n) return {};
  return {
    settingWrittenAt: fileTimeText(lastWritten),
    ...(isRepairTime(lastWritten) && { settingWrittenBy: 'hivemend' }),
  };
}

function settingOf(value: RegistryValue): SignInSetting {
  const valueName = value.name;
  const number = value.asDword();
  if (number === undefined)
    return {
      state: 'enforced',
      because: 'value-malformed',
      type: value.type,
      dataSize: value.dataSize,
      valueName,
    };
  return number === SETTING_OFF
    ? { state: 'off', because: 'value', value: SETTING_OFF, valueName }
    : { state: 'enforced', because: 'value', value: number, valueName };
}
