import { HiveError } from '../ground/errors.ts';
import { EINVAL, type NodeHandle, type ValueHandle } from './calls.ts';

/**
 * The few bytes that hivemend changes inside the mounted image itself, each behind a check. wasm/README.md says why
 * these are not made by hivex's calls. Handles of hivex are offsets into the image.
 */

const HIVE_BINS_START = 4096;
const REG_DWORD = 4;
/** Data size of four bytes with the bit that says "inside the cell" (specification: "Key value"). */
const INLINE_DWORD_SIZE = 0x80000004;
const KEY_VALUE_SIZE = 24;
const KEY_NODE_SIZE = 80;
const CHECKSUM_OFFSET = 508;

/**
 * Puts `number` in the four data bytes of a REG_DWORD that lies inside its value cell.
 * @throws HiveError 'hivex-call' (errno EINVAL) when the value is not one.
 */
export function patchInlineDword(image: DataView, value: ValueHandle, number: number): void {
  const call = 'patchInlineDword';
  requireCell(image, call, value, KEY_VALUE_SIZE, 'vk');
  if (
    image.getUint32(value + 8, true) !== INLINE_DWORD_SIZE ||
    image.getUint32(value + 16, true) !== REG_DWORD
  )
    throw refusal(call, 'the value is not a REG_DWORD inside its cell');
  if (!Number.isInteger(number) || number < 0 || number > 0xffffffff)
    throw refusal(call, 'the number does not fit in 32 bits');
  image.setUint32(value + 12, number, true);
}

/** Sets a key's last-written time, a FILETIME. @throws HiveError 'hivex-call' (errno EINVAL) */
export function patchLastWritten(image: DataView, node: NodeHandle, filetime: bigint): void {
  requireCell(image, 'patchLastWritten', node, KEY_NODE_SIZE, 'nk');
  image.setBigUint64(node + 8, requireFiletime('patchLastWritten', filetime), true);
}

/** Sets the base block's last-written time. The commit that follows makes the checksum right. */
export function patchHiveLastWritten(image: DataView, filetime: bigint): void {
  image.setBigUint64(12, requireFiletime('patchHiveLastWritten', filetime), true);
}

/**
 * hivex takes the plain XOR for the checksum; the specification ("Base block") has 1 in the place of 0 and 0xFFFFFFFE
 * in the place of 0xFFFFFFFF. Before opening: stores the plain one where the special one is right.
 */
export function spellChecksumForHivex(image: DataView): void {
  const plain = plainChecksum(image);
  if (image.getUint32(CHECKSUM_OFFSET, true) === specialChecksum(plain))
    image.setUint32(CHECKSUM_OFFSET, plain, true);
}

/** After committing: stores the checksum that Windows expects. */
export function spellChecksumForWindows(image: DataView): void {
  image.setUint32(CHECKSUM_OFFSET, specialChecksum(plainChecksum(image)), true);
}

function plainChecksum(image: DataView): number {
  let sum = 0;
  for (let at = 0; at < CHECKSUM_OFFSET; at += 4) sum ^= image.getUint32(at, true);
  return sum >>> 0;
}

function specialChecksum(plain: number): number {
  if (plain === 0) return 1;
  return plain === 0xffffffff ? 0xfffffffe : plain;
}

function requireCell(image: DataView, call: string, handle: number, size: number, signature: string): void {
  const isInside =
    Number.isInteger(handle) &&
    handle >= HIVE_BINS_START &&
    handle % 4 === 0 &&
    handle + size <= image.byteLength;
  if (!isInside) throw refusal(call, `the handle ${handle} leaves the hive`);
  const isAllocated = image.getInt32(handle, true) <= -size;
  const found = String.fromCharCode(image.getUint8(handle + 4), image.getUint8(handle + 5));
  if (!isAllocated || found !== signature)
    throw refusal(call, `no allocated '${signature}' cell at ${handle}`);
}

function requireFiletime(call: string, filetime: bigint): bigint {
  if (filetime < 0n || filetime > 0x7fffffffffffffffn) throw refusal(call, 'the time is not a FILETIME');
  return filetime;
}

function refusal(call: string, message: string): HiveError<'hivex-call'> {
  return new HiveError('hivex-call', { call, errno: EINVAL, message });
}
