import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import { type ErrorCode, isHiveError } from '../../src/ground/errors.ts';

/** What hivemend relies on in a file system. Every implementation goes through it. */
export function describeFileSystem(
  name: string,
  make: () => Promise<{ files: WritableFileSystem; folder: string }>,
) {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  async function put(files: WritableFileSystem, path: string, text: string): Promise<void> {
    const file = await files.create(path);
    await file.write(bytesOf(text), 0);
    await file.close();
  }

  async function text(files: WritableFileSystem, path: string): Promise<string> {
    const file = await files.open(path);
    const bytes = new Uint8Array(file.length);
    await file.read(bytes, 0);
    await file.close();
    return new TextDecoder().decode(bytes);
  }

  describe(`${name} keeps the file system contract`, () => {
    it('writes, reads at any place and grows a file', async () => {
      const { files, folder } = await make();
      const path = files.join(folder, 'hive');
      const file = await files.create(path);
      await file.write(bytesOf('abcdef'), 0);
      await file.write(bytesOf('XYZ'), 8);
      expect(file.length).toBe(11);
      const part = new Uint8Array(4);
      await file.read(part, 5);
      expect([...part]).toEqual([102, 0, 0, 88]);
      await file.truncate(3);
      expect(file.length).toBe(3);
      await file.flush();
      await file.close();
      await file.close();
      expect(await text(files, path)).toBe('abc');
    });

    it('refuses to read past the end', async () => {
      const { files, folder } = await make();
      const path = files.join(folder, 'hive');
      await put(files, path, 'abc');
      const file = await files.open(path);
      await expectCode(file.read(new Uint8Array(4), 0), 'file-read');
      await expectCode(file.read(new Uint8Array(1), 3), 'file-read');
      await file.close();
    });

    it('opens for writing without truncating', async () => {
      const { files, folder } = await make();
      const path = files.join(folder, 'hive');
      await put(files, path, 'abcdef');
      const file = await files.openForWriting(path);
      await file.write(bytesOf('Z'), 2);
      await file.close();
      expect(await text(files, path)).toBe('abZdef');
    });

    it('says what is missing, there already, or of another kind', async () => {
      const { files, folder } = await make();
      const missing = files.join(folder, 'missing');
      const here = files.join(folder, 'here');
      await put(files, here, 'x');
      await expectCode(files.open(missing), 'file-missing');
      await expectCode(files.openForWriting(missing), 'file-missing');
      await expectCode(files.list(missing), 'file-missing');
      await expectCode(files.sha256(missing), 'file-missing');
      await expectCode(files.remove(missing), 'file-missing');
      await expectCode(files.create(files.join(missing, 'x')), 'file-missing');
      await expectCode(files.replace(missing, here), 'file-missing');
      await expectCode(files.create(here), 'file-exists');
      await expectCode(files.link(here, here), 'file-exists');
      await expectCode(files.open(folder), 'not-a-file');
      await expectCode(files.sha256(folder), 'not-a-file');
      await expectCode(files.list(here), 'not-a-folder');
      expect(await files.status(missing)).toBeUndefined();
      expect(await files.status(files.join(here, 'below'))).toBeUndefined();
      expect((await files.status(folder))?.kind).toBe('folder');
    });

    it('gives a file a second name that shares its bytes', async () => {
      const { files, folder } = await make();
      const [first, second] = [files.join(folder, 'first'), files.join(folder, 'second')];
      await put(files, first, 'abc');
      await files.link(first, second);
      const [one, two] = [await files.status(first), await files.status(second)];
      expect([one?.inode, one?.device]).toEqual([two?.inode, two?.device]);
      expect(one?.links).toBe(2);
      const file = await files.openForWriting(first);
      await file.write(bytesOf('Z'), 0);
      await file.close();
      expect(await text(files, second)).toBe('Zbc');
      await files.remove(first);
      expect((await files.status(second))?.links).toBe(1);
    });

    it('replaces a file in one step and leaves its other name alone', async () => {
      const { files, folder } = await make();
      const [hive, staged, backup] = ['hive', 'staged', 'backup'].map((part) => files.join(folder, part));
      if (hive === undefined || staged === undefined || backup === undefined) throw new Error('three names');
      await put(files, hive, 'old');
      await put(files, staged, 'new');
      await files.link(hive, backup);
      await files.replace(staged, hive);
      expect(await text(files, hive)).toBe('new');
      expect(await text(files, backup)).toBe('old');
      expect(await files.status(staged)).toBeUndefined();
      expect((await files.status(hive))?.links).toBe(1);
    });

    it('tells a changed file by its time', async () => {
      const { files, folder } = await make();
      const path = files.join(folder, 'hive');
      await put(files, path, 'abc');
      const before = await files.status(path);
      await new Promise((done) => setTimeout(done, 20));
      const file = await files.openForWriting(path);
      await file.write(bytesOf('x'), 0);
      await file.close();
      expect((await files.status(path))?.modifiedMs).toBeGreaterThan(before?.modifiedMs ?? Number.NaN);
    });

    it('makes folders with those above, lists and removes them', async () => {
      const { files, folder } = await make();
      const deep = files.join(folder, 'a', 'b', 'c');
      await files.makeFolder(deep);
      await files.makeFolder(deep);
      await put(files, files.join(deep, 'file'), 'x');
      expect(await files.list(deep)).toEqual([{ name: 'file', kind: 'file' }]);
      expect(await files.list(files.join(folder, 'a'))).toEqual([{ name: 'b', kind: 'folder' }]);
      await expectCode(files.removeFolder(deep), 'file-write');
      await files.remove(files.join(deep, 'file'));
      await files.removeFolder(deep);
      expect(await files.status(deep)).toBeUndefined();
      expect(typeof (await files.flushFolder(folder))).toBe('boolean');
    });

    it('makes no folder where a file is, nor below one', async () => {
      const { files, folder } = await make();
      const path = files.join(folder, 'file');
      await put(files, path, 'x');
      await expectCode(files.makeFolder(path), 'file-exists');
      // The file is named that is in the way, and not what would lie below it.
      const inTheWay = { code: 'not-a-folder', details: { path } };
      await expect(files.makeFolder(files.join(path, 'a'))).rejects.toMatchObject(inTheWay);
      await expect(files.makeFolder(files.join(path, 'a', 'b'))).rejects.toMatchObject(inTheWay);
      expect(await text(files, path)).toBe('x');
    });

    it('makes no folder on a drive that is not there', async () => {
      const { files } = await make();
      if (files.flavour === 'windows') await expectCode(files.makeFolder('Q:\\backups\\1'), 'file-missing');
    });

    it('creates a file like another one', async () => {
      const { files, folder } = await make();
      const [model, path] = [files.join(folder, 'model'), files.join(folder, 'new')];
      await put(files, model, 'abc');
      const file = await files.create(path, { like: model });
      await file.write(bytesOf('x'), 0);
      expect((await file.status()).writable).toBe(true);
      await file.close();
      await expectCode(
        files.create(files.join(folder, 'other'), { like: files.join(folder, 'none') }),
        'file-missing',
      );
      expect(await files.status(files.join(folder, 'other'))).toBeUndefined();
    });

    it('hashes small and big files', async () => {
      const { files, folder } = await make();
      for (const size of [0, 1, 70_000, 5 * 1024 * 1024 + 3]) {
        const bytes = new Uint8Array(size).map((_, index) => index * 7);
        const path = files.join(folder, `file-${size}`);
        const file = await files.create(path);
        await file.write(bytes, 0);
        await file.close();
        expect(await files.sha256(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }
    });

    it('tells the free space', async () => {
      const { files, folder } = await make();
      expect(await files.freeSpace(folder)).toBeGreaterThan(1024);
    });
  });
}

export async function expectCode(call: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isHiveError(error)) throw new Error(`${code} expected, not ${String(error)}`);
  expect(error.code).toBe(code);
}
