import { beforeEach, describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { findBackups } from '../../src/install/find-backups.ts';
import { findLock } from '../../src/install/lock.ts';
import { ownFolders, ownPath, pathBelowHive } from '../../src/install/own-folder.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { fixture, HIVE, namesBeside } from '../support/repair-scene.ts';

const APART = `${CONFIG}/RegBack`;
const LOGS = ['LOG1', 'LOG2'];
const REQUEST = { hiveSet: softwareSet(...LOGS), value: 0, pagesOnly: false, acceptDirty: false };
const UNDO = { hiveSet: softwareSet(...LOGS), force: false };

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
  for (const log of LOGS) files.put(`${HIVE}.${log}`, fixture(`clean-with-logs.${log}`));
});

describe('the folder for what is made beside a hive', () => {
  it('is the one that Windows has for copies of its hives', async () => {
    files.putFolder(APART);
    expect(await ownFolders(files, HIVE)).toEqual([APART, CONFIG]);
  });

  it('is the hive’s own where there is no other', async () => {
    expect(await ownFolders(files, HIVE)).toEqual([CONFIG]);
    files.put(APART, Uint8Array.of(1));
    expect(await ownFolders(files, HIVE)).toEqual([CONFIG]);
  });

  it('is neither behind a link nor on another volume', async () => {
    files.putFolder('/elsewhere');
    files.putLink(APART, '/elsewhere');
    expect(await ownFolders(files, HIVE)).toEqual([CONFIG]);
    const mounted = new MemoryFileSystem();
    mounted.put(HIVE, fixture('setting-2'));
    mounted.mount(APART);
    expect(await ownFolders(mounted, HIVE)).toEqual([CONFIG]);
  });
});

it('a file of ours is where it lies, or in the first of the folders', async () => {
  files.putFolder(APART);
  expect(await ownPath(files, HIVE, 'x')).toBe(`${APART}/x`);
  files.put(`${CONFIG}/x`, Uint8Array.of(1));
  expect(await ownPath(files, HIVE, 'x')).toBe(`${CONFIG}/x`);
  files.put(`${APART}/x`, Uint8Array.of(1));
  expect(await ownPath(files, HIVE, 'x')).toBe(`${APART}/x`);
});

it.each([
  [`${CONFIG}/hivemend-backups/1`, 'hivemend-backups/1'],
  [`${APART}/hivemend-backups/1`, 'RegBack/hivemend-backups/1'],
  [`${CONFIG}/a/b/c/1`, undefined],
  [`${CONFIG}/1`, undefined],
  [CONFIG, undefined],
  ['/stick/hivemend-backups/1', undefined],
])('a backup folder is told from the hive: %s', (folder, below) => {
  expect(pathBelowHive(files, HIVE, folder)).toBe(below);
});

describe('in a whole Windows', () => {
  beforeEach(() => files.putFolder(APART));

  it('no name beside the hive is made, taken away or replaced, by a repair or by an undo', async () => {
    const watched = new FaultyFileSystem(files, new Random(0));
    await repairHive(testTools(watched), REQUEST);
    await undoRepair(testTools(watched), UNDO);
    const calls = Array.from({ length: watched.calls }, (_, index) => watched.describe(index + 1));
    const changing = calls.filter((call) =>
      /^(create|makeFolder|link|replace|remove|removeFolder) /.test(call),
    );
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter((call) => !call.includes(` ${APART}/`))).toEqual([]);
    expect(await namesBeside(files)).toEqual(['RegBack', 'SOFTWARE', 'SOFTWARE.LOG1', 'SOFTWARE.LOG2']);
  });

  it.each(['access-denied', 'read-only'] as const)(
    'what may not be made there is made beside the hive: %s',
    async (code) => {
      const create = files.create.bind(files);
      files.create = (path, options) =>
        path.startsWith(`${APART}/`)
          ? Promise.reject(new HiveError(code, { path, cause: 'EACCES' }))
          : create(path, options);
      const { backup } = await repairHive(testTools(files), REQUEST);
      expect(backup?.folder).toContain(`${CONFIG}/hivemend-backups/`);
      await undoRepair(testTools(files), UNDO);
      expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
      expect(await files.list(APART)).toEqual([]);
    },
  );

  it('another failure there is one', async () => {
    files.create = (path) => Promise.reject(new HiveError('file-write', { path, cause: 'EIO' }));
    await expect(repairHive(testTools(files), REQUEST)).rejects.toMatchObject({
      code: 'file-write',
      details: { path: `${APART}/SOFTWARE.hivemend-lock` },
    });
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it('an undo finds the backup of a run that had no such folder', async () => {
    const before = new MemoryFileSystem();
    before.put(HIVE, fixture('setting-2'));
    await repairHive(testTools(before), { ...REQUEST, hiveSet: softwareSet() });
    before.putFolder(APART);
    expect((await findBackups(before, HIVE)).map(({ summary }) => summary.folder)).toEqual([
      expect.stringContaining(`${CONFIG}/hivemend-backups/`),
    ]);
    await undoRepair(testTools(before), { ...UNDO, hiveSet: softwareSet() });
    expect(before.bytes(HIVE)).toEqual(fixture('setting-2'));
    expect(await findBackups(before, HIVE)).toHaveLength(2);
  });

  it('a run that was interrupted is found in either folder', async () => {
    for (const folder of [APART, CONFIG]) {
      const disk = files.copy();
      if (folder === CONFIG) await disk.removeFolder(APART);
      const counting = new FaultyFileSystem(disk.copy(), new Random(0));
      await repairHive(testTools(counting), REQUEST);
      const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
      const afterIt = calls.lastIndexOf(`file.write ${HIVE}`) + 3;
      const killed = new FaultyFileSystem(disk, new Random(0), 'killed', afterIt);
      await repairHive(testTools(killed), REQUEST).catch(() => undefined);
      disk.closeAll();
      disk.putFolder(APART);
      const lock = await findLock(disk, HIVE);
      expect(lock?.path).toBe(`${folder}/SOFTWARE.hivemend-lock`);
      const { recovery } = await undoRepair(testTools(disk), UNDO);
      expect(recovery?.kind).toBe('finished');
      expect(disk.bytes(HIVE)).toEqual(fixture('setting-2'));
      expect(await findLock(disk, HIVE)).toBeUndefined();
    }
  });
});
