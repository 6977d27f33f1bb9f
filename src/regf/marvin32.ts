/**
 * Marvin32, the keyed hash that guards the entries of a new-format transaction log.
 * Specification: "New format", log entries, notes 1 to 3.
 *
 * The 64-bit state is kept in two 32-bit halves: a log has tens of megabytes, and BigInt would be slower by orders of magnitude.
 */

/** Seed of log entries, 82EF4D887A4E55C5: its low and its high half. */
const LOG_ENTRY_SEED: Marvin32 = { low: 0x7a4e55c5, high: 0x82ef4d88 };

/** A hash, or a seed: two unsigned 32-bit halves. On disk `low` comes first. */
export interface Marvin32 {
  readonly low: number;
  readonly high: number;
}

/** Hash of `bytes` from `start` up to `end`. */
export function marvin32(bytes: Uint8Array, start = 0, end = bytes.length, seed = LOG_ENTRY_SEED): Marvin32 {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  const wholeWords = view.byteLength & ~3;
  let low = seed.low | 0;
  let high = seed.high | 0;
  // Two more rounds close the hash: one with the bytes left over behind a mark, one with zero.
  for (let position = 0; position <= wholeWords + 4; position += 4) {
    if (position < wholeWords) low = (low + view.getInt32(position, true)) | 0;
    else if (position === wholeWords) low = (low + lastWord(view, wholeWords)) | 0;
    high ^= low;
    low = (((low << 20) | (low >>> 12)) + high) | 0;
    high = ((high << 9) | (high >>> 23)) ^ low;
    low = (((low << 27) | (low >>> 5)) + high) | 0;
    high = (high << 19) | (high >>> 13);
  }
  return { low: low >>> 0, high: high >>> 0 };
}

/** The bytes behind the last whole word, with 0x80 behind them. */
function lastWord(view: DataView, wholeWords: number): number {
  let word = 0x80;
  for (let position = view.byteLength - 1; position >= wholeWords; position--)
    word = (word << 8) | view.getUint8(position);
  return word;
}
