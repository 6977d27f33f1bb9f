import { beforeEach, describe, expect, it } from 'vitest';
import type { FileStatus } from '../../src/files/file-system.ts';
import { HiveError } from '../../src/ground/errors.ts';
import { type RepairRequest, repairHive } from '../../src/jobs/repair.ts';
import { listBackups } from '../../src/jobs/undo.ts';
import { softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { allFiles, fixture, HIVE, namesBeside } from '../support/repair-scene.ts';

/** Runs that fail on their own take back what they made. Power losses and the runs after them: test/crash. */

const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
});

/** Tools with which `act` happens once, when the backup is made and nothing is replaced yet. */
function whenBackedUp(act: () => void | Promise<void>) {
  const calm = testTools(files);
  let done = false;
  return {
    ...calm,
    clock: () => {
      const isBackedUp = files.paths().some((path) => /-backups\/.*\/(SOFTWARE|pages\.journal)$/.test(path));
      if (isBackedUp && !done) {
        done = true;
        act();
      }
      return calm.clock();
    },
  };
}

describe.each([false, true])('with a backup of pages only: %s', (pagesOnly) => {
  it('a hive that something else changes meanwhile keeps that change', async () => {
    // The same page that hivemend would have written: laying the old page over it would undo somebody's work.
    const theirs = fixture('setting-2');
    const start = theirs.length - 4096;
    theirs.set([1, 2, 3], start + 4093);
    theirs.set([9], 200);
    const s = whenBackedUp(() => files.put(HIVE, theirs));
    await expect(repairHive(s, { ...REQUEST, pagesOnly })).rejects.toMatchObject({
      code: 'file-changed',
      disk: 'unchanged',
    });
    expect(files.bytes(HIVE)).toEqual(theirs);
    // What they wrote over is nowhere else.
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });

  it('another tool that sets the same value meanwhile is not undone', async () => {
    const done = new MemoryFileSystem();
    done.put(HIVE, fixture('setting-2'));
    await repairHive(testTools(done), { ...REQUEST, value: 1 });
    const theirs = done.bytes(HIVE) ?? new Uint8Array();
    const s = whenBackedUp(() => files.put(HIVE, theirs));
    await expect(repairHive(s, { ...REQUEST, pagesOnly })).rejects.toMatchObject({ code: 'file-changed' });
    expect(files.bytes(HIVE)).toEqual(theirs);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });

  it('Ctrl+C at the last moment leaves nothing behind', async () => {
    let isCancelled = false;
    const s = whenBackedUp(() => {
      isCancelled = true;
    });
    const run = repairHive({ ...s, isCancelled: () => isCancelled }, { ...REQUEST, pagesOnly });
    await expect(run).rejects.toMatchObject({ code: 'cancelled', disk: 'unchanged' });
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
    expect(await namesBeside(files)).toEqual(['SOFTWARE']);
  });

  it('a full disk leaves nothing behind', async () => {
    const small = new MemoryFileSystem({ capacity: fixture('setting-2').length + 600 });
    small.put(HIVE, fixture('setting-2'));
    const run = repairHive(testTools(small), { ...REQUEST, pagesOnly });
    await expect(run).rejects.toMatchObject({ code: 'disk-full', disk: 'unchanged' });
    expect(allFiles(small)).toEqual([HIVE]);
    expect(small.bytes(HIVE)).toEqual(fixture('setting-2'));
  });
});

it('a hive that was replaced by another one meanwhile is left alone, and the backup of the first one is kept', async () => {
  const s = whenBackedUp(async () => {
    await files.remove(HIVE);
    files.put(HIVE, fixture('setting-1'));
  });
  await expect(repairHive(s, REQUEST)).rejects.toMatchObject({ code: 'file-changed' });
  expect(files.bytes(HIVE)).toEqual(fixture('setting-1'));
  const [backup] = await listBackups({ files }, REQUEST);
  expect(files.bytes(`${backup?.folder}/SOFTWARE`)).toEqual(fixture('setting-2'));
  expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
});

it('a file system that numbers all files alike does not make the live hive look like its backup', async () => {
  const s = whenBackedUp(async () => {
    await files.remove(HIVE);
    files.put(HIVE, fixture('setting-1'));
  });
  const alike = (status: FileStatus | undefined) => status && { ...status, inode: 0n, links: 1 };
  const status = files.status.bind(files);
  files.status = async (path) => alike(await status(path));
  files.link = async (_existing, path) => {
    throw new HiveError('no-hard-links', { path });
  };
  const open = files.open.bind(files);
  files.open = async (path) => {
    const file = await open(path);
    const ofFile = file.status.bind(file);
    return Object.assign(file, { status: async () => ({ ...(await ofFile()), inode: 0n, links: 1 }) });
  };
  await expect(repairHive(s, REQUEST)).rejects.toMatchObject({ code: 'file-changed' });
  expect(files.bytes(HIVE)).toEqual(fixture('setting-1'));
  const [backup] = await listBackups({ files }, REQUEST);
  expect(files.bytes(`${backup?.folder}/SOFTWARE`)).toEqual(fixture('setting-2'));
});

it('hives that share a backup folder are repaired in the same second, each with its own backup', async () => {
  const hives = ['/pc1/SOFTWARE', '/pc2/SOFTWARE'];
  const now = () => new Date('2026-11-23T09:00:00.000Z');
  const outcomes = await Promise.all(
    hives.map((primary, index) => {
      files.put(primary, fixture(index === 0 ? 'setting-2' : 'setting-1'));
      const hiveSet = { primary, logs: [] };
      const s = testTools(files, { clock: now, newRunId: () => `run-${index}` });
      return repairHive(s, { ...REQUEST, hiveSet, backupFolder: '/backups' });
    }),
  );
  const folders = outcomes.map(({ backup }) => backup?.folder);
  expect(new Set(folders).size).toBe(2);
  expect(files.bytes(`${folders[0]}/SOFTWARE`)).toEqual(fixture('setting-2'));
  expect(files.bytes(`${folders[1]}/SOFTWARE`)).toEqual(fixture('setting-1'));
});
