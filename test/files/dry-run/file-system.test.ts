import { describe, expect, it } from 'vitest';
import { DryRunContents } from '../../../src/files/dry-run/file.ts';
import { DryRunFileSystem } from '../../../src/files/dry-run/file-system.ts';
import { MemoryFileSystem } from '../../support/memory-file-system.ts';
import { Random } from '../../support/random.ts';
import { describeFileSystem, expectCode } from '../file-system-contract.ts';

for (const flavour of ['posix', 'windows'] as const) {
  describeFileSystem(`dry run (${flavour})`, async () => {
    const disk = new MemoryFileSystem({ flavour });
    const folder = disk.resolve(disk.join('x', 'config'));
    disk.putFolder(folder);
    return { files: new DryRunFileSystem(disk), folder };
  });
}

function hive(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index ^ (index >>> 9));
}

describe('dry run', () => {
  it('plays a replacement through and leaves the disk as it is', async () => {
    const disk = new MemoryFileSystem();
    disk.put('/config/SOFTWARE', hive(300_000));
    const before = disk.paths();
    const files = new DryRunFileSystem(disk);
    await files.makeFolder('/config/backups/1');
    await files.link('/config/SOFTWARE', '/config/backups/1/SOFTWARE');
    const staged = await files.create('/config/new', { like: '/config/SOFTWARE' });
    const changed = hive(300_000);
    changed[70_000] = 99;
    await staged.write(changed, 0);
    await staged.flush();
    await staged.close();
    await files.replace('/config/new', '/config/SOFTWARE');
    expect(await files.flushFolder('/config')).toBe(true);

    const now = await files.open('/config/SOFTWARE');
    const seen = new Uint8Array(now.length);
    await now.read(seen, 0);
    await now.close();
    expect(seen).toEqual(changed);
    expect((await files.status('/config/SOFTWARE'))?.links).toBe(1);
    expect(await files.sha256('/config/backups/1/SOFTWARE')).toBe(await disk.sha256('/config/SOFTWARE'));
    expect((await files.list('/config')).map(({ name }) => name).sort()).toEqual(['SOFTWARE', 'backups']);

    expect(disk.paths()).toEqual(before);
    expect(disk.bytes('/config/SOFTWARE')).toEqual(hive(300_000));
    expect(disk.openHandles()).toBe(0);
  });

  it('shows an in-place write at both names of a file, and not on the disk', async () => {
    const disk = new MemoryFileSystem();
    disk.put('/hive', hive(10));
    await disk.link('/hive', '/second');
    const files = new DryRunFileSystem(disk);
    await files.link('/hive', '/third');
    expect((await files.status('/third'))?.links).toBe(3);
    const file = await files.openForWriting('/third');
    await file.write(Uint8Array.of(200), 3);
    await file.close();
    const seen = new Uint8Array(1);
    const again = await files.open('/hive');
    await again.read(seen, 3);
    await again.close();
    expect(seen[0]).toBe(200);
    expect(disk.bytes('/hive')).toEqual(hive(10));
  });

  it('notices a full disk as the real run would', async () => {
    const disk = new MemoryFileSystem({ capacity: 1000 });
    disk.put('/hive', hive(600));
    const files = new DryRunFileSystem(disk);
    const staged = await files.create('/new', { like: '/hive' });
    await expectCode(staged.write(hive(600), 0), 'disk-full');
    await staged.write(hive(300), 0);
    expect(await files.freeSpace('/')).toBe(100);
    await staged.close();
  });

  it('does not link or rename from one volume to another', async () => {
    const disk = new MemoryFileSystem();
    disk.put('/hive', hive(5));
    disk.mount('/usb');
    const files = new DryRunFileSystem(disk);
    await expectCode(files.link('/hive', '/usb/hive'), 'no-hard-links');
    await expectCode(files.replace('/hive', '/usb/hive'), 'file-write');
  });

  it('refuses to write to a read-only file', async () => {
    const disk = new MemoryFileSystem();
    disk.put('/hive', hive(5), { mode: 0o444 });
    await expectCode(new DryRunFileSystem(disk).openForWriting('/hive'), 'access-denied');
  });

  it('holds only the pages that differ', async () => {
    const disk = new MemoryFileSystem();
    const bytes = hive(8 * 1024 * 1024);
    disk.put('/hive', bytes);
    const contents = new DryRunContents('/hive', bytes.length, false);
    const source = await disk.open('/hive');
    const changed = bytes.slice();
    changed[5_000_000] = 1 + (changed[5_000_000] ?? 0);
    await contents.write(source, changed, 0);
    expect(contents.length).toBe(bytes.length);
    expect(contents.held).toBe(64 * 1024);
  });

  it('has the contents that a plain array would have, whatever is written', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      const disk = new MemoryFileSystem();
      const original = hive(random.below(400_000));
      disk.put('/hive', original);
      const isSource = random.chance(0.5);
      const contents = new DryRunContents('/hive', original.length, isSource);
      const source = await disk.open('/hive');
      let expected = isSource ? original.slice() : new Uint8Array(0);
      for (let round = 0; round < 12; round += 1) {
        if (random.chance(0.2)) {
          const length = random.below(500_000);
          contents.truncate(length);
          const cut = new Uint8Array(length);
          cut.set(expected.subarray(0, length));
          expected = cut;
        } else {
          const position = random.below(300_000);
          const bytes = random.chance(0.5)
            ? original.slice(position, position + random.below(200_000))
            : new Uint8Array(random.below(100_000)).fill(round);
          await contents.write(source, bytes, position);
          const grown = new Uint8Array(Math.max(expected.length, position + bytes.length));
          grown.set(expected);
          grown.set(bytes, position);
          expected = grown;
        }
        expect(contents.length, `seed ${seed}, round ${round}`).toBe(expected.length);
        const seen = new Uint8Array(expected.length);
        await contents.read(source, seen, 0);
        expect(Buffer.compare(seen, expected), `seed ${seed}, round ${round}`).toBe(0);
      }
    }
  });
});
