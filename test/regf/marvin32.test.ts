import { expect, it } from 'vitest';
import { marvin32 } from '../../src/regf/marvin32.ts';

const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const toHex = ({ low, high }: { low: number; high: number }) =>
  ((BigInt(high) << 32n) | BigInt(low)).toString(16).padStart(16, '0');

// Vectors and seed 0x004FB61A001BDBCC that .NET's own tests of Marvin32 and skeeto/marvin32 share.
const seed = { low: 0x001bdbcc, high: 0x004fb61a };

it.each([
  ['', '30ed35c100cd3c7d'],
  ['af', '48e73fc77d75ddc1'],
  ['e70f', 'b5f6e1fc485dbff8'],
  ['37f495', 'f0b07c789b8cf7e8'],
  ['8642dc59', '7008f2e87e9cf556'],
  ['153fb79826', 'e6c08c6da2afa997'],
  ['0932e6246c47', '6f04bf1a5ea24060'],
  ['ab427ea8d10fc7', 'e11847e4f0678c41'],
])('hashes %s as published', (hex, expected) => {
  expect(toHex(marvin32(fromHex(hex), 0, hex.length / 2, seed))).toBe(expected);
});

it('hashes a range inside longer bytes as it hashes the range alone', () => {
  const range = fromHex('ab427ea8d10fc7');
  expect(marvin32(fromHex('0102ab427ea8d10fc703'), 2, 9)).toEqual(marvin32(range));
});
