import { describe, expect, it } from 'vitest';
import { hiveSetAt } from '../../src/install/bring-back.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { stagedPath } from '../../src/install/replace.ts';
import { repairHive } from '../../src/jobs/repair.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { FaultyFileSystem, ProcessGone } from '../support/faulty-file-system.ts';
import { testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { HIVE, putHiveSet } from '../support/repair-scene.ts';
import { sweepSize } from '../support/sweep-size.ts';

/**
 * A run that gave no sign of life for a while (a virtual machine that was paused, a process that was stopped) has been taken over when
 * it goes on. What it had asked for just then is done; before it writes again it looks at its lock, and stops.
 */

const LOCK = `${HIVE}.hivemend-lock`;
const SHARED = [HIVE, `${HIVE}.LOG1`, `${HIVE}.LOG2`, stagedPath(HIVE), LOCK];
const CHANGES = /^(file\.write|file\.truncate|create|replace|remove) /;

type Work = (tools: JobTools) => Promise<unknown>;

const repair: Work = async (tools) =>
  repairHive(tools, {
    hiveSet: await hiveSetAt(tools.files, HIVE),
    value: 0,
    pagesOnly: false,
    acceptDirty: false,
  });
const undo: Work = async (tools) =>
  undoRepair(tools, { hiveSet: await hiveSetAt(tools.files, HIVE), force: false });
const recovery: Work = (tools) => recoverInterruptedRun(tools, HIVE);

/** As another container adopts it: there a process may well have the same number. */
async function takeOver(disk: MemoryFileSystem): Promise<void> {
  const text = new TextDecoder().decode(disk.bytes(LOCK));
  await disk.remove(LOCK);
  disk.put(LOCK, new TextEncoder().encode(text.replace('MININT-TEST', 'CONTAINER-2')));
}

function scene(fixture: string): MemoryFileSystem {
  const disk = new MemoryFileSystem();
  putHiveSet(disk, fixture);
  return disk;
}

async function repaired(fixture: string): Promise<MemoryFileSystem> {
  const disk = scene(fixture);
  await repair(testTools(disk));
  return disk;
}

/** By a run that was killed before it did that to the hive for the first time, or before it did it again. */
async function killedAt(
  disk: MemoryFileSystem,
  work: Work,
  call: string,
  time = 1,
): Promise<MemoryFileSystem> {
  const counting = new FaultyFileSystem(disk.copy(), new Random(0));
  await work(testTools(counting));
  const calls = callsOf(counting).flatMap((name, index) => (name === `${call} ${HIVE}` ? index + 1 : []));
  const files = new FaultyFileSystem(disk, new Random(0), 'killed', calls[time - 1]);
  await expect(work(testTools(files))).rejects.toBeInstanceOf(ProcessGone);
  disk.closeAll();
  return disk;
}

/** A rename was cut in two, on a file system without a journal. */
async function withoutName(): Promise<MemoryFileSystem> {
  const disk = await killedAt(scene('dirty-old-log'), repair, 'replace');
  await disk.remove(HIVE);
  await disk.remove(stagedPath(HIVE));
  return disk;
}

const callsOf = (files: FaultyFileSystem): string[] =>
  Array.from({ length: files.calls }, (_, index) => files.describe(index + 1));

describe('a run that is taken over', () => {
  it.each<[string, () => Promise<MemoryFileSystem>, Work]>([
    ['a repair', async () => scene('setting-2'), repair],
    ['a repair of a dirty hive', async () => scene('dirty-two-logs'), repair],
    ['a repair that replaces the hive', async () => scene('dirty-old-log'), repair],
    ['an undo', () => repaired('setting-2'), undo],
    ['an undo to a dirty hive', () => repaired('dirty-two-logs'), undo],
    ['an undo that replaces the hive', () => repaired('dirty-old-log'), undo],
    ['a recovery that takes back', () => killedAt(scene('setting-2'), repair, 'file.write'), recovery],
    ['a recovery that finishes', () => killedAt(scene('setting-2'), repair, 'file.write', 2), recovery],
    [
      'a recovery of an undo',
      async () => killedAt(await repaired('dirty-two-logs'), undo, 'file.write', 2),
      recovery,
    ],
    ['a recovery of a hive without name', () => withoutName(), recovery],
  ])('at any call writes no more once it looked: %s', async (_name, start, work) => {
    const first = await start();
    const counting = new FaultyFileSystem(first.copy(), new Random(0));
    await work(testTools(counting));
    const calls = callsOf(counting);
    const taken = Math.max(calls.indexOf(`file.flush ${LOCK}`) + 2, calls.indexOf(`openForWriting ${LOCK}`));
    const [locked, released] = [taken + 1, calls.indexOf(`remove ${LOCK}`)];
    expect(released).toBeGreaterThan(locked);
    for (let at = locked; at <= released; at += sweepSize(3, 1)) {
      const disk = first.copy();
      const files = new FaultyFileSystem(disk, new Random(0));
      files.before(at, () => takeOver(disk));
      const error = await work(testTools(files)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const where = `taken over before call ${at}, ${calls[at - 1]}`;
      const after = callsOf(files).slice(at - 1);
      const looked = after.indexOf(`open ${LOCK}`);
      const atOnce = after.slice(0, looked < 0 ? undefined : looked);
      const later = looked < 0 ? [] : after.slice(looked);
      const isShared = (call: string): boolean => SHARED.includes(call.slice(call.indexOf(' ') + 1));
      expect(
        later.filter((call) => CHANGES.test(call) && isShared(call)),
        where,
      ).toEqual([]);
      expect(
        atOnce.filter((call) => /^file\.flush /.test(call) && isShared(call)).length,
        where,
      ).toBeLessThan(2);
      if (looked >= 0) expect(disk.bytes(LOCK), where).toBeDefined();
      if (error !== undefined)
        expect(['hive-locked', 'restore-failed'], where).toContain((error as { code?: string }).code);
    }
  });
});
