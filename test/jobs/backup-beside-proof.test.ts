import { beforeEach, expect, it } from 'vitest';
import { repairHive } from '../../src/jobs/repair.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { fixture, HIVE, namesBeside } from '../support/repair-scene.ts';

/** The backup of a hive is made while its change is made and proven. */

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
});

const REQUEST = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };

/** Whether the run has its backup folder when this step begins. */
async function hasFolderAt(step: string, request = REQUEST): Promise<boolean> {
  let has: boolean | undefined;
  const tools = testTools(files, {
    tell: (event) => {
      if (event.event === 'step' && event.step === step)
        has = files.paths().some((path) => path.startsWith(`${CONFIG}/hivemend-backups/`));
    },
  });
  await repairHive(tools, request);
  if (has === undefined) throw new Error(`there is no step ${step}`);
  return has;
}

it('is begun before the edit', async () => {
  expect(await hasFolderAt('read')).toBe(false);
  files.put(HIVE, fixture('setting-2'));
  expect(await hasFolderAt('edit')).toBe(true);
});

it('waits for the proof where only the changed pages are kept', async () => {
  expect(await hasFolderAt('verify', { ...REQUEST, pagesOnly: true })).toBe(false);
});

it('leaves nothing behind when the proof fails', async () => {
  files.put(HIVE, fixture('cell-overruns'));
  const before = files.bytes(HIVE);
  await expect(repairHive(testTools(files), REQUEST)).rejects.toMatchObject({ disk: 'unchanged' });
  expect(files.bytes(HIVE)).toEqual(before);
  expect(await namesBeside(files)).toEqual(['SOFTWARE']);
});

it('leaves nothing behind when the run is stopped meanwhile', async () => {
  let isCancelled = false;
  const tools = testTools(files, {
    tell: (event) => {
      isCancelled ||= event.event === 'step' && event.step === 'verify';
    },
    isCancelled: () => isCancelled,
  });
  await expect(repairHive(tools, REQUEST)).rejects.toMatchObject({ code: 'cancelled', disk: 'unchanged' });
  expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  expect(await namesBeside(files)).toEqual(['SOFTWARE']);
});
