/** Whether both hold the same bytes. Node compares at the speed of memory; browsers have no such call. */
export function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (typeof Buffer !== 'undefined') return Buffer.compare(one, other) === 0;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
