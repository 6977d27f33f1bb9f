import { beforeEach, describe, expect, it } from 'vitest';
import { findInterruptedRun } from '../../src/install/interrupted-run.ts';
import { adoptLock, findLock, isHeld, type LockRecord, takeLock } from '../../src/install/lock.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { CONFIG, softwareSet, testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { filesBeside, fixture, HIVE, namesBeside } from '../support/repair-scene.ts';

const LOCK = `${HIVE}.hivemend-lock`;

const OTHER: LockRecord = {
  beat: '0000000000',
  schema: 2,
  run: 'other-run',
  command: 'repair',
  process: { id: 99, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:30.000Z', space: 'here' },
  startedAt: '2026-11-23T08:30:00.000Z',
  backup: { below: 'hivemend-backups/20261123-083000' },
};
const REQUEST = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let files: MemoryFileSystem;
beforeEach(() => {
  files = new MemoryFileSystem();
  files.put(HIVE, fixture('setting-2'));
});

const HERE = { id: 4711, host: 'MININT-TEST', bootedAt: '2026-11-23T08:00:00.000Z', space: 'here' };
const alive = (ids: readonly number[]) =>
  testTools(files, { process: HERE, isAlive: (id: number) => ids.includes(id) });
const putLock = (process: Partial<LockRecord['process']> = {}, record: Partial<LockRecord> = {}): void =>
  files.put(LOCK, bytesOf({ ...OTHER, ...record, process: { ...OTHER.process, ...process } }));

/** A run elsewhere that gives a sign of life after so many looks. */
function beatingAfter(looks: number) {
  let looked = 0;
  return testTools(files, {
    process: HERE,
    pause: async () => {
      looked += 1;
      if (looked === looks) putLock({ space: 'elsewhere' }, { beat: '0000000001' });
    },
  });
}

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

  it.each(['MININT-TEST', 'MININT-OTHER'])(
    'of a machine or container elsewhere is known by its beat, whatever its host name (%s) and clock',
    async (host) => {
      putLock({ space: 'elsewhere', host, bootedAt: '2020-01-01T00:00:00.000Z' });
      const tools = beatingAfter(5);
      await expect(repairHive(tools, REQUEST)).rejects.toMatchObject({ code: 'hive-locked' });
      expect(tools.events).toContainEqual({ event: 'watching-lock', path: HIVE });
    },
  );

  it('is watched for a sign of life once, however it ends', async () => {
    putLock({ space: 'elsewhere' });
    const tools = testTools(files, { process: HERE });
    await recoverInterruptedRun(tools, HIVE);
    expect(tools.events.filter(({ event }) => event === 'watching-lock')).toHaveLength(1);
  });

  it('is no interrupted run', async () => {
    putLock();
    expect(await findInterruptedRun(alive([99]), HIVE)).toBeUndefined();
    expect(await findInterruptedRun(alive([]), HIVE)).toMatchObject({ startedAt: OTHER.startedAt });
  });

  it('is one that the system does not let be opened', async () => {
    const lock = { path: LOCK, record: undefined, isOpenElsewhere: true };
    expect(await isHeld(alive([]), HIVE, lock)).toBe(true);
  });

  it('beats in place while it is held, and no longer', async () => {
    let beat = () => undefined as unknown;
    let beats = true;
    const tools = testTools(files, {
      every: (_, action) => {
        beat = action;
        return () => {
          beats = false;
        };
      },
    });
    const { beat: _, schema: _schema, process: _process, ...record } = OTHER;
    const held = await takeLock(tools, HIVE, CONFIG, record);
    expect((await findLock(files, HIVE))?.record?.beat).toBe('0000000000');
    beat();
    beat();
    await held.stillOurs();
    expect((await findLock(files, HIVE))?.record).toMatchObject({ ...record, beat: '0000000002' });
    await held.release();
    expect(beats).toBe(false);
    expect(await findLock(files, HIVE)).toBeUndefined();
  });

  it('that was taken over stops the run that held it before it writes', async () => {
    const tools = testTools(files, {
      tell: (event) => {
        if (event.event === 'step' && event.step === 'write') putLock();
      },
    });
    await expect(repairHive(tools, REQUEST)).rejects.toMatchObject({ code: 'hive-locked' });
    expect(files.bytes(HIVE)).toEqual(fixture('setting-2'));
  });
});

describe('a stale lock', () => {
  it.each<[string, Partial<LockRecord['process']>, readonly number[]]>([
    ['of a process that is gone', {}, []],
    ['of another start of the system, without a beat', { space: 'before' }, [99]],
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
    files.put(`${CONFIG}/SOFTWARE.hivemend-new`, new Uint8Array(10));
    files.put(`${CONFIG}/SYSTEM.hivemend-new`, new Uint8Array(10));
    await recoverInterruptedRun(alive([]), HIVE);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'SYSTEM.hivemend-new']);
  });

  it.each<[string, LockRecord['backup']]>([
    ['a folder elsewhere', { at: '/other/20261123-083000' }],
    ['a folder below', { below: 'hivemend-backups/20261123-083000' }],
  ])('does not lead to files of another run in %s', async (_name, backup) => {
    const folder = 'at' in backup ? backup.at : `${CONFIG}/${backup.below}`;
    for (const name of ['SOFTWARE', 'manifest.pending.json', 'run-another'])
      files.put(`${folder}/${name}`, new Uint8Array(10));
    putLock({}, { backup });
    await recoverInterruptedRun(alive([]), HIVE);
    for (const name of ['SOFTWARE', 'manifest.pending.json', 'run-another'])
      expect(files.bytes(`${folder}/${name}`)).toEqual(new Uint8Array(10));
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
    ['of another schema', bytesOf({ ...OTHER, schema: 1 })],
    ['whose backup leads out', bytesOf({ ...OTHER, backup: { below: '../config' } })],
    ['whose backup leads out through itself', bytesOf({ ...OTHER, backup: { below: 'a/..' } })],
    ['of 64 KiB', new Uint8Array(64 * 1024).fill(32)],
    ['null', bytesOf(null)],
  ];

  it.each(contents)('(%s) has no record', async (_name, bytes) => {
    files.put(LOCK, bytes);
    expect((await findLock(files, HIVE))?.record).toBeUndefined();
    await repairHive(alive([99]), REQUEST);
    expect(await namesBeside(files)).toEqual(['SOFTWARE', 'hivemend-backups']);
  });
});

describe('taking a lock', () => {
  it('happens once', async () => {
    const { beat: _, schema: _schema, process: _process, ...record } = OTHER;
    await takeLock(alive([]), HIVE, CONFIG, record);
    await expect(takeLock(alive([]), HIVE, CONFIG, record)).rejects.toMatchObject({
      code: 'hive-locked',
      details: { processId: 4711 },
    });
  });

  it('in one of two folders keeps who may only write into the other away', async () => {
    const { beat: _, schema: _schema, process: _process, ...record } = OTHER;
    const apart = `${CONFIG}/RegBack`;
    files.putFolder(apart);
    for (const [held, wanted] of [
      [CONFIG, apart],
      [apart, CONFIG],
    ] as const) {
      const first = await takeLock(alive([]), HIVE, held, record);
      await expect(takeLock(alive([]), HIVE, wanted, record)).rejects.toMatchObject({ code: 'hive-locked' });
      expect(await files.status(`${wanted}/SOFTWARE.hivemend-lock`)).toBeUndefined();
      await first.stillOurs();
      await first.release();
    }
  });

  it('over from an earlier run leaves one lock, the new one', async () => {
    putLock();
    await adoptLock(alive([]), HIVE, OTHER);
    expect((await findLock(files, HIVE))?.record).toEqual({ ...OTHER, process: HERE });
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
