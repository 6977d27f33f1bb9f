/**
 * Checksum of a base block: XOR of the first 127 dwords; 0xFFFFFFFF becomes 0xFFFFFFFE and 0 becomes 1.
 * Specification: "Base block", checksum calculation.
 *
 * @param baseBlock at least the first 508 bytes of a primary file or a log.
 */
export function baseBlockChecksum(baseBlock: Uint8Array): number {
  const view = new DataView(baseBlock.buffer, baseBlock.byteOffset, 508);
  let sum = 0;
  for (let offset = 0; offset < 508; offset += 4) sum ^= view.getUint32(offset, true);
  sum >>>= 0;
  if (sum === 0xffffffff) return 0xfffffffe;
  return sum === 0 ? 1 : sum;
}
