import { beforeEach, describe, expect, it } from 'vitest';
import { findInterruptedRun, recoverInterruptedRun } from '../../src/install/journal.ts';
import { adoptLock, findLock, isHeld, type LockRecord, lockPath, takeLock } from '../../src/install/lock.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { filesBeside, fixture, HIVE, namesBeside } from '../support/repair-scene.ts';
import { CONFIG, softwareSet, testSurroundings } from '../support/repair-surroundings.ts';

const OTHER: LockRecord = {
  schema: 1,
  command: 'repair',
  method: 'replace',
  process: { id: 99, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:30.000Z' },
  startedAt: '2026-11-23T08:30:00.000Z',
  backupFolder: `${CONFIG}/hivemend-backups/20261123-083000-0001`,
};
const REQUEST = { hiveSet: softwareSet(), value: 0, inPlace: false, acceptDirty: false };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
});

const alive = (ids: readonly number[]) =>
  testSurroundings(files, { isAlive: (id: number) => ids.includes(id) });
const putLock = (process: Partial<LockRecord['process']> = {}): void =>
  files.put(lockPath(HIVE), bytesOf({ ...OTHER, process: { ...OTHER.process, ...process } }));

describe('a live lock', () => {
  it.each([
    ['repair', () => repairHive(alive([99]), REQUEST)],
    ['undo', () => undoRepair(alive([99]), { ...REQUEST, force: true })],
  ])('keeps a %s away, and nothing is touched', async (_name, run) => {
    putLock();
    const before = await filesBeside(files);
    await expect(run()).rejects.toMatchObject({
      code: 'hive-locked',
      disk: 'unchanged',
      details: { path: HIVE, processId: 99, since: OTHER.startedAt },
    });
    expect(await filesBeside(files)).toEqual(before);
  });

  it('is no interrupted run', async () => {
    putLock();
    expect(await findInterruptedRun(files, HIVE, () => true)).toBeUndefined();
    expect(await findInterruptedRun(files, HIVE, () => false)).toMatchObject({ record: OTHER });
  });
});

describe('a stale lock', () => {
  it.each<[string, Partial<LockRecord['process']>, readonly number[]]>([
    ['of a process that is gone', {}, []],
    ['of another start of the system', { bootedAt: '2026-11-22T08:00:00.000Z' }, [99]],
    ['of a recovery system with another name', { host: 'MININT-OTHER' }, [99]],
    ['with the number that this process got', { id: 4711 }, [4711]],
  ])('%s is taken over', async (_name, process, ids) => {
    putLock(process);
    const outcome = await repairHive(alive(ids), REQUEST);
    expect(outcome).toMatchObject({ disk: 'changed', recovery: { kind: 'cleaned-up', hive: HIVE } });
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });

  it('is taken over where the value is right already', async () => {
    files.put(HIVE, fixture('setting-0'));
    putLock();
    expect(await repairHive(alive([]), REQUEST)).toMatchObject({ disk: 'unchanged', alreadyRight: true });
    expect(await namesBeside(files)).toEqual(['SOFTWARE']);
  });

  it('takes what it staged with it', async () => {
    putLock();
    for (const name of ['SOFTWARE.hivemend-new', 'SOFTWARE.LOG1.hivemend-new'])
      files.put(`${CONFIG}/${name}`, new Uint8Array(10));
    files.put(`${CONFIG}/SYSTEM.hivemend-new`, new Uint8Array(10));
    await recoverInterruptedRun(alive([]), HIVE);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'SYSTEM.hivemend-new']);
  });

  it('does not lead to files that hivemend did not make', async () => {
    const folder = `${CONFIG}/precious`;
    files.put(`${folder}/SOFTWARE`, new Uint8Array(10));
    files.put(lockPath(HIVE), bytesOf({ ...OTHER, backupFolder: folder }));
    await recoverInterruptedRun(alive([]), HIVE);
    expect(files.bytes(`${folder}/SOFTWARE`)).toEqual(new Uint8Array(10));
  });
});

describe('a torn lock', () => {
  const contents: [string, Uint8Array][] = [
    ['empty', new Uint8Array()],
    ['zeros', new Uint8Array(512)],
    ['cut', bytesOf(OTHER).subarray(0, 100)],
    ['without a process', bytesOf({ ...OTHER, process: undefined })],
    ['with a process number that is none', bytesOf({ ...OTHER, process: { ...OTHER.process, id: 0 } })],
    ['with a start that is no time', bytesOf({ ...OTHER, process: { ...OTHER.process, bootedAt: 'once' } })],
    ['of no time', bytesOf({ ...OTHER, startedAt: 7 })],
    ['of another schema', bytesOf({ ...OTHER, schema: 2 })],
    ['null', bytesOf(null)],
  ];

  it.each(contents)('(%s) has no record', async (_name, bytes) => {
    files.put(lockPath(HIVE), bytes);
    expect((await findLock(files, HIVE))?.record).toBeUndefined();
    await repairHive(alive([99]), REQUEST);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });

  it('is held only for the moment in which it may be written, by any clock', async () => {
    const now = alive([]).clock().getTime();
    const age = (ms: number) =>
      isHeld({ path: lockPath(HIVE), record: undefined, modifiedMs: now - ms }, alive([]));
    expect([0, 4999, 5001, 3_600_000].map(age)).toEqual([true, true, false, false]);
    expect(age(-3_600_000), 'a clock that was set back').toBe(false);
  });
});

describe('taking a lock', () => {
  it('happens once', async () => {
    await takeLock(files, HIVE, OTHER);
    await expect(takeLock(files, HIVE, OTHER)).rejects.toMatchObject({
      code: 'hive-locked',
      details: { processId: 99 },
    });
  });

  it('over from an earlier run leaves one lock, the new one', async () => {
    putLock();
    const mine = { ...OTHER, process: { ...OTHER.process, id: 100 } };
    await adoptLock(files, HIVE, mine);
    expect((await findLock(files, HIVE))?.record).toEqual(mine);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'SOFTWARE.hivemend-lock']);
  });

  it.each(['access-denied', 'read-only'] as const)(
    'is refused with %s, and nothing changed',
    async (code) => {
      files.refuse(CONFIG, { writing: code });
      await expect(repairHive(alive([]), REQUEST)).rejects.toMatchObject({ code, disk: 'unchanged' });
      expect(await namesBeside(files)).toEqual(['SOFTWARE']);
    },
  );
});
