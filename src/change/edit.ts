import type { NodeHandle } from '../hivex/calls.ts';
import type { Hive } from '../hivex/hive.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { REG_DWORD } from '../regf/structures/key-value.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../windows/setting.ts';

/** The one edit that hivemend makes, through hivex. */

/** The value as our own reader found it: decides how it is written. */
export interface FoundValue {
  /** The spelling that stays. */
  readonly name: string;
  /** A REG_DWORD of four bytes that lie inside the key value's cell. */
  readonly isInlineDword: boolean;
}

export function findValue(reader: HiveReader): FoundValue | undefined {
  const value = reader.find(SETTING_KEY_PATH)?.value(SETTING_VALUE_NAME);
  if (value === undefined) return undefined;
  return { name: value.name, isInlineDword: value.isInline && value.asDword() !== undefined };
}

/**
 * Sets the value. A DWORD inside its cell is changed in place, which touches nothing else; everything else goes through
 * hivex's own calls: missing keys are created, other values of the key are kept. Every key that was changed gets
 * `now` as its last-written time, and so does the hive, as Windows does it.
 * @param now FILETIME.
 * @throws HiveError 'hivex-call', 'hivex-trap'
 */
export function setValue(hive: Hive, found: FoundValue | undefined, value: number, now: bigint): void {
  const key = openKey(hive, now);
  const name = found?.name ?? SETTING_VALUE_NAME;
  const handle = found?.isInlineDword ? hive.value(key, name) : undefined;
  if (handle !== undefined) hive.patchInlineDword(handle, value);
  else hive.setValue(key, { name, type: REG_DWORD, data: littleEndian(value) });
  hive.patchLastWritten(key, now);
  hive.patchHiveLastWritten(now);
}

function openKey(hive: Hive, now: bigint): NodeHandle {
  let key = hive.root();
  for (const name of SETTING_KEY_PATH) {
    const child = hive.child(key, name);
    if (child === undefined) {
      const created = hive.addChild(key, name);
      hive.patchLastWritten(key, now);
      hive.patchLastWritten(created, now);
      key = created;
    } else {
      key = child;
    }
  }
  return key;
}

function littleEndian(value: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return data;
}
