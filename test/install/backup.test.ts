import { beforeEach, describe, expect, it } from 'vitest';
import { newBackupFolder, removeBackup, verifyBackup } from '../../src/install/backup.ts';
import { findBackups } from '../../src/install/find-backups.ts';
import { isSameFile } from '../../src/install/install.ts';
import { type RepairRequest, repairHive } from '../../src/jobs/repair.ts';
import { listBackups, undoRepair } from '../../src/jobs/undo.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { allFiles, filesBeside, fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';

const BACKUPS = `${CONFIG}/hivemend-backups`;
const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };
const UNDO = { hiveSet: softwareSet(), force: false };

async function repaired(files: MemoryFileSystem, request: Partial<RepairRequest> = {}) {
  files.put(HIVE, fixture('setting-2'));
  const { backup } = await repairHive(testTools(files), { ...REQUEST, ...request });
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
    await undoRepair(testTools(files), UNDO);
    expect((await files.status(HIVE))?.links).toBe(1);
    files.put(HIVE, new Uint8Array(4096));
    for (const { summary } of await findBackups(files, HIVE)) await verifyBackup(files, summary);
  });

  it('backs up to another volume', async () => {
    files.mount('/stick');
    const { folder } = await repaired(files, { backupFolder: '/stick/pc7' });
    expect(files.bytes(`${folder}/SOFTWARE`)).toEqual(fixture('setting-2'));
    expect(await files.status(BACKUPS)).toBeUndefined();
    expect(await listBackups({ files }, UNDO)).toEqual([]);
    await undoRepair(testTools(files), { ...UNDO, backupFolder: '/stick/pc7' });
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
        await expect(undoRepair(testTools(files), { ...UNDO, force })).rejects.toMatchObject({
          code: 'backup-damaged',
          disk: 'unchanged',
        });
      expect(await filesBeside(files)).toEqual(before);
    },
  );
});

it('kept pages are refused when one of them is damaged', async () => {
  const files = new MemoryFileSystem();
  const { folder } = await repaired(files, { pagesOnly: true });
  const pages = files.bytes(`${folder}/pages.journal`) ?? new Uint8Array();
  pages.set([(pages[100] ?? 0) ^ 1], 100);
  files.put(`${folder}/pages.journal`, pages);
  const undo = undoRepair(testTools(files), UNDO);
  await expect(undo).rejects.toMatchObject({ code: 'backup-damaged', disk: 'unchanged' });
});

it('a hive that has a second name is replaced, and that name keeps the old contents', async () => {
  const files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
  await files.link(HIVE, '/mnt/pc/copy');
  const outcome = await repairHive(testTools(files), REQUEST);
  expect(outcome).toMatchObject({ disk: 'changed', method: 'replace', because: 'second-name' });
  expect(files.bytes('/mnt/pc/copy')).toEqual(fixture('setting-2'));
  expect((await files.status(HIVE))?.links).toBe(1);
});

it('pages are kept by themselves, and it is said, where there is no room for the whole hive', async () => {
  const hive = fixture('setting-2');
  const files = new MemoryFileSystem();
  files.put(HIVE, hive);
  files.mount('/small', { capacity: 64 * 1024 });
  const { backup, warnings } = await repairHive(testTools(files), {
    ...REQUEST,
    backupFolder: '/small/b',
  });
  expect(backup?.kind).toBe('pages');
  expect(warnings).toMatchObject([{ code: 'backup-of-pages-only' }]);
  await undoRepair(testTools(files), { ...UNDO, backupFolder: '/small/b' });
  expect(files.bytes(HIVE)).toEqual(hive);
});

it('a log in the backup with a wrong bit keeps everything as it is', async () => {
  const files = new MemoryFileSystem();
  const hiveSet = putHiveSet(files, 'dirty-one-log');
  const { backup } = await repairHive(testTools(files), { ...REQUEST, hiveSet });
  const path = `${backup?.folder}/SOFTWARE.LOG1`;
  const log = files.bytes(path) ?? new Uint8Array();
  log.set([(log[600] ?? 0) ^ 1], 600);
  files.put(path, log);
  const before = await filesBeside(files);
  const undo = undoRepair(testTools(files), { ...UNDO, hiveSet });
  await expect(undo).rejects.toMatchObject({ code: 'backup-damaged', details: { path } });
  expect(await filesBeside(files)).toEqual(before);
});

describe('the backup folder', () => {
  const files = new MemoryFileSystem();
  const at = () => testTools(files, { clock: () => new Date('2026-11-23T00:40:12.999Z') });

  it('is named for the second, beside the only hive of its name', async () => {
    expect(await newBackupFolder(at(), HIVE, { ownFolder: CONFIG }, 'r1')).toBe(`${BACKUPS}/20261123-004012`);
  });

  it('is named for the run as well where hives share it, and where the name is taken', async () => {
    expect(await newBackupFolder(at(), HIVE, { chosen: '/b' }, 'r1')).toBe('/b/20261123-004012-r1');
    expect(await newBackupFolder(at(), `${CONFIG}/pc1.hive`, { ownFolder: CONFIG }, 'r1')).toMatch(
      /-004012-r1$/,
    );
    files.putFolder(`${BACKUPS}/20261123-004012`);
    expect(await newBackupFolder(at(), HIVE, { ownFolder: CONFIG }, 'r1')).toMatch(/-004012-r1$/);
    await files.removeFolder(`${BACKUPS}/20261123-004012`);
  });

  const OWN = ['SOFTWARE', 'software.log1', 'manifest.pending.json', 'pages.journal', 'run-r1'];

  it('is removed with what a run made, but not with what others put there', async () => {
    const folder = `${BACKUPS}/20261123-004012`;
    for (const name of [...OWN, 'notes.txt']) files.put(`${folder}/${name}`, new Uint8Array(1));
    await removeBackup(files, HIVE, folder, 'r1');
    expect(await files.list(folder)).toEqual([{ name: 'notes.txt', kind: 'file' }]);
    await files.remove(`${folder}/notes.txt`);
    await removeBackup(files, HIVE, folder, 'r1');
    expect(await files.status(BACKUPS)).toBeUndefined();
  });

  it.each(['config', '20261123-004012'])('of another run is left alone (%s)', async (name) => {
    for (const own of OWN) files.put(`/other/${name}/${own}`, new Uint8Array(1));
    await removeBackup(files, HIVE, `/other/${name}`, 'r2');
    for (const own of OWN) expect(files.bytes(`/other/${name}/${own}`)).toBeDefined();
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
