import { describe, expect, it } from 'vitest';
import { findHiveSet } from '../../src/disk/hive-set.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const nothing = new Uint8Array(0);

describe('hive set', () => {
  it('has the logs in any case, with the names as they are spelled, in a fixed order', async () => {
    const files = new MemoryFileSystem();
    for (const name of ['SOFTWARE', 'SOFTWARE.LOG', 'software.log2', 'SOFTWARE.Log1', 'SOFTWARE.LOG3'])
      files.put(`/c/${name}`, nothing);
    files.put('/c/SYSTEM.LOG1', nothing);
    expect(await findHiveSet(files, '/c/SOFTWARE')).toEqual({
      primary: '/c/SOFTWARE',
      logs: ['/c/SOFTWARE.Log1', '/c/software.log2', '/c/SOFTWARE.LOG'],
    });
  });

  it('takes the log whose spelling agrees when there are several', async () => {
    const files = new MemoryFileSystem();
    for (const name of ['software', 'SOFTWARE', 'SOFTWARE.LOG1', 'software.log1'])
      files.put(`/c/${name}`, nothing);
    expect((await findHiveSet(files, '/c/software')).logs).toEqual(['/c/software.log1']);
    expect((await findHiveSet(files, '/c/SOFTWARE')).logs).toEqual(['/c/SOFTWARE.LOG1']);
  });

  it('may have no log, and takes no folder for one', async () => {
    const files = new MemoryFileSystem({ flavour: 'windows' });
    files.put('D:\\c\\NTUSER.DAT', nothing);
    files.putFolder('D:\\c\\NTUSER.DAT.LOG1');
    expect(await findHiveSet(files, 'D:\\c\\NTUSER.DAT')).toEqual({
      primary: 'D:\\c\\NTUSER.DAT',
      logs: [],
    });
  });

  it('refuses what is no file', async () => {
    const files = new MemoryFileSystem();
    files.putFolder('/c/SOFTWARE');
    await expect(findHiveSet(files, '/c/SOFTWARE')).rejects.toMatchObject({ code: 'not-a-file' });
    await expect(findHiveSet(files, '/c/SYSTEM')).rejects.toMatchObject({ code: 'file-missing' });
  });
});
