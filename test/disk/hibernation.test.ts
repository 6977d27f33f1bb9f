import { describe, expect, it } from 'vitest';
import { readHibernation } from '../../src/disk/hibernation.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

function header(signature: string, size = 8192): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(signature));
  return bytes;
}

async function stateWith(contents: Uint8Array, name = 'hiberfil.sys') {
  const files = new MemoryFileSystem();
  files.put(`/pc/${name}`, contents);
  const hibernation = await readHibernation(files, '/pc');
  expect(files.openHandles()).toBe(0);
  return hibernation;
}

describe('hibernation', () => {
  it('is told by each signature in capitals and small letters', async () => {
    for (const signature of ['hibr', 'HIBR', 'wake', 'WAKE', 'RSTR', 'rstr'])
      expect(await stateWith(header(signature))).toEqual({
        state: 'hibernated',
        path: '/pc/hiberfil.sys',
        signature,
      });
  });

  it('is told from a file that is named in capitals or is very short', async () => {
    expect(await stateWith(header('HIBR'), 'HIBERFIL.SYS')).toMatchObject({ path: '/pc/HIBERFIL.SYS' });
    expect(await stateWith(header('HIBR', 4))).toMatchObject({ state: 'hibernated' });
  });

  it('is not there without a file, in an empty one, and after zeros were written over its header', async () => {
    expect(await readHibernation(new MemoryFileSystem(), '/')).toEqual({
      state: 'not-hibernated',
      because: 'no-file',
    });
    expect(await stateWith(new Uint8Array(0))).toEqual({ state: 'not-hibernated', because: 'empty' });
    const zeroed = new Uint8Array(8192);
    zeroed.fill(7, 4096);
    expect(await stateWith(zeroed)).toEqual({ state: 'not-hibernated', because: 'zeroed' });
  });

  it.each(['hiberfil.sys', 'HIBERFIL.SYS'])(
    'is unknown where %s is a folder, or a link to nowhere',
    async (name) => {
      const [folder, link] = [new MemoryFileSystem(), new MemoryFileSystem()];
      folder.putFolder(`/pc/${name}`);
      link.put('/pc/file', new Uint8Array(1));
      link.putLink(`/pc/${name}`, 'nothing');
      for (const files of [folder, link])
        expect(await readHibernation(files, '/pc')).toEqual({
          state: 'unknown',
          path: `/pc/${name}`,
          because: 'unreadable',
          cause: 'not-a-file',
        });
    },
  );

  it('is unknown when the header is neither', async () => {
    expect(await stateWith(header('link'))).toEqual({
      state: 'unknown',
      path: '/pc/hiberfil.sys',
      because: 'other-signature',
      cause: 'link',
    });
    const half = new Uint8Array(4096);
    half[100] = 1;
    expect(await stateWith(half)).toMatchObject({ state: 'unknown', cause: '0x00000000' });
    expect(await stateWith(header('hib'))).toMatchObject({ state: 'unknown', cause: '0x68696200' });
  });

  it('is unknown when the file cannot be read, and a locked volume stays one', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('D:\\hiberfil.sys', header('hibr'));
    for (const code of ['file-in-use', 'access-denied', 'file-read'] as const) {
      files.refuse('D:\\hiberfil.sys', { reading: code });
      expect(await readHibernation(files, 'D:\\')).toEqual({
        state: 'unknown',
        path: 'D:\\hiberfil.sys',
        because: 'unreadable',
        cause: code,
      });
    }
    files.refuse('D:\\', { reading: 'volume-locked' });
    await expect(readHibernation(files, 'D:\\')).rejects.toMatchObject({ code: 'volume-locked' });
  });
});
