import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundTo, readerBoundTo } from '../../src/files/bound-to-volume.ts';
import { DryRunFileSystem } from '../../src/files/dry-run/file-system.ts';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import { nodeFileSystem } from '../../src/files/node/file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { describeFileSystem, expectCode } from './file-system-contract.ts';

describeFileSystem('bound to a volume', async () => {
  const files = new MemoryFileSystem();
  files.putFolder('/mnt/pc/folder');
  return { files: boundTo(files, '/mnt/pc'), folder: '/mnt/pc/folder' };
});

it('passes on how a file is to be opened for writing', async () => {
  const files = new MemoryFileSystem();
  files.put('/mnt/pc/lock', Uint8Array.of(1));
  const asked: unknown[] = [];
  const { openForWriting } = files;
  files.openForWriting = async (path, ...options: readonly unknown[]) => {
    asked.push(...options);
    return openForWriting.call(files, path);
  };
  await (await boundTo(files, '/mnt/pc').openForWriting('/mnt/pc/lock', { isExclusive: true })).close();
  expect(asked).toEqual([{ isExclusive: true }]);
});

const some = Uint8Array.of(1);

/** A volume with links to elsewhere, to itself and to nothing, and with another volume mounted in it. */
function hostile(flavour: 'posix' | 'windows' = 'posix'): { files: MemoryFileSystem; root: string } {
  const files = new MemoryFileSystem({ flavour });
  const [root, elsewhere] = flavour === 'windows' ? ['D:\\', 'C:\\other'] : ['/mnt/pc', '/other'];
  files.mount(root);
  files.put(files.join(elsewhere, 'secret'), some);
  files.put(files.join(root, 'folder', 'file'), some);
  files.mount(files.join(root, 'volume'));
  files.put(files.join(root, 'volume', 'file'), some);
  files.putLink(files.join(root, 'away'), elsewhere);
  files.putLink(files.join(root, 'file'), files.join(elsewhere, 'secret'));
  files.putLink(files.join(root, 'within'), 'folder');
  files.putLink(files.join(root, 'nowhere'), 'nothing');
  return { files, root };
}

/** Every call that takes a path, on that path. */
function callsOn(
  files: WritableFileSystem,
  path: string,
  plain: string,
): readonly [string, () => Promise<unknown>][] {
  return [
    ['status', () => files.status(path)],
    ['open', () => files.open(path)],
    ['list', () => files.list(path)],
    ['sha256', () => files.sha256(path)],
    ['followLink', () => files.followLink(path)],
    ['freeSpace', () => files.freeSpace(path)],
    ['isReadOnly', () => files.isReadOnly(path)],
    ['create', () => files.create(path)],
    ['openForWriting', () => files.openForWriting(path)],
    ['link from', () => files.link(path, plain)],
    ['link to', () => files.link(plain, path)],
    ['replace from', () => files.replace(path, plain)],
    ['replace to', () => files.replace(plain, path)],
    ['remove', () => files.remove(path)],
    ['makeFolder', () => files.makeFolder(path)],
    ['removeFolder', () => files.removeFolder(path)],
    ['flushFolder', () => files.flushFolder(path)],
    ['protectLike model', () => files.protectLike(path, [plain])],
    ['protectLike path', () => files.protectLike(plain, [path])],
    ['carryTraits from', () => files.carryTraits(path, plain)],
    ['carryTraits to', () => files.carryTraits(plain, path)],
  ];
}

describe.each(['posix', 'windows'] as const)('a file system that is bound to a volume (%s)', (flavour) => {
  it.each([
    'away',
    'away/secret',
    'file',
    'within',
    'within/file',
    'nowhere',
    'nowhere/new',
    'volume',
    'volume/file',
    'volume/new',
  ])('takes no call below it to %s', async (name) => {
    const { files, root } = hostile(flavour);
    const before = files.digest();
    const path = files.join(root, ...name.split('/'));
    const plain = files.join(root, 'folder', 'file');
    for (const [call, run] of callsOn(boundTo(files, root), path, plain)) {
      await expect(run(), call).rejects.toMatchObject({
        code: 'path-diverted',
        details: { path: files.join(root, name.split('/')[0] ?? '') },
      });
    }
    expect(files.digest()).toBe(before);
    expect(files.openHandles()).toBe(0);
  });

  it('says where a link leads, and nothing of the kind of a mount point', async () => {
    const { files, root } = hostile(flavour);
    const bound = readerBoundTo(files, root);
    await expect(bound.status(files.join(root, 'within', 'file'))).rejects.toMatchObject({
      details: { path: files.join(root, 'within'), target: 'folder' },
    });
    await expect(bound.status(files.join(root, 'volume'))).rejects.toMatchObject({
      details: { path: files.join(root, 'volume') },
    });
  });

  it('tells links by name, lists them, and takes every other path as it is', async () => {
    const { files, root } = hostile(flavour);
    const bound = boundTo(files, root);
    expect(await bound.nameStatus(files.join(root, 'within'))).toEqual({ kind: 'link', target: 'folder' });
    expect(await bound.nameStatus(files.join(root, 'folder'))).toMatchObject({ kind: 'folder' });
    expect(await bound.nameStatus(files.join(root, 'no', 'such'))).toBeUndefined();
    expect((await bound.list(root)).map(({ name }) => name).sort()).toEqual(
      ['away', 'file', 'folder', 'nowhere', 'volume', 'within'].sort(),
    );
    expect(await bound.status(files.join(root, 'folder', 'file'))).toMatchObject({ kind: 'file' });
    const outside = flavour === 'windows' ? 'C:\\other\\secret' : '/other/secret';
    expect(await bound.status(outside)).toMatchObject({ kind: 'file' });
    expect(await bound.status(files.parent(root))).toMatchObject({ kind: 'folder' });
  });
});

describe('a file system that is bound to a volume', () => {
  it('is not taken in by capitals where names compare without case', async () => {
    const { files } = hostile('windows');
    await expect(boundTo(files, 'd:').status('D:\\AWAY\\secret')).rejects.toMatchObject({
      code: 'path-diverted',
    });
  });

  it('knows a folder of a similar name from one below it', async () => {
    const files = new MemoryFileSystem();
    files.put('/mnt/pc2/file', some);
    files.putLink('/mnt/pc-link', '/mnt/pc2');
    expect(await boundTo(files, '/mnt/pc').status('/mnt/pc-link/file')).toMatchObject({ kind: 'file' });
  });

  it('may have a link for its root', async () => {
    const { files } = hostile();
    files.putLink('/pc', '/mnt/pc');
    const bound = boundTo(files, '/pc');
    expect(await bound.status('/pc/folder/file')).toMatchObject({ kind: 'file' });
    await expectCode(bound.status('/pc/volume/file'), 'path-diverted');
  });

  it('stays one in a dry run', async () => {
    const { files, root } = hostile();
    const dry = new DryRunFileSystem(boundTo(files, root));
    await expectCode(dry.create(files.join(root, 'away', 'new')), 'path-diverted');
    await (await dry.create(files.join(root, 'folder', 'new'))).close();
    expect(await dry.nameStatus(files.join(root, 'folder', 'new'))).toMatchObject({ kind: 'file' });
    expect(await dry.nameStatus(files.join(root, 'away'))).toMatchObject({ kind: 'link' });
  });

  it('sees the links of a real file system', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hivemend-bound-'));
    try {
      await mkdir(join(folder, 'pc', 'folder'), { recursive: true });
      await writeFile(join(folder, 'secret'), 'secret');
      await symlink(join(folder, 'secret'), join(folder, 'pc', 'file'));
      await symlink('..', join(folder, 'pc', 'folder', 'up'));
      await symlink('nowhere', join(folder, 'pc', 'lock'));
      const bound = boundTo(nodeFileSystem(), join(folder, 'pc'));
      await expect(bound.openForWriting(join(folder, 'pc', 'file'))).rejects.toMatchObject({
        code: 'path-diverted',
        details: { path: join(folder, 'pc', 'file'), target: join(folder, 'secret') },
      });
      await expectCode(bound.create(join(folder, 'pc', 'folder', 'up', 'new')), 'path-diverted');
      await expectCode(bound.status(join(folder, 'pc', 'lock')), 'path-diverted');
      expect(await bound.nameStatus(join(folder, 'pc', 'lock'))).toEqual({ kind: 'link', target: 'nowhere' });
      expect(await nodeFileSystem().nameStatus(join(folder, 'pc', 'file', 'x'))).toBeUndefined();
      await (await bound.create(join(folder, 'pc', 'folder', 'new'))).close();
      expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('secret');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
