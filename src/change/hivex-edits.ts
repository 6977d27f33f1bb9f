import type { CellOffset } from '../ground/brand.ts';
import type { NodeHandle } from '../hivex/calls.ts';
import type { Hive } from '../hivex/hive.ts';
import type { HiveReader } from '../regf/hive-reader.ts';
import { Key } from '../regf/key.ts';
import type { RecordedKey } from '../regf/key-record.ts';
import { DATA_SEGMENT_SIZE } from '../regf/structures/big-data.ts';
import { NO_CELL } from '../regf/structures/cell.ts';
import { REG_DWORD, VALUE_COMP_NAME } from '../regf/structures/key-value.ts';
import { LF, LH, SubkeysListHeader } from '../regf/subkeys-list.ts';
import type { KeyPlan, ValuePlan } from './plan.ts';

/**
 * Changes that hivex makes as Windows would: new keys with their values, values of a key that has none, and numbers in their
 * places. What it does otherwise is ours (writer/): README.md says what that is.
 */

/** hivex always makes hash leaves, which came with this minor version. Specification: "Hash leaf". */
const HASH_LEAF_MINOR_VERSION = 5;

/** hivex writes the whole leaf anew for each subkey, and looks through all values for each that is changed in its place. */
const MOST_AT_ONCE = 16;

/** hivex splits no leaf. */
const LARGEST_LEAF = 507;

/** Whether hivex makes all of the change as Windows would. */
export function isForHivex(reader: HiveReader, { before, isRemoved, values, subkeys }: KeyPlan): boolean {
  if (isRemoved || before === undefined || hasLeftovers(before)) return false;
  const { snapshot } = before;
  const created = subkeys.filter(({ isCreated }) => isCreated);
  const kept = subkeys.filter(({ isCreated }) => !isCreated);
  return (
    (subkeys.length === 0 || snapshot.subkeys.every(isPassable)) &&
    (snapshot.values.length === 0 ? values.every(isPlain) : areNumbersInPlace(reader, before, values)) &&
    (created.length === 0 || hasRoomFor(reader, before, created.length)) &&
    created.every((plan) => !plan.isRemoved && isPlainKey(reader, plan)) &&
    kept.every((plan) => isForHivex(reader, plan))
  );
}

/** Lists that are there though they are empty: hivex looks at them, and nobody else does. */
function hasLeftovers({ node, snapshot }: RecordedKey): boolean {
  const hasSubkeys = snapshot.subkeys.length > 0 || node.subkeysList === NO_CELL;
  const hasValues = snapshot.values.length > 0 || node.valuesList === NO_CELL;
  return !hasSubkeys || !hasValues;
}

/** hivex takes the hash of a name's UTF-8 bytes. */
function isPlainKey(reader: HiveReader, { path, values, subkeys }: KeyPlan): boolean {
  const name = path.at(-1) ?? '';
  return (
    /^\p{ASCII}+$/u.test(name) &&
    isPassable({ name }) &&
    subkeys.length <= (makesUsualLeaves(reader) ? MOST_AT_ONCE : 0) &&
    values.every(isPlain) &&
    subkeys.every((subkey) => isPlainKey(reader, subkey))
  );
}

/** hivex writes no big data records. */
function isPlain({ name, content }: ValuePlan): boolean {
  return content !== undefined && content.data.length <= DATA_SEGMENT_SIZE && isPassable({ name });
}

/** hivex would write the key's other values anew; a number that lies in its key value can be changed there. */
function areNumbersInPlace(
  { image }: HiveReader,
  { snapshot }: RecordedKey,
  plans: readonly ValuePlan[],
): boolean {
  if (plans.length === 0) return true;
  if (plans.length > MOST_AT_ONCE || !snapshot.values.every(isPassable)) return false;
  const values = [...new Key(image, snapshot.offset).values()];
  return plans.every(({ place, content }) => {
    const value = place === undefined ? undefined : values[place];
    const isNumber = value?.isInline === true && value.asDword() !== undefined;
    return isNumber && isPlainFlag(value.flags) && content !== undefined && isDword(content);
  });
}

/** Whether the subkeys' names can be listed as hivex lists them. */
function hasRoomFor({ image }: HiveReader, { snapshot }: RecordedKey, count: number): boolean {
  if (snapshot.fields.security === undefined || count > MOST_AT_ONCE) return false;
  if (snapshot.subkeys.length === 0) return image.baseBlock.minorVersion >= HASH_LEAF_MINOR_VERSION;
  const list = new Key(image, snapshot.offset).node.subkeysList as CellOffset;
  const start = image.cellStart(list, 'subkeys list', SubkeysListHeader.size);
  const signature = SubkeysListHeader.read(image.view, start, 'signature');
  return (signature === LF || signature === LH) && snapshot.subkeys.length + count <= LARGEST_LEAF;
}

function makesUsualLeaves({ baseBlock }: HiveReader): boolean {
  return baseBlock.minorVersion >= HASH_LEAF_MINOR_VERSION;
}

/** Whether the name comes through UTF-8 and a text that ends with a NUL. */
function isPassable({ name }: { readonly name: string }): boolean {
  return !/\p{Cs}/u.test(name) && !name.includes('\0');
}

function isPlainFlag(flags: number): boolean {
  return (flags & ~VALUE_COMP_NAME) === 0;
}

function isDword({ type, data }: { readonly type: number; readonly data: Uint8Array }): boolean {
  return type === REG_DWORD && data.length === 4;
}

/**
 * Makes a change that is for hivex. Every key that changes gets `writtenAt` as its last-written time, and so does the hive.
 * @throws HiveError 'hivex-call', 'hivex-trap'
 */
export function changeWithHivex(hive: Hive, plan: KeyPlan, writtenAt: bigint): void {
  changeKey(hive, hive.root(), plan, writtenAt);
  hive.patchHiveLastWritten(writtenAt);
}

function changeKey(
  hive: Hive,
  key: NodeHandle,
  { before, values, subkeys }: KeyPlan,
  writtenAt: bigint,
): void {
  const hasValues = before !== undefined && before.snapshot.values.length > 0;
  for (const { name, content } of hasValues ? values : []) {
    const value = hive.value(key, name);
    if (value !== undefined && content !== undefined) hive.patchInlineDword(value, dwordOf(content.data));
  }
  if (!hasValues && values.length > 0)
    hive.setValues(
      key,
      values.flatMap(({ name, content }) => (content === undefined ? [] : [{ name, ...content }])),
    );
  for (const subkey of subkeys) {
    const name = subkey.path.at(-1) ?? '';
    const node = subkey.isCreated ? hive.addChild(key, name) : hive.child(key, name);
    if (node !== undefined) changeKey(hive, node, subkey, writtenAt);
  }
  const isChanged = values.length > 0 || subkeys.some(({ isCreated }) => isCreated);
  if (isChanged || before === undefined) hive.patchLastWritten(key, writtenAt);
}

function dwordOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
}
