import { beforeEach, describe, expect, it } from 'vitest';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import { hiveSetAt } from '../../src/install/bring-back.ts';
import { runMark } from '../../src/install/find-backups.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { changeHives } from '../../src/jobs/change-hives.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { listBackups, undoHives, undoRepair } from '../../src/jobs/undo.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { CONFIG, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';
import { sweepSize } from '../support/sweep-size.ts';

/** Backups that were sent to a stick, which has another letter or path when the next run comes; or which is not there. */

const STICK = '/stick/backups';
const LOCK = `${HIVE}.hivemend-lock`;

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
});

/** Under another path is what lay below `from`. */
async function move(from: string, to: string): Promise<void> {
  for (const path of files.paths().filter((path) => path.startsWith(`${from}/`) && !path.endsWith('/'))) {
    files.put(path.replace(from, to), files.bytes(path) ?? new Uint8Array());
    await files.remove(path);
  }
}

const folderOnStick = (): string =>
  files
    .paths()
    .find((path) => path.includes('/run-'))
    ?.replace(/\/run-[^/]*$/, '') ?? '';

async function callsOf(work: (on: WritableFileSystem) => Promise<unknown>): Promise<readonly string[]> {
  const counting = new FaultyFileSystem(files.copy(), new Random(0));
  await work(counting);
  return Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
}

async function killedAfter(work: (on: WritableFileSystem) => Promise<unknown>, call: string): Promise<void> {
  const at = (await callsOf(work)).indexOf(call) + 2;
  expect(at).toBeGreaterThan(1);
  await work(new FaultyFileSystem(files, new Random(0), 'killed', at)).catch(() => undefined);
  files.closeAll();
}

const MARKED = `file.write ${HIVE}`;
const LOGGED = `file.flush ${HIVE}.LOG1`;

describe('a repair that was interrupted, and whose backup lies elsewhere now', () => {
  const request = { value: 0, pagesOnly: false, acceptDirty: false };
  const interruptedAfter = (call: string): Promise<void> => {
    const hiveSet = putHiveSet(files, 'setting-2');
    return killedAfter((on) => repairHive(testTools(on), { ...request, hiveSet, backupFolder: STICK }), call);
  };
  const repaired = async (backupFolder: string) =>
    repairHive(testTools(files, { backupFolder, newRunId: () => 'later' }), {
      ...request,
      hiveSet: await hiveSetAt(files, HIVE),
      backupFolder,
    });
  const undone = async (backupFolder: string) =>
    undoRepair(testTools(files, { backupFolder, newRunId: () => 'last' }), {
      hiveSet: await hiveSetAt(files, HIVE),
      force: false,
      backupFolder,
    });

  it.each([
    ['its folder', '/media/usb/backups'],
    ['the stick', '/media/usb'],
    ['a folder above the stick’s old place', '/media'],
  ])('is finished by a repair that is told of %s', async (_name, named) => {
    await interruptedAfter(MARKED);
    await move(
      named === '/media' ? '/stick' : STICK,
      named === '/media' ? '/media/stick' : '/media/usb/backups',
    );
    const { recovery, alreadyRight } = await repaired(named);
    expect([recovery?.kind, alreadyRight]).toEqual(['finished', true]);
    await undone(named === '/media' ? '/media/stick/backups' : '/media/usb/backups');
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it.each(['the backup itself', 'a folder of another name'])(
    'is finished where %s is named',
    async (name) => {
      await interruptedAfter(MARKED);
      await move(folderOnStick(), '/media/usb/renamed');
      const { recovery } = await repaired(name === 'the backup itself' ? '/media/usb/renamed' : '/media/usb');
      expect(recovery).toMatchObject({ kind: 'finished', backup: '/media/usb/renamed' });
    },
  );

  it('is taken back where it had not come to the hive', async () => {
    await interruptedAfter(LOGGED);
    await move(STICK, '/media/usb');
    expect((await repaired('/media/usb')).recovery?.kind).toBe('taken-back');
  });

  it('is out of reach where nothing has the mark of its run', async () => {
    await interruptedAfter(MARKED);
    await move(STICK, '/media/usb');
    const mark = files.paths().find((path) => path.includes('/run-')) ?? '';
    await files.remove(mark);
    files.put(files.join(files.parent(mark), runMark('other')), new Uint8Array());
    expect((await repaired('/media/usb')).recovery?.kind).toBe('out-of-reach');
  });

  it.each([
    ['the hive is the new one', MARKED],
    ['the hive was not written', LOGGED],
  ])('is listed and taken back later, too, where %s', async (_name, call) => {
    await interruptedAfter(call);
    await move(STICK, '/media/usb');
    await recoverInterruptedRun(testTools(files), HIVE);
    expect(files.bytes(LOCK)).toBeUndefined();
    const place = { hiveSet: await hiveSetAt(files, HIVE), backupFolder: '/media/usb' };
    expect(await listBackups({ files }, place)).toMatchObject([{ command: 'repair', isUnfinished: true }]);
    await undone('/media/usb');
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
    expect(files.bytes(`${HIVE}.LOG1`)).toBeUndefined();
  });

  it.each([true, false])('is listed where it lies beside the hive when no lock does: %s', async (hasLock) => {
    const hiveSet = putHiveSet(files, 'setting-2');
    await killedAfter((on) => repairHive(testTools(on), { ...request, hiveSet }), MARKED);
    if (!hasLock) await files.remove(LOCK);
    const listed = await listBackups({ files }, { hiveSet });
    expect(listed.map(({ isUnfinished }) => isUnfinished)).toEqual(hasLock ? [] : [true]);
  });

  it('is not put back over what something else has written since', async () => {
    await interruptedAfter(MARKED);
    await recoverInterruptedRun(testTools(files), HIVE);
    files.put(HIVE, fixture('setting-1'));
    await expect(undone(STICK)).rejects.toMatchObject({ code: 'hive-not-as-left' });
  });
});

describe('hives that were changed together, of which a backup is out of reach', () => {
  const HIVES = [HIVE, '/mnt/pc/Users/hanako/NTUSER.DAT', `${CONFIG}/SYSTEM`];
  const FIXTURES = ['setting-2', 'setting-1', 'setting-0'];
  /** Within the folder of the machine's hives: known from there, but not from a profile. */
  const KEPT = `${CONFIG}/kept`;

  beforeEach(() => {
    for (const [index, hive] of HIVES.entries()) files.put(hive, fixture(FIXTURES[index] ?? ''));
  });

  async function change(on: WritableFileSystem, backupFolder: string): Promise<void> {
    const requests = [];
    for (const hive of HIVES)
      requests.push({
        hiveSet: await hiveSetAt(on, hive),
        look: () => ({ edits: [{ edit: 'create-key' as const, key: ['New', 'Key'] }], seen: undefined }),
        logFormat: () => 'new' as const,
        tell: () => undefined,
      });
    const run = { command: 'import', pagesOnly: false, acceptDirty: false, backupFolder };
    let runs = 0;
    const newRunId = () => {
      runs += 1;
      return `of-${runs}`;
    };
    await changeHives(testTools(on, { newRunId }), run, requests);
  }

  const statesAt = (hives: readonly string[]): readonly string[] =>
    hives.map((hive, index) =>
      Buffer.compare(files.bytes(hive) ?? new Uint8Array(), fixture(FIXTURES[index] ?? '')) === 0
        ? 'old'
        : 'new',
    );

  const recovered = async (hives: readonly string[]) => {
    const kinds = [];
    for (const hive of hives) {
      // That of one takes care of the others.
      const tools = testTools(files);
      await recoverInterruptedRun(tools, hive);
      for (const event of tools.events) if (event.event === 'recovered') kinds.push(event.recovery.kind);
    }
    return kinds;
  };

  /** Those up to the last one are written; none is completed. */
  const interrupted = (backupFolder: string, last = HIVES[2]): Promise<void> =>
    killedAfter((on) => change(on, backupFolder), `file.flush ${last}`);

  it('are finished on a disk that has another path, with the backups that lie on it', async () => {
    await interrupted(KEPT);
    await move('/mnt/pc', '/media/disk-7');
    const hives = HIVES.map((hive) => hive.replace('/mnt/pc', '/media/disk-7'));
    expect(await recovered(hives)).toEqual(['finished', 'finished', 'finished']);
    expect(statesAt(hives)).toEqual(['new', 'new', 'new']);
  });

  it('are neither taken back nor finished one by one, and told', async () => {
    await interrupted(STICK);
    const mark = files.paths().find((path) => path.endsWith(runMark('of-2'))) ?? '';
    await move(files.parent(mark), '/drawer/backup');
    expect(await recovered(HIVES)).toEqual(['out-of-reach', 'out-of-reach', 'out-of-reach']);
    expect(statesAt(HIVES)).toEqual(['new', 'new', 'new']);
    // Once it is back, an undo has them all.
    await move('/drawer/backup', files.parent(mark));
    const requests = [];
    for (const hive of HIVES)
      requests.push({ hiveSet: await hiveSetAt(files, hive), force: false, backupFolder: STICK });
    const [first, ...others] = requests;
    if (first === undefined) throw new Error('no hives');
    await undoHives(testTools(files), [first, ...others]);
    expect(statesAt(HIVES)).toEqual(['old', 'old', 'old']);
  });

  it('are taken back together, one that was met alone while the backups were away among them', async () => {
    await interrupted(STICK, HIVE);
    await move(STICK, '/drawer');
    expect(await recovered([HIVE])).toEqual(['out-of-reach']);
    await move('/drawer', STICK);
    expect(await recovered([HIVES[1] ?? ''])).toEqual(['taken-back', 'taken-back', 'taken-back']);
    expect(statesAt(HIVES)).toEqual(['old', 'old', 'old']);
    expect(files.paths().filter((path) => path.endsWith('-lock'))).toEqual([]);
  });

  it('are all old or all new when a failure is taken back and is interrupted itself', async () => {
    const calls = await callsOf((on) => change(on, STICK));
    const failing = calls.lastIndexOf(`file.flush ${HIVES[2]}`) + 1;
    const start = files.copy();
    const failed = (on: WritableFileSystem) =>
      change(new FaultyFileSystem(on, new Random(0), 'io-error', failing), STICK);
    const counting = new FaultyFileSystem(files, new Random(0));
    await expect(failed(counting)).rejects.toMatchObject({ code: 'write-undone' });
    expect(files.paths().filter((path) => path.startsWith(`${STICK}/`) && !path.endsWith('/'))).toEqual([]);
    for (let at = failing + 1; at <= counting.calls; at += sweepSize(41, 5)) {
      files = start.copy();
      const where = `killed at call ${at}, ${counting.describe(at)}`;
      await expect(failed(new FaultyFileSystem(files, new Random(0), 'killed', at)), where).rejects.toThrow();
      files.closeAll();
      await recovered(HIVES);
      expect(new Set(statesAt(HIVES)).size, where).toBe(1);
      expect(
        files.paths().filter((path) => path.endsWith('-lock')),
        where,
      ).toEqual([]);
    }
  });
});
