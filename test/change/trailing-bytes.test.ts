import { describe, expect, it } from 'vitest';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { key } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { changed } from './changes.ts';

/**
 * A change may make the hive grow, and what lies behind its hive bins data moves. That is no change of the hive, as long as
 * not a byte of it is lost.
 */

const noise = Uint8Array.from({ length: 9001 }, (_, i) => (i * 31 + (i >> 7)) & 0xff);
const { bytes } = buildHive({ root: key('ROOT', { keys: [key('Microsoft')] }), trailingBytes: noise });

describe.each([
  ['hivex', ['Microsoft', 'New']],
  ['our own writer', ['Microsoft', 'Ünïcode']],
])('bytes behind a hive that %s makes grow', (_, path) => {
  const edits = [{ edit: 'set-value', key: path, value: '', type: 3, data: new Uint8Array(9000) }] as const;

  it('move with its end', async () => {
    const after = await changed(bytes, edits);
    const { end } = new HiveReader(after, 'HIVE').image;
    expect(end).toBeGreaterThan(new HiveReader(bytes, 'HIVE').image.end);
    expect(Buffer.compare(after.subarray(end), noise)).toBe(0);
  });
});
