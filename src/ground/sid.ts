/** [MS-DTYP] 2.4.2.2: no SID has more sub-authorities. */
const MOST_SUB_AUTHORITIES = 15;

/** A security identifier as text, such as `S-1-5-18`; undefined when the bytes are none. [MS-DTYP] 2.4.2. */
export function textOfSid(bytes: Uint8Array): string | undefined {
  const count = bytes[1] ?? 0;
  if (bytes.length < 8 || count > MOST_SUB_AUTHORITIES || bytes.length < 8 + 4 * count) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + 4 * index, true));
  const top = authority >= 2 ** 32 ? `0x${authority.toString(16).padStart(12, '0')}` : String(authority);
  return ['S', bytes[0], top, ...parts].join('-');
}
