import { type FoundValue, findValue } from '../change/edit.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { type ChainRecord, recordChain } from '../regf/change-proof.ts';
import { refuseBrokenHiveBins } from '../regf/hive-check.ts';
import { hiveKindOf } from '../regf/hive-kind.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import { readSetting } from '../windows/read-setting.ts';
import { SETTING_KEY_PATH, type SignInSetting } from '../windows/setting.ts';

/** What our own reader says of the hive before it is edited: all that the proof afterwards compares with. */
export interface Start {
  readonly setting: SignInSetting;
  /** The value that is there, however it is stored. */
  readonly found: FoundValue | undefined;
  readonly chain: ChainRecord;
}

/**
 * Looks at the hive before hivex is shown it: hivex then follows only hive bins and lists that were followed here. On
 * a hive bin of 0xFFFFF000 bytes it would go round for ever, because its sizes have 32 bits in WebAssembly.
 * @param image base block and hive bins data of a clean hive. Nothing of the result is a view on it.
 * @throws HiveError 'not-a-software-hive' for another kind of hive, 'key-diverted', and what HiveReader throws where keys on the way
 * or hive bins are damaged.
 */
export function readStart(image: Uint8Array, path: FilePath): Start {
  const reader = new HiveReader(image, path);
  const kind = hiveKindOf(reader);
  if (kind !== 'SOFTWARE') throw new HiveError('not-a-software-hive', { path, kind });
  refuseBrokenHiveBins(image, path);
  refuseObstacle(reader, SETTING_KEY_PATH, path);
  return {
    setting: readSetting(reader),
    found: findValue(reader),
    chain: recordChain(reader, SETTING_KEY_PATH),
  };
}

/** Whether the value stands there already, as a DWORD. A missing value is not: pipelines want it written. */
export function isRight(setting: SignInSetting, value: number): boolean {
  return setting.because === 'value' && setting.value === value;
}
