import { beforeEach, describe, expect, it } from 'vitest';
import {
  isSameFile,
  listBackupsIn,
  newBackupFolder,
  removeBackup,
  verifyBackup,
} from '../../src/install/backup.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import type { RepairRequest } from '../../src/jobs/surroundings.ts';
import { listBackups, undoRepair } from '../../src/jobs/undo.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { allFiles, filesBeside, fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';
import { CONFIG, softwareSet, testSurroundings } from '../support/repair-surroundings.ts';

const BACKUPS = `${CONFIG}/hivemend-backups`;
const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, inPlace: false, acceptDirty: false };
const UNDO = { hiveSet: softwareSet(), inPlace: false, force: false };

async function repaired(files: MemoryFileSystem, request: Partial<RepairRequest> = {}) {
  files.put(HIVE, fixture('setting-2'));
  const { backup } = await repairHive(testSurroundings(files), { ...REQUEST, ...request });
  if (backup === undefined) throw new Error('no backup was made');
  return backup;
}

describe.each([true, false])('with hard links %s', (hardLinks) => {
  let files: MemoryFileSystem;
  beforeEach(() => {
    files = new MemoryFileSystem({ hardLinks });
  });

  it('the backup holds the original, and the live hive has one name', async () => {
    const backup = await repaired(files);
    expect(files.bytes(`${backup.folder}/SOFTWARE`)).toEqual(fixture('setting-2'));
    for (const path of [HIVE, `${backup.folder}/SOFTWARE`]) expect((await files.status(path))?.links).toBe(1);
    await verifyBackup(files, backup);
  });

  it('the undone hive has one name, and writing into it leaves every backup as it is', async () => {
    await repaired(files);
    await undoRepair(testSurroundings(files), UNDO);
    expect((await files.status(HIVE))?.links).toBe(1);
    files.put(HIVE, new Uint8Array(4096));
    for (const backup of await listBackupsIn(files, BACKUPS)) await verifyBackup(files, backup);
  });

  it('backs up to another volume', async () => {
    files.mount('/stick');
    const { folder } = await repaired(files, { backupFolder: '/stick/pc7' });
    expect(files.bytes(`${folder}/SOFTWARE`)).toEqual(fixture('setting-2'));
    expect(await files.status(BACKUPS)).toBeUndefined();
    expect(await listBackups({ files }, UNDO)).toEqual([]);
    await undoRepair(testSurroundings(files), { ...UNDO, backupFolder: '/stick/pc7' });
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it('a backup folder that nobody may write keeps the hive from being touched', async () => {
    files.putFolder('/stick');
    files.refuse('/stick', { writing: 'read-only' });
    await expect(repaired(files, { backupFolder: '/stick/pc7' })).rejects.toMatchObject({
      code: 'read-only',
      disk: 'unchanged',
    });
    expect(allFiles(files)).toEqual([HIVE]);
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it.each(['missing', 'shorter', 'with a wrong bit', 'replaced by a folder'])(
    'a backup file that is %s is not put back',
    async (damage) => {
      const { folder } = await repaired(files);
      const path = `${folder}/SOFTWARE`;
      if (damage === 'missing' || damage === 'replaced by a folder') await files.remove(path);
      if (damage === 'replaced by a folder') files.putFolder(path);
      if (damage === 'shorter') files.put(path, fixture('setting-2').subarray(0, 4096));
      if (damage === 'with a wrong bit') files.put(path, fixture('setting-1'));
      const before = await filesBeside(files);
      for (const force of [false, true])
        await expect(undoRepair(testSurroundings(files), { ...UNDO, force })).rejects.toMatchObject({
          code: 'backup-damaged',
          disk: 'unchanged',
        });
      expect(await filesBeside(files)).toEqual(before);
    },
  );
});

describe('an in-place repair', () => {
  it('refuses a hive with a second name', async () => {
    const files = new MemoryFileSystem();
    files.put(HIVE, fixture('setting-2'));
    await files.link(HIVE, '/mnt/pc/copy');
    const run = repairHive(testSurroundings(files), { ...REQUEST, inPlace: true });
    await expect(run).rejects.toMatchObject({
      code: 'shared-file',
      disk: 'unchanged',
      details: { path: HIVE, links: 2 },
    });
    expect(allFiles(files)).toEqual(['/mnt/pc/copy', HIVE].sort());
    expect(files.bytes('/mnt/pc/copy')).toEqual(fixture('setting-2'));
  });

  it('keeps pages that are refused when one of them is damaged', async () => {
    const files = new MemoryFileSystem();
    const { folder } = await repaired(files, { inPlace: true });
    const journal = files.bytes(`${folder}/pages.journal`) ?? new Uint8Array();
    journal.set([(journal[100] ?? 0) ^ 1], 100);
    files.put(`${folder}/pages.journal`, journal);
    const undo = undoRepair(testSurroundings(files), UNDO);
    await expect(undo).rejects.toMatchObject({ code: 'backup-damaged', disk: 'unchanged' });
  });
});

it('a replaced hive that had a second name leaves that name with the old contents', async () => {
  const files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
  await files.link(HIVE, '/mnt/pc/copy');
  await repairHive(testSurroundings(files), REQUEST);
  expect(files.bytes('/mnt/pc/copy')).toEqual(fixture('setting-2'));
  expect((await files.status(HIVE))?.links).toBe(1);
});

it('a log in the backup with a wrong bit keeps everything as it is', async () => {
  const files = new MemoryFileSystem();
  const hiveSet = putHiveSet(files, 'dirty-one-log');
  const { backup } = await repairHive(testSurroundings(files), { ...REQUEST, hiveSet });
  const path = `${backup?.folder}/SOFTWARE.LOG1`;
  const log = files.bytes(path) ?? new Uint8Array();
  log.set([(log[600] ?? 0) ^ 1], 600);
  files.put(path, log);
  const before = await filesBeside(files);
  const undo = undoRepair(testSurroundings(files), { ...UNDO, hiveSet });
  await expect(undo).rejects.toMatchObject({ code: 'backup-damaged', details: { path } });
  expect(await filesBeside(files)).toEqual(before);
});

describe('the backup folder', () => {
  const files = new MemoryFileSystem();
  const at = (changes: { readonly id?: number } = {}) =>
    testSurroundings(files, {
      clock: () => new Date('2026-11-23T00:40:12.999Z'),
      process: { id: changes.id ?? 4711, host: 'PE', bootedAt: '2026-11-23T00:00:00.000Z' },
    });

  it('is named for the second, beside the only hive of its name', async () => {
    expect(await newBackupFolder(at(), HIVE, undefined)).toBe(`${BACKUPS}/20261123-004012`);
  });

  it('is named for the process and the hive as well where hives share it', async () => {
    const name = await newBackupFolder(at(), HIVE, '/b');
    expect(name).toMatch(/^\/b\/20261123-004012-[0-9a-z]{4}$/);
    expect(await newBackupFolder(at(), HIVE, '/b')).toBe(name);
    expect(await newBackupFolder(at({ id: 4712 }), HIVE, '/b')).not.toBe(name);
    expect(await newBackupFolder(at(), `${CONFIG}/pc1.hive`, '/b')).not.toBe(name);
    expect(await newBackupFolder(at(), `${CONFIG}/pc1.hive`, undefined)).toMatch(/-004012-[0-9a-z]{4}$/);
  });

  it.each([undefined, '/b'])('has a name that is not taken (%s)', async (chosen) => {
    const name = await newBackupFolder(at(), HIVE, chosen);
    files.putFolder(name);
    const next = await newBackupFolder(at(), HIVE, chosen);
    expect(next).toMatch(/\/20261123-004012-[0-9a-z]{4}$/);
    expect(next).not.toBe(name);
    await files.removeFolder(name);
  });

  it('is removed with what a run made, but not with what others put there', async () => {
    const folder = `${BACKUPS}/20261123-004012-0001`;
    for (const name of ['SOFTWARE', 'software.log1', 'manifest.pending.json', 'pages.journal', 'notes.txt'])
      files.put(`${folder}/${name}`, new Uint8Array(1));
    await removeBackup(files, HIVE, folder);
    expect(await files.list(folder)).toEqual([{ name: 'notes.txt', kind: 'file' }]);
    await files.remove(`${folder}/notes.txt`);
    await removeBackup(files, HIVE, folder);
    expect(await files.status(BACKUPS)).toBeUndefined();
  });

  it('that hivemend did not name is left alone', async () => {
    for (const name of ['config', '20261123', '20261123-004012x']) {
      files.put(`/other/${name}/SOFTWARE`, new Uint8Array(1));
      await removeBackup(files, HIVE, `/other/${name}`);
      expect(files.bytes(`/other/${name}/SOFTWARE`)).toBeDefined();
    }
  });
});

it('tells one file from another, and its contents from later ones', async () => {
  const files = new MemoryFileSystem();
  files.put('/a', new Uint8Array(2));
  files.put('/b', new Uint8Array(2));
  const [a, b] = [await files.status('/a'), await files.status('/b')];
  if (a === undefined || b === undefined) throw new Error('a file is missing');
  expect(isSameFile(a, { ...a })).toBe(true);
  expect(isSameFile(a, b)).toBe(false);
  for (const change of [{ size: 3 }, { modifiedMs: 0 }, { inode: 0n }, { device: 0n }])
    expect(isSameFile(a, { ...a, ...change })).toBe(false);
});
