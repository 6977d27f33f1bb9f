import type { NodeHandle } from '../hivex/calls.ts';
import type { Hive } from '../hivex/hive.ts';
import type { Value } from '../regf/hive-reader.ts';
import { REG_DWORD } from '../regf/structures/key-value.ts';
import type { KeyPath, SetValue } from './edits.ts';

/** Edits, made by hivex. */

/** The value as our own reader found it: decides how it is written. */
export interface FoundValue {
  /** The spelling that stays. */
  readonly name: string;
  /** A REG_DWORD of four bytes that lie inside the key value's cell. */
  readonly isInlineDword: boolean;
}

export function foundValue(value: Value): FoundValue {
  return { name: value.name, isInlineDword: value.isInline && value.asDword() !== undefined };
}

/**
 * Sets the value. A DWORD inside its cell is changed in place, which touches nothing else; everything else goes through
 * hivex's own calls: missing keys are created, other values of the key are kept. Every key that was changed gets
 * `now` as its last-written time, and so does the hive, as Windows does it.
 * @param now FILETIME.
 * @throws HiveError 'hivex-call', 'hivex-trap'
 */
export function setValue(hive: Hive, edit: SetValue, found: FoundValue | undefined, now: bigint): void {
  const { type, data } = edit;
  const key = openKey(hive, edit.key, now);
  const name = found?.name ?? edit.value;
  const isDword = type === REG_DWORD && data.length === 4;
  const handle = isDword && found?.isInlineDword ? hive.value(key, name) : undefined;
  if (handle !== undefined) hive.patchInlineDword(handle, dwordOf(data));
  else hive.setValue(key, { name, type, data });
  hive.patchLastWritten(key, now);
  hive.patchHiveLastWritten(now);
}

function openKey(hive: Hive, path: KeyPath, now: bigint): NodeHandle {
  let key = hive.root();
  for (const name of path) {
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

function dwordOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
}
