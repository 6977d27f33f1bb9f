import { describe, expect, it } from 'vitest';
import { forEachChunk } from '../../src/ground/chunks.ts';
import { sourceOf } from '../support/byte-source.ts';

const MIB = 1024 * 1024;
const bytes = Uint8Array.from({ length: 5 * MIB + 123 }, (_, i) => i * 7 + (i >> 12));

describe('forEachChunk', () => {
  it.each([
    [0, bytes.length],
    [4096, 4096],
    [4096, 4097],
    [100, MIB + 100],
    [MIB, 4 * MIB],
  ])('shows what lies from %i to %i, in order', async (start, end) => {
    const shown = new Uint8Array(Math.max(0, end - start));
    let next = start;
    await forEachChunk(sourceOf(bytes), start, end, (chunk, position) => {
      expect(position).toBe(next);
      shown.set(chunk, position - start);
      next += chunk.length;
    });
    expect(next).toBe(end);
    expect(Buffer.compare(shown, bytes.subarray(start, end))).toBe(0);
  });

  it('throws what a read throws, in its turn', async () => {
    const seen: number[] = [];
    const source = sourceOf(bytes.subarray(0, 4 * MIB));
    const whole = { length: bytes.length, read: source.read };
    const shown = forEachChunk(whole, 0, bytes.length, (_, position) => void seen.push(position));
    await expect(shown).rejects.toMatchObject({ code: 'file-read' });
    expect(seen).toEqual([0, 2 * MIB]);
  });

  it('throws what the visitor throws, when no read is under way any more', async () => {
    let underWay = 0;
    const source = {
      length: bytes.length,
      async read(): Promise<void> {
        underWay += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay -= 1;
      },
    };
    const failure = new Error('from the visitor');
    const shown = forEachChunk(source, 0, bytes.length, () => {
      throw failure;
    });
    await expect(shown).rejects.toBe(failure);
    expect(underWay).toBe(0);
  });
});
