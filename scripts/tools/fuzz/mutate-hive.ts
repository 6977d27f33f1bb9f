import { baseBlockChecksum } from '../../../src/regf/checksum.ts';
import type { Random } from '../../../test/support/random.ts';

/**
 * Damage for a hive: in bits, lengths, offsets, counts and signatures, cycles among them. The checksum is mostly put
 * right afterwards, so that the damage gets past the first door.
 */

const BASE_BLOCK_SIZE = 4096;

const NUMBERS = [
  0, 1, 2, 3, 4, 7, 8, 0xff, 0x100, 511, 512, 1013, 4095, 4096, 16344, 16345, 0x7fff, 0x8000, 0xffff,
];
const BIG_NUMBERS = [
  0x7fff_ffff, 0x8000_0000, 0x8000_0004, 0xffff_f000, 0xffff_fff8, 0xffff_fffe, 0xffff_ffff,
];
const SIGNATURES = ['nk', 'vk', 'sk', 'db', 'lf', 'lh', 'li', 'ri', 'hbin', 'regf', '\0\0'];

/** A changed copy. */
export function mutateHive(original: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = original.slice();
  const cells = cellsOf(bytes);
  const count = 1 + random.below(random.chance(0.7) ? 3 : 12);
  for (let round = 0; round < count; round += 1) bytes = mutateOnce(bytes, cells, random);
  if (bytes.length >= 512 && random.chance(0.95)) {
    viewOf(bytes).setUint32(508, baseBlockChecksum(bytes), true);
  }
  return bytes;
}

type Mutation = (bytes: Uint8Array, cells: readonly number[], random: Random) => Uint8Array;

const mutations: readonly Mutation[] = [
  flipBit,
  changeCellSize,
  changeCellField,
  changeCellField,
  changeCellField,
  crossOffset,
  crossOffset,
  changeSignature,
  swapCells,
  changeBaseBlock,
  changeBinHeader,
  fillStretch,
  changeLength,
];

function mutateOnce(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  if (bytes.length < 16) return changeLength(bytes, cells, random);
  return random.pick(mutations)(bytes, cells, random);
}

function flipBit(bytes: Uint8Array, _: readonly number[], random: Random): Uint8Array {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
}

function changeCellSize(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  const cell = pickCell(cells, random);
  const size = readAt(bytes, cell) | 0;
  const changed = random.pick([
    -size,
    size + 8,
    size - 8,
    size * 2,
    0,
    -8,
    -4,
    4,
    0x7fff_fff8,
    -0x8000_0000,
    number(random),
  ]);
  return writeAt(bytes, cell, changed);
}

function changeCellField(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  const at = pickCell(cells, random) + 4 + 2 * random.below(40);
  if (random.chance(0.5)) return writeAt(bytes, at, number(random));
  if (at + 2 <= bytes.length) viewOf(bytes).setUint16(at, number(random) & 0xffff, true);
  return bytes;
}

/** Puts the offset of one cell where another one's may stand: shared subtrees, cycles, things of the wrong kind. */
function crossOffset(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  const at = pickCell(cells, random) + 4 * (1 + random.below(20));
  const offset = pickCell(cells, random) - BASE_BLOCK_SIZE + random.pick([0, 0, 0, 0, 4, -4, 8]);
  return writeAt(bytes, at, offset);
}

function changeSignature(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  const at = pickCell(cells, random) + 4;
  for (const [index, character] of [...random.pick(SIGNATURES)].entries()) {
    if (at + index < bytes.length) bytes[at + index] = character.charCodeAt(0);
  }
  return bytes;
}

function swapCells(bytes: Uint8Array, cells: readonly number[], random: Random): Uint8Array {
  const [one, other] = [pickCell(cells, random), pickCell(cells, random)];
  const length = Math.min(8 + 8 * random.below(12), bytes.length - Math.max(one, other));
  if (length <= 0) return bytes;
  const kept = bytes.slice(one, one + length);
  bytes.copyWithin(one, other, other + length);
  bytes.set(kept, other);
  return bytes;
}

function changeBaseBlock(bytes: Uint8Array, _: readonly number[], random: Random): Uint8Array {
  // Sequence numbers, versions, type, format, root cell, size, clustering, file name, flags.
  const at = random.pick([4, 8, 12, 20, 24, 28, 32, 36, 36, 40, 40, 44, 48, 144, 176, 4092]);
  const old = readAt(bytes, at);
  return writeAt(bytes, at, random.pick([old + 1, old - 1, old + 4096, old - 4096, old * 2, number(random)]));
}

function changeBinHeader(bytes: Uint8Array, _: readonly number[], random: Random): Uint8Array {
  const bin =
    BASE_BLOCK_SIZE * (1 + random.below(Math.max(1, Math.floor(bytes.length / BASE_BLOCK_SIZE) - 1)));
  const at = bin + random.pick([0, 4, 8, 8, 8, 12, 20, 28]);
  const old = readAt(bytes, at);
  return writeAt(bytes, at, random.pick([old + 4096, old - 4096, old * 2, old + 8, number(random)]));
}

function fillStretch(bytes: Uint8Array, _: readonly number[], random: Random): Uint8Array {
  const start = random.below(bytes.length);
  return bytes.fill(
    random.pick([0, 0xff, 0x6e]),
    start,
    start + 1 + random.below(random.pick([16, 512, 4096])),
  );
}

function changeLength(bytes: Uint8Array, _: readonly number[], random: Random): Uint8Array {
  if (random.chance(0.6)) return bytes.slice(0, random.below(bytes.length + 1));
  const longer = new Uint8Array(bytes.length + random.pick([1, 511, 512, 4096, 8192, 65_536]));
  longer.set(bytes);
  if (random.chance(0.5)) longer.copyWithin(bytes.length, Math.max(0, bytes.length - 8192));
  return longer;
}

/** Where the cells of an undamaged hive begin, as positions in the file. Ends at the first one that makes no sense. */
function cellsOf(bytes: Uint8Array): number[] {
  const cells: number[] = [];
  let bin = BASE_BLOCK_SIZE;
  while (bin + 32 <= bytes.length && readAt(bytes, bin) === 0x6e69_6268 && cells.length < 100_000) {
    const size = readAt(bytes, bin + 8);
    const end = Math.min(bytes.length, bin + size);
    for (let at = bin + 32; at + 4 <= end; ) {
      cells.push(at);
      const length = Math.abs(readAt(bytes, at) | 0);
      if (length < 8) break;
      at += length;
    }
    if (size < BASE_BLOCK_SIZE) break;
    bin += size;
  }
  return cells;
}

function pickCell(cells: readonly number[], random: Random): number {
  return cells.length === 0 ? 0 : random.pick(cells);
}

function number(random: Random): number {
  if (random.chance(0.4)) return random.pick(NUMBERS);
  return random.chance(0.5) ? random.pick(BIG_NUMBERS) : random.below(2 ** 32);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readAt(bytes: Uint8Array, at: number): number {
  return at >= 0 && at + 4 <= bytes.length ? viewOf(bytes).getUint32(at, true) : 0;
}

function writeAt(bytes: Uint8Array, at: number, value: number): Uint8Array {
  if (at >= 0 && at + 4 <= bytes.length) viewOf(bytes).setUint32(at, value >>> 0, true);
  return bytes;
}
