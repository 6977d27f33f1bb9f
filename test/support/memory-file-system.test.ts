import { describe, expect, it } from 'vitest';
import { describeFileSystem, expectCode } from '../files/file-system-contract.ts';
import { MemoryFileSystem } from './memory-file-system.ts';

for (const flavour of ['posix', 'windows'] as const) {
  describeFileSystem(`memory (${flavour})`, async () => {
    const files = new MemoryFileSystem({ flavour });
    const folder = files.resolve(files.join('x', 'config'));
    files.putFolder(folder);
    return { files, folder };
  });
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('memory file system', () => {
  it('loses at a power loss what was not flushed', async () => {
    const files = new MemoryFileSystem();
    files.put('/hive', bytes(1));
    const file = await files.openForWriting('/hive');
    await file.write(bytes(2), 0);
    await file.flush();
    await file.write(bytes(3), 0);
    await (await files.create('/new')).close();
    files.losePower(0);
    expect(files.bytes('/hive')).toEqual(bytes(2));
    expect(files.paths()).toEqual(['/hive']);
  });

  it('keeps what was flushed, whatever the seed', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const files = new MemoryFileSystem();
      files.put('/hive', bytes(1));
      const file = await files.create('/new');
      await file.write(bytes(2), 0);
      await file.flush();
      await files.replace('/new', '/hive');
      await files.flushFolder('/');
      files.losePower(seed);
      expect(files.bytes('/hive'), `seed ${seed}`).toEqual(bytes(2));
      expect(files.paths()).toEqual(['/hive']);
    }
  });

  it('shows an empty file where a rename got to the medium before the contents', async () => {
    const files = new MemoryFileSystem();
    files.put('/hive', bytes(1));
    const file = await files.create('/new');
    await file.write(bytes(2), 0);
    await files.replace('/new', '/hive');
    files.losePower(2);
    expect(files.bytes('/hive')).toEqual(bytes());
  });

  it('tears a long write at sectors', async () => {
    const seen = new Set<string>();
    for (let seed = 4; seed < 60; seed += 1) {
      const files = new MemoryFileSystem();
      files.put('/hive', new Uint8Array(1536));
      const file = await files.openForWriting('/hive');
      await file.write(new Uint8Array(1536).fill(1), 0);
      files.losePower(seed);
      const after = files.bytes('/hive') ?? bytes();
      seen.add(
        [0, 512, 1024].map((start) => [...new Set(after.subarray(start, start + 512))].join('')).join(' '),
      );
    }
    expect([...seen].sort()).toEqual([
      '0 0 0',
      '0 0 1',
      '0 1 0',
      '0 1 1',
      '1 0 0',
      '1 0 1',
      '1 1 0',
      '1 1 1',
    ]);
  });

  it('keeps names in order with a journal like that of NTFS', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const files = new MemoryFileSystem({ journal: 'ntfs' });
      for (const name of ['/a', '/b', '/c']) await (await files.create(name)).close();
      files.losePower(seed);
      expect('/a/b/c'.startsWith(files.paths().join('')), `seed ${seed}: ${files.paths()}`).toBe(true);
    }
    const files = new MemoryFileSystem({ journal: 'ntfs' });
    expect(await files.flushFolder('/')).toBe(false);
    await (await files.create('/a')).flush();
    files.losePower(0);
    expect(files.paths()).toEqual(['/a']);
  });

  it('is full at its capacity, takes what fits, and has room again after a file is gone', async () => {
    const files = new MemoryFileSystem({ capacity: 10 });
    const file = await files.create('/a');
    await expectCode(file.write(new Uint8Array(12), 0), 'disk-full');
    expect(file.length).toBe(10);
    await files.link('/a', '/b');
    await files.remove('/a');
    expect(await files.freeSpace('/')).toBe(0);
    await files.remove('/b');
    await file.close();
    expect(await files.freeSpace('/')).toBe(10);
  });

  it('has volumes between which nothing is linked or renamed', async () => {
    const files = new MemoryFileSystem();
    files.put('/hive', bytes(1));
    files.mount('/usb', { capacity: 5 });
    await expectCode(files.link('/hive', '/usb/hive'), 'no-hard-links');
    await expectCode(files.replace('/hive', '/usb/hive'), 'file-write');
    expect(await files.freeSpace('/usb')).toBe(5);
    expect((await files.status('/usb'))?.device).not.toBe((await files.status('/hive'))?.device);
  });

  it('compares names without case as Windows does, and keeps an open file from being replaced', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('C:\\config\\SOFTWARE', bytes(1));
    files.put('C:\\config\\new', bytes(2));
    const file = await files.open('c:\\CONFIG\\software');
    await expectCode(files.replace('C:\\config\\new', 'C:\\config\\SOFTWARE'), 'access-denied');
    await file.close();
    await files.replace('C:\\config\\new', 'C:\\config\\SOFTWARE');
    expect(files.bytes('C:\\config\\software')).toEqual(bytes(2));
  });

  it('refuses what the test wants refused', async () => {
    const files = new MemoryFileSystem();
    files.put('/w/hive', bytes(1));
    files.refuse('/w', { reading: 'volume-locked', writing: 'volume-locked' });
    await expectCode(files.open('/w/hive'), 'volume-locked');
    await expectCode(files.create('/w/new'), 'volume-locked');
    await expectCode(files.status('/w/hive'), 'volume-locked');
    files.allow('/w');
    await (await files.open('/w/hive')).close();
    expect(files.openHandles()).toBe(0);
  });

  it('is copied with all that is still unflushed', async () => {
    const files = new MemoryFileSystem();
    files.put('/hive', bytes(1));
    files.mount('/usb');
    await files.link('/hive', '/second');
    const file = await files.openForWriting('/hive');
    await file.write(bytes(2), 0);
    await (await files.create('/usb/new')).close();
    const [lost, kept] = [files.copy(), files.copy()];
    expect(lost.digest()).toBe(files.digest());
    lost.losePower(0);
    kept.losePower(1);
    expect(lost.paths()).toEqual(['/hive', '/usb/']);
    expect(lost.bytes('/hive')).toEqual(bytes(1));
    expect(kept.paths()).toEqual(['/hive', '/second', '/usb/', '/usb/new']);
    expect(kept.bytes('/second')).toEqual(bytes(2));
    expect((await kept.status('/hive'))?.links).toBe(2);
    expect(files.bytes('/hive')).toEqual(bytes(2));
    expect(kept.digest()).toBe(files.digest());
    await (await kept.openForWriting('/second')).write(bytes(3), 0);
    expect(files.bytes('/second')).toEqual(bytes(2));
  });
});
