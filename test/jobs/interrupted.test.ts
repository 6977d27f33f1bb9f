import { beforeEach, describe, expect, it } from 'vitest';
import type { HiveSet } from '../../src/ground/brand.ts';
import { hiveSetAt } from '../../src/install/bring-back.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { stagedPath } from '../../src/install/replace.ts';
import { checkTarget } from '../../src/jobs/check.ts';
import { survey } from '../../src/jobs/list.ts';
import type { Machine } from '../../src/jobs/machine.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { repairTarget } from '../../src/jobs/repair-target.ts';
import { listBackups, undoRepair } from '../../src/jobs/undo.ts';
import { undoTarget } from '../../src/jobs/undo-target.ts';
import { moduleBytes } from '../hivex/hives.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { CONFIG, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { fixture, HIVE, putHiveSet } from '../support/repair-scene.ts';
import { structureModuleBytes } from '../support/structure-module.ts';

/** What jobs make of a disk on which an earlier hivemend was interrupted, at another path than this one. */

const LOCK = `${HIVE}.hivemend-lock`;

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
});

const WATCH = { tell: () => undefined, isCancelled: () => false };

function machineOn(disk: MemoryFileSystem): Machine {
  const { clock, process, isAlive, newRunId, pause, every } = testTools(disk);
  return {
    run: { clock, process, isAlive, newRunId, pause, every },
    version: '0.0.0-test',
    files: async () => disk,
    commands: () => Promise.reject(new Error('no program is asked')),
    temporaryFolder: () => '/tmp',
    makePrivateFolder: async (start) => start,
    isPrivateFolder: async () => true,
    endProgram: async () => false,
    openImages: new Set(),
    mounts: async () => '',
    hivexModule: async () => moduleBytes(),
    structureCheckModule: async () => structureModuleBytes(),
  };
}

const OPTIONS = { pagesOnly: false, acceptDirty: false, ignoreHibernation: false, dryRun: false };

/** A repair of a hive with logs of Windows before 8.1, which is replaced, and is killed at a call. */
async function killedAt(call: RegExp): Promise<void> {
  const hiveSet = putHiveSet(files, 'dirty-old-log');
  const counting = new FaultyFileSystem(files.copy(), new Random(0));
  const request = { hiveSet, value: 0, pagesOnly: false, acceptDirty: false };
  await repairHive(testTools(counting), request);
  const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
  const at = calls.findIndex((name) => call.test(name)) + 1;
  expect(at).toBeGreaterThan(0);
  const killed = repairHive(testTools(new FaultyFileSystem(files, new Random(0), 'killed', at)), request);
  await killed.catch(() => undefined);
  files.closeAll();
}

describe('a hive without a name, since a rename was cut in two', () => {
  it.each(['staged file', 'backup'])('comes back from the %s, and is repaired', async (from) => {
    await killedAt(/^replace .*\/SOFTWARE$/);
    await files.remove(HIVE);
    if (from === 'backup') await files.remove(stagedPath(HIVE));
    await expect(checkTarget(machineOn(files), '/mnt/pc', { acceptDirty: false })).rejects.toMatchObject({
      code: 'hive-missing',
      details: { path: HIVE, isInterrupted: true },
    });
    const { outcome } = await repairTarget(machineOn(files), WATCH, '/mnt/pc', OPTIONS);
    expect(outcome.change.after).toMatchObject({ state: 'off' });
    expect(files.paths().filter((path) => /hivemend-(lock|new)/.test(path))).toEqual([]);
    await undoTarget(machineOn(files), WATCH, '/mnt/pc', {
      force: false,
      ignoreHibernation: false,
      dryRun: false,
    });
    expect(files.bytes(HIVE)).toEqual(fixture('dirty-old-log'));
  });

  it('is not made up where nothing tells what it was', async () => {
    putHiveSet(files, 'setting-2');
    await files.remove(HIVE);
    files.put(stagedPath(HIVE), fixture('setting-0'));
    await expect(repairTarget(machineOn(files), WATCH, '/mnt/pc', OPTIONS)).rejects.toMatchObject({
      code: 'interrupted-run',
    });
    expect(files.bytes(stagedPath(HIVE))).toEqual(fixture('setting-0'));
  });
});

it('a hive without a name is known by the lock where that lies apart', async () => {
  files.putFolder(`${CONFIG}/RegBack`);
  await killedAt(/^replace .*\/SOFTWARE$/);
  await files.remove(HIVE);
  await files.remove(stagedPath(HIVE));
  const [volume] = await survey(machineOn(files), ['/mnt/pc']);
  expect(volume?.windows).toMatchObject([
    { kind: 'installed', error: { code: 'hive-missing', details: { isInterrupted: true } } },
  ]);
  const { outcome } = await repairTarget(machineOn(files), WATCH, '/mnt/pc', OPTIONS);
  expect(outcome.backup?.folder).toContain('/RegBack/hivemend-backups/');
});

describe('a damaged hive beside a lock', () => {
  it('is told as an interrupted run, not as damage', async () => {
    await killedAt(/^replace .*\/SOFTWARE$/);
    const bytes = fixture('setting-2');
    bytes.fill(0, 4096, 5000);
    files.put(HIVE, bytes);
    expect(files.bytes(LOCK)).toBeDefined();
    const check = checkTarget(machineOn(files), '/mnt/pc', { acceptDirty: false });
    await expect(check).rejects.toMatchObject({ code: 'interrupted-run', disk: 'uncertain' });
    const [volume] = await survey(machineOn(files), ['/mnt/pc']);
    expect(volume?.windows[0]?.error).toMatchObject({ code: 'interrupted-run' });
  });
});

it('a disk that was cloned leaves the original what it needs', async () => {
  const hiveSet = putHiveSet(files, 'dirty-two-logs');
  const backupFolder = '/stick/backups';
  const request = { hiveSet, value: 0, pagesOnly: false, acceptDirty: false, backupFolder };
  const counting = new FaultyFileSystem(files.copy(), new Random(0));
  await repairHive(testTools(counting), request);
  const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
  const logged = calls.indexOf(`file.write ${HIVE}.LOG1`) + 2;
  const killed = new FaultyFileSystem(files, new Random(0), 'killed', logged);
  await repairHive(testTools(killed), request).catch(() => undefined);
  files.closeAll();
  for (const path of files.paths().filter((path) => path.startsWith('/mnt/pc/') && !path.endsWith('/')))
    files.put(path.replace('/mnt/pc/', '/mnt/clone/'), files.bytes(path) ?? new Uint8Array());
  for (const [index, root] of ['/mnt/clone', '/mnt/pc'].entries()) {
    const plain = machineOn(files);
    const machine: Machine = { ...plain, run: { ...plain.run, newRunId: () => `later-${index}` } };
    const { outcome } = await repairTarget(machine, WATCH, root, { ...OPTIONS, backupFolder });
    expect(outcome.recovery?.kind).toBe('taken-back');
    expect(outcome.disk).toBe('changed');
  }
});

it('a disk that is met at another path is recovered with the backup that lies on it', async () => {
  const hiveSet = putHiveSet(files, 'setting-2');
  const request = { hiveSet, value: 0, pagesOnly: false, acceptDirty: false };
  const counting = new FaultyFileSystem(files.copy(), new Random(0));
  await repairHive(testTools(counting), request);
  const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
  const marked = calls.indexOf(`file.write ${HIVE}`) + 2;
  await repairHive(testTools(new FaultyFileSystem(files, new Random(0), 'killed', marked)), request).catch(
    () => undefined,
  );
  files.closeAll();
  // The same disk, where another system has put it.
  const elsewhere = new MemoryFileSystem();
  for (const path of files.paths().filter((path) => !path.endsWith('/')))
    elsewhere.put(path.replace('/mnt/pc/', '/media/disk-7/'), files.bytes(path) ?? new Uint8Array());
  const { outcome } = await repairTarget(machineOn(elsewhere), WATCH, '/media/disk-7', OPTIONS);
  expect(outcome.recovery).toMatchObject({ kind: 'finished' });
  expect(outcome.recovery?.backup).toMatch(/^\/media\/disk-7\/.*hivemend-backups/);
  await undoTarget(machineOn(elsewhere), WATCH, '/media/disk-7', {
    force: false,
    ignoreHibernation: false,
    dryRun: false,
  });
  expect(elsewhere.bytes(HIVE.replace('/mnt/pc/', '/media/disk-7/'))).toEqual(fixture('setting-2'));
});

it('a folder of the lock’s name is named by check, repair and undo, and is no interrupted run', async () => {
  putHiveSet(files, 'setting-2');
  files.putFolder(LOCK);
  const before = files.digest();
  const work = [
    () => checkTarget(machineOn(files), '/mnt/pc', { acceptDirty: false }),
    () => repairTarget(machineOn(files), WATCH, '/mnt/pc', OPTIONS),
    () => undoTarget(machineOn(files), WATCH, '/mnt/pc', { ...OPTIONS, force: false }),
  ];
  for (const run of work)
    await expect(run()).rejects.toMatchObject({
      code: 'lock-name-taken',
      disk: 'unchanged',
      details: { path: LOCK, hive: HIVE },
    });
  expect(files.digest()).toBe(before);
});

describe('a backup that an interrupted run keeps elsewhere, and that is not there now', () => {
  const NAMELESS = { force: false, ignoreHibernation: false, dryRun: false };

  /** Killed after the first call of this name. */
  async function killedOnStick(hiveSet: HiveSet, call: string): Promise<void> {
    const request = {
      hiveSet,
      value: 0,
      pagesOnly: false,
      acceptDirty: false,
      backupFolder: '/stick/backups',
    };
    const counting = new FaultyFileSystem(files.copy(), new Random(0));
    await repairHive(testTools(counting), request);
    const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
    const at = calls.indexOf(call) + 2;
    expect(at).toBeGreaterThan(1);
    await repairHive(testTools(new FaultyFileSystem(files, new Random(0), 'killed', at)), request).catch(
      () => undefined,
    );
    files.closeAll();
  }

  async function removeStick(): Promise<void> {
    for (const path of files.paths().filter((path) => path.startsWith('/stick/') && !path.endsWith('/')))
      await files.remove(path);
  }

  /** The stick with its backup has been taken along. */
  async function withoutStick(call: string): Promise<void> {
    await killedOnStick(putHiveSet(files, 'setting-2'), call);
    await removeStick();
  }

  it.each([`file.write ${HIVE}`, `file.flush ${LOCK}`])('is told as that after %s', async (call) => {
    await withoutStick(call);
    const { outcome } = await repairTarget(machineOn(files), WATCH, '/mnt/pc', OPTIONS);
    expect(outcome.recovery).toMatchObject({
      kind: 'out-of-reach',
      command: 'repair',
      backup: expect.stringMatching(/^\/stick\/backups\//),
    });
    expect(outcome.change.after).toMatchObject({ state: 'off' });
    expect(files.bytes(LOCK)).toBeUndefined();
  });

  it.each(['/media/usb', '/media/usb/backups'])(
    'is taken back by undo where it lies in %s now',
    async (named) => {
      const hiveSet = putHiveSet(files, 'setting-2');
      await killedOnStick(hiveSet, `file.write ${HIVE}`);
      for (const path of files.paths().filter((path) => path.startsWith('/stick/') && !path.endsWith('/')))
        files.put(path.replace('/stick/', '/media/usb/'), files.bytes(path) ?? new Uint8Array());
      await removeStick();
      const outcome = await undoTarget(machineOn(files), WATCH, '/mnt/pc', {
        ...NAMELESS,
        backupFolder: named,
      });
      expect(outcome).toMatchObject({ disk: 'restored', recovery: { kind: 'finished', command: 'repair' } });
      expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
    },
  );

  it('is missed by undo, which says nothing of success', async () => {
    await withoutStick(`file.write ${HIVE}`);
    await expect(undoTarget(machineOn(files), WATCH, '/mnt/pc', NAMELESS)).rejects.toMatchObject({
      code: 'backup-missing',
    });
  });
});

describe('an undo after a change was interrupted, and another one before it was not', () => {
  const request = { value: 5, pagesOnly: false, acceptDirty: false };
  const NAMELESS = { force: false, ignoreHibernation: false, dryRun: false };
  let first: MemoryFileSystem;
  let calls = 0;
  beforeEach(async () => {
    const hiveSet = putHiveSet(files, 'setting-2');
    await repairHive(testTools(files), { ...request, value: 0, hiveSet });
    first = files;
    const counting = new FaultyFileSystem(files.copy(), new Random(0));
    await repairHive(later(counting), { ...request, hiveSet: await hiveSetAt(files, HIVE) });
    calls = counting.calls;
  });

  const later = (disk: FaultyFileSystem | MemoryFileSystem) =>
    testTools(disk, { clock: () => new Date('2027-01-01T00:00:00Z') });

  async function killedAfter(at: number): Promise<MemoryFileSystem> {
    const disk = first.copy();
    const killed = new FaultyFileSystem(disk, new Random(0), 'killed', at);
    const hiveSet = await hiveSetAt(disk, HIVE);
    await repairHive(later(killed), { ...request, hiveSet }).catch(() => undefined);
    disk.closeAll();
    return disk;
  }

  it('takes back the interrupted one, and only that', async () => {
    const seen = new Set<string>();
    for (let at = 1; at <= calls; at += 3) {
      const disk = await killedAfter(at);
      const hasLock = disk.bytes(LOCK) !== undefined;
      const outcome = await undoTarget(machineOn(disk), WATCH, '/mnt/pc', NAMELESS);
      const { kind, command } = outcome.recovery ?? {};
      seen.add(kind ?? 'no lock');
      if (!hasLock) continue;
      if (kind !== 'finished') expect(outcome.restored).toBeUndefined();
      if (kind === 'taken-back') expect(outcome).toMatchObject({ disk: 'restored', alreadyRestored: false });
      if (kind === 'cleaned-up') expect(outcome).toMatchObject({ disk: 'unchanged', alreadyRestored: true });
      if (kind === 'taken-back' || kind === 'finished') expect(command).toBe('repair');
      expect(disk.bytes(HIVE), `call ${at}`).toEqual(first.bytes(HIVE));
      if (kind === 'finished') continue;
      // The one before it is taken back by the next undo.
      await undoTarget(machineOn(disk), WATCH, '/mnt/pc', NAMELESS);
      expect(disk.bytes(HIVE), `call ${at}, again`).toEqual(fixture('setting-2'));
    }
    expect([...seen]).toEqual(expect.arrayContaining(['no lock', 'cleaned-up', 'taken-back', 'finished']));
  });

  it('goes on to the one that is named', async () => {
    const { id = '' } =
      (await listBackups(testTools(first), { hiveSet: { primary: HIVE, logs: [] } }))[0] ?? {};
    for (let at = 1; at <= calls; at += 40) {
      const disk = await killedAfter(at);
      await undoTarget(machineOn(disk), WATCH, '/mnt/pc', { ...NAMELESS, force: true, backupId: id });
      expect(disk.bytes(HIVE), `call ${at}`).toEqual(fixture('setting-2'));
    }
  });

  it('writes nothing in a dry run, and says the same', async () => {
    const disk = await killedAfter(Math.floor(calls / 2));
    const before = disk.digest();
    const outcome = await undoTarget(machineOn(disk), WATCH, '/mnt/pc', { ...NAMELESS, dryRun: true });
    expect(outcome).toMatchObject({ dryRun: true, disk: 'unchanged' });
    expect(outcome.restored).toBeUndefined();
    expect(disk.digest()).toBe(before);
  });
});

it('a hive that a killed undo brought back is flushed by the next one before the backup goes', async () => {
  const hiveSet = putHiveSet(files, 'setting-2');
  await repairHive(testTools(files), { hiveSet, value: 0, pagesOnly: false, acceptDirty: false });
  const request = { hiveSet: await hiveSetAt(files, HIVE), force: false };
  const counting = new FaultyFileSystem(files.copy(), new Random(0));
  await undoRepair(testTools(counting), request);
  const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
  // The hive is all that it was; that this is so on the medium is what is still missing.
  const flushing = calls.lastIndexOf(`file.flush ${HIVE}`) + 1;
  const killed = new FaultyFileSystem(files, new Random(0), 'killed', flushing);
  await undoRepair(testTools(killed), request).catch(() => undefined);
  files.closeAll();
  const next = new FaultyFileSystem(files, new Random(0));
  const tools = { ...testTools(next), newRunId: () => 'later' };
  await recoverInterruptedRun(tools, HIVE);
  const then = Array.from({ length: next.calls }, (_, index) => next.describe(index + 1));
  expect(then).toContain(`file.flush ${HIVE}`);
  expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
});

describe('an undo that was interrupted while it wrote its lock', () => {
  const NAMELESS = { force: false, ignoreHibernation: false, dryRun: false };

  async function withPartOfLock(length: number): Promise<void> {
    const hiveSet = putHiveSet(files, 'setting-2');
    await repairHive(testTools(files), { hiveSet, value: 0, pagesOnly: false, acceptDirty: false });
    const request = { hiveSet: await hiveSetAt(files, HIVE), force: false };
    const counting = new FaultyFileSystem(files.copy(), new Random(0));
    await undoRepair(testTools(counting), request);
    const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
    const flushing = calls.indexOf(`file.flush ${LOCK}`) + 1;
    const killed = new FaultyFileSystem(files, new Random(0), 'killed', flushing);
    await undoRepair(testTools(killed), request).catch(() => undefined);
    files.closeAll();
    files.put(LOCK, (files.bytes(LOCK) ?? new Uint8Array()).subarray(0, length));
  }

  it('is known by what there is of it, and the next one goes on', async () => {
    await withPartOfLock(60);
    const { disk, recovery } = await undoTarget(machineOn(files), WATCH, '/mnt/pc', NAMELESS);
    expect(recovery).toMatchObject({ kind: 'cleaned-up', command: 'undo' });
    expect(disk).toBe('restored');
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it('may have been anything where nothing is there, and the next one but tidies up', async () => {
    await withPartOfLock(0);
    const { disk, recovery } = await undoTarget(machineOn(files), WATCH, '/mnt/pc', NAMELESS);
    expect(recovery).toEqual({ kind: 'cleaned-up', hive: HIVE });
    expect(disk).toBe('unchanged');
    await undoTarget(machineOn(files), WATCH, '/mnt/pc', NAMELESS);
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });
});
