import { crc32 } from 'node:zlib';

/**
 * CRC-32 of pieces that are joined: a piece that two files share is gone through once. To put bytes behind others means to multiply
 * the checksum of these by x to the power of eight times their number, modulo the polynomial, and that is a matrix of bits.
 */
export class JoinedChecksum {
  #value = 0;

  /** @param checksum of the next piece by itself. @param length its bytes. */
  add(checksum: number, length: number): void {
    this.#value = times(shiftBy(length), this.#value) ^ checksum;
  }

  /** Like that of `Checksum`. */
  get text(): string {
    return `crc32:${(this.#value >>> 0).toString(16).padStart(8, '0')}`;
  }
}

export const checksumOfPiece = (bytes: Uint8Array): number => crc32(bytes);

/** Of each bit of a checksum what becomes of it; the lowest one is the first. */
type Matrix = Uint32Array;

/** CRC-32's, with its lowest bit first. */
const POLYNOMIAL = 0xedb88320;

function times(matrix: Matrix, value: number): number {
  let product = 0;
  for (let bit = 0; bit < 32; bit++) if ((value & (1 << bit)) !== 0) product ^= matrix[bit] ?? 0;
  return product;
}

/** First `second`, then `first`. */
const product = (first: Matrix, second: Matrix): Matrix => second.map((value) => times(first, value));

/** One zero byte more. */
function shiftByOne(): Matrix {
  const bit = Uint32Array.from({ length: 32 }, (_, at) => (at === 0 ? POLYNOMIAL : 2 ** (at - 1)));
  const two = product(bit, bit);
  const four = product(two, two);
  return product(four, four);
}

/** Files come in pieces of one length, and one that is shorter. */
const known = new Map<number, Matrix>();

function shiftBy(length: number): Matrix {
  const found = known.get(length);
  if (found !== undefined) return found;
  let result: Matrix = Uint32Array.from({ length: 32 }, (_, at) => 2 ** at);
  let power = shiftByOne();
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(power, result);
    power = product(power, power);
  }
  known.set(length, result);
  return result;
}
