import { describe, expect, it } from 'vitest';
import { makeAlike, protectBackup } from '../../src/install/protection.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';

const HIVE = '/config/SOFTWARE';
const FOLDER = '/config/hivemend-backups/20261123-120000';
const CLOSED = { openTo: ['S-1-5-18', 'S-1-5-32-544'] };

function disk(descriptors?: 'carried' | 'left'): MemoryFileSystem {
  const files = new MemoryFileSystem(descriptors && { descriptors });
  files.put(HIVE, Uint8Array.of(1), CLOSED);
  for (const name of ['SOFTWARE', 'manifest.json']) files.put(`${FOLDER}/${name}`, Uint8Array.of(1));
  return files;
}

const all = ['/config/hivemend-backups', FOLDER, `${FOLDER}/SOFTWARE`, `${FOLDER}/manifest.json`];

describe('a backup', () => {
  it('gets the rights of the hive, with all that lies in it', async () => {
    const files = disk('carried');
    expect(await protectBackup(files, HIVE, FOLDER, ['/config/hivemend-backups'])).toEqual([]);
    for (const path of all) expect(files.attributes(path)?.openTo, path).toEqual(CLOSED.openTo);
  });

  it('needs none where the file system has none', async () => {
    const files = disk();
    expect(await protectBackup(files, HIVE, FOLDER)).toEqual([]);
    expect(files.attributes(FOLDER)?.openTo).toBeUndefined();
  });

  it('is told to be open where they can not be given', async () => {
    expect(await protectBackup(disk('left'), HIVE, FOLDER)).toEqual([
      { code: 'backup-open-to-others', path: FOLDER, openTo: ['S-1-1-0'] },
    ]);
  });

  it('is told to be unknown where nobody can look', async () => {
    const files = disk('left');
    files.protectLike = async () => 'unknown';
    expect(await protectBackup(files, HIVE, FOLDER)).toEqual([
      { code: 'backup-protection-unknown', path: FOLDER },
    ]);
  });
});

describe('a staged file', () => {
  const staged = `${FOLDER}/SOFTWARE`;

  it('is made like the hive', async () => {
    const files = disk('carried');
    expect(await makeAlike(files, HIVE, staged)).toEqual([]);
    expect(files.attributes(staged)?.openTo).toEqual(CLOSED.openTo);
  });

  it('is told to lack what could not be carried', async () => {
    expect(await makeAlike(disk('left'), HIVE, staged)).toEqual([
      { code: 'traits-lost', path: HIVE, traits: ['security-descriptor'] },
    ]);
  });
});
