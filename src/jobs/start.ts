import type { SetValue } from '../change/edits.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { hiveKindOf } from '../regf/hive-kind.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { REG_DWORD } from '../regf/structures/key-value.ts';
import { readSetting } from '../windows/read-setting.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME, type SignInSetting } from '../windows/setting.ts';

/** The one edit of a repair: the sign-in setting. @param number 0 to 0xFFFFFFFF. */
export function setSetting(number: number): SetValue {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, number, true);
  return { edit: 'set-value', key: SETTING_KEY_PATH, value: SETTING_VALUE_NAME, type: REG_DWORD, data };
}

/**
 * The setting as it stands before a repair.
 * @throws HiveError 'not-a-software-hive' for another kind of hive.
 */
export function readStart(hive: HiveReader, path: FilePath): SignInSetting {
  const kind = hiveKindOf(hive);
  if (kind !== 'SOFTWARE') throw new HiveError('not-a-software-hive', { path, kind });
  return readSetting(hive);
}
