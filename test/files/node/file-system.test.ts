import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../../src/files/node/file-system.ts';
import { describeFileSystem, expectCode } from '../file-system-contract.ts';

const made: string[] = [];

async function folderInTmp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hivemend-'));
  made.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

describeFileSystem('node', async () => ({ files: nodeFileSystem(), folder: await folderInTmp() }));

describe('node file system', () => {
  const files = nodeFileSystem();

  it('copies the permissions of the model', async () => {
    const folder = await folderInTmp();
    const model = join(folder, 'model');
    await writeFile(model, 'x');
    await chmod(model, 0o640);
    await (await files.create(join(folder, 'new'), { like: model })).close();
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o640);
  });

  it('reads and writes beyond 4 GiB', async () => {
    const path = join(await folderInTmp(), 'sparse');
    const file = await files.create(path);
    const position = 2 ** 32 + 12_345;
    await file.write(Uint8Array.of(1, 2, 3), position);
    const back = new Uint8Array(3);
    await file.read(back, position);
    await file.close();
    expect([...back]).toEqual([1, 2, 3]);
    expect((await files.status(path))?.size).toBe(position + 3);
  });

  it('reads straight into a part of a bigger buffer, more than one chunk', async () => {
    const path = join(await folderInTmp(), 'big');
    const bytes = new Uint8Array(9 * 1024 * 1024 + 17).map(
      (_, index) => index ^ (index >>> 8) ^ (index >>> 16),
    );
    await writeFile(path, bytes);
    const view = new Uint8Array(new ArrayBuffer(16 * 1024 * 1024), 65_536, bytes.length);
    const file = await files.open(path);
    await file.read(view, 0);
    await file.close();
    expect(Buffer.compare(view, bytes)).toBe(0);
  });

  it.skipIf(process.getuid?.() !== 0)('knows a read-only medium without writing to it', async () => {
    const folder = await folderInTmp();
    await writeFile(join(folder, 'file'), 'x');
    await chmod(join(folder, 'file'), 0o444);
    for (const path of [folder, join(folder, 'file'), join(folder, 'missing')])
      expect(await files.isReadOnly(path)).toBe(false);
    // Only root may mount.
    execFileSync('mount', ['--bind', folder, folder]);
    try {
      execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
      for (const path of [folder, join(folder, 'file')]) expect(await files.isReadOnly(path)).toBe(true);
    } finally {
      execFileSync('umount', [folder]);
    }
  });

  it('does not wait for a pipe', async () => {
    const pipe = join(await folderInTmp(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expectCode(files.open(pipe), 'not-a-file');
    await expectCode(files.sha256(pipe), 'not-a-file');
  });

  it('follows links in a list, and shows broken ones', async () => {
    const folder = await folderInTmp();
    await symlink(folder, join(folder, 'to-folder'));
    await symlink(join(folder, 'nothing'), join(folder, 'broken'));
    const entries = [...(await files.list(folder))].sort((one, two) => one.name.localeCompare(two.name));
    expect(entries).toEqual([
      { name: 'broken', kind: 'other' },
      { name: 'to-folder', kind: 'folder' },
    ]);
  });

  it('calls a name that cannot be missing', async () => {
    await expectCode(files.open('a\0b'), 'file-missing');
    expect(await files.status('a\0b')).toBeUndefined();
  });

  it('makes a folder that somebody else makes at the same time', async () => {
    const deep = join(await folderInTmp(), 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 8 }, () => files.makeFolder(deep)));
    expect((await files.status(deep))?.kind).toBe('folder');
  });

  it.each(['/proc/hivemend', '/proc/hivemend/a/b', '/proc/self/hivemend'])(
    'ends where no folder can be made: %s',
    (path) => expectCode(files.makeFolder(path), 'file-write'),
  );

  it('shows a file without write permission', async () => {
    const path = join(await folderInTmp(), 'file');
    await writeFile(path, 'x');
    await chmod(path, 0o444);
    expect((await files.status(path))?.writable).toBe(false);
  });
});
