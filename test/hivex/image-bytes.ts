/** Places at which two images of the same length differ. */
export function changedRanges(before: Uint8Array, after: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < before.length; at++) if (before[at] !== after[at]) places.push(at);
  return places;
}

/** A copy whose base block checksum is right (specification: "Base block"). */
export function sealed(image: Uint8Array): Uint8Array {
  const copy = image.slice();
  const view = new DataView(copy.buffer);
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true);
  view.setUint32(508, sum === 0 ? 1 : sum === -1 ? 0xfffffffe : sum >>> 0, true);
  return copy;
}
