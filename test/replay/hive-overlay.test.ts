import { describe, expect, it } from 'vitest';
import { HiveOverlay } from '../../src/replay/hive-overlay.ts';
import { hiveFile, readAll } from '../support/hive-file.ts';
import { Random } from '../support/random.ts';

describe('an overlay', () => {
  it('reads at any place what was written last (500 seeds)', async () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new Random(seed);
      const file = new Uint8Array(4096 * 3 + random.below(3) * 512 + random.below(2) * 100).fill(1);
      const overlay = new HiveOverlay(hiveFile(file));
      const end = 4096 * 5;
      const model = new Uint8Array(end);
      model.set(file);
      const write = (at: number, bytes: Uint8Array) => {
        overlay.write(at, bytes);
        model.set(bytes, at);
      };
      for (let times = random.below(12); times > 0; times--) {
        const length = 512 * (1 + random.below(10));
        write(512 * random.below((end - length) / 512), new Uint8Array(length).fill(2 + random.below(200)));
      }
      write(2 * 4096, new Uint8Array(3 * 4096).fill(2 + random.below(200)));
      overlay.finish(end, 3 * 4096);
      for (let times = 0; times < 20; times++) {
        const position = random.below(end);
        const target = new Uint8Array(random.below(end - position + 1));
        await overlay.read(target, position);
        const expected = model.subarray(position, position + target.length);
        expect(Buffer.compare(target, expected), `seed ${seed} at ${position}`).toBe(0);
      }
    }
  });

  it('passes a file through that nothing was written over', async () => {
    const file = new Uint8Array(10_000).map((_, index) => index & 0xff);
    expect(await readAll(new HiveOverlay(hiveFile(file)))).toEqual(file);
  });

  it('fails as a file does beyond its end', async () => {
    const overlay = new HiveOverlay(hiveFile(new Uint8Array(8192), 'SOFTWARE'));
    await expect(overlay.read(new Uint8Array(2), 8191)).rejects.toMatchObject({
      code: 'file-read',
      details: { path: 'SOFTWARE', position: 8191, wanted: 2 },
    });
    await expect(overlay.read(new Uint8Array(2), -1)).rejects.toMatchObject({ code: 'file-read' });
  });

  it('passes on that the file can no longer be read', async () => {
    const gone = { path: 'HIVE', length: 8192, read: () => Promise.reject(new Error('unplugged')) };
    await expect(new HiveOverlay(gone).read(new Uint8Array(1), 0)).rejects.toThrow('unplugged');
  });
});
