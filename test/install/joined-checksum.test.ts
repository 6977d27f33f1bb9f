import { expect, it } from 'vitest';
import { checksumOfBytes } from '../../src/install/checksum.ts';
import { checksumOfPiece, JoinedChecksum } from '../../src/install/joined-checksum.ts';
import { Random } from '../support/random.ts';

it.each([
  [0, [0]],
  [1, [1, 0, 1]],
  [2, [4096, 4096, 4096, 17]],
  [3, [100, 1, 2, 3, 65_536, 65_535]],
])('of pieces is that of the whole (seed %i)', (seed, lengths) => {
  const random = new Random(seed);
  const joined = new JoinedChecksum();
  const pieces = lengths.map((length) => Uint8Array.from({ length }, () => random.below(256)));
  for (const piece of pieces) joined.add(checksumOfPiece(piece), piece.length);
  expect(joined.text).toBe(checksumOfBytes(Buffer.concat(pieces)));
});
