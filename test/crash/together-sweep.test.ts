import { describe, expect, it } from 'vitest';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import type { DiskState } from '../../src/ground/errors.ts';
import { hiveSetAt } from '../../src/install/bring-back.ts';
import { recoverInterruptedRun } from '../../src/install/recovery.ts';
import { changeHives } from '../../src/jobs/change-hives.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { undoHives } from '../../src/jobs/undo.ts';
import { type Fault, FaultyFileSystem, faults } from '../support/faulty-file-system.ts';
import { testTools } from '../support/job-tools.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { sweepSeeds, sweepSize } from '../support/sweep-size.ts';
import { fixtureFiles } from './fixture-files.ts';
import { type Pair, stateOf } from './judge.ts';
import { type NextRun, type Scenario, type Situation, summary, sweep } from './sweep.ts';

/** Hives that change together, in folders that are far apart: whatever fails at whichever call, all become new or none. */

const HIVES = [
  { hive: '/pc/Windows/System32/config/SOFTWARE', fixture: 'setting-2' },
  { hive: '/pc/Users/hanako/NTUSER.DAT', fixture: 'dirty-one-log' },
  { hive: '/pc/Windows/System32/config/SYSTEM', fixture: 'dirty-old-log' },
] as const;

/** Each process has a number of its own; none of the earlier ones is alive. */
let processes = 100;

function toolsOn(files: WritableFileSystem): JobTools {
  processes += 1;
  const process = { id: processes, host: 'MININT', bootedAt: '2026-11-23T08:00:00.000Z', space: 'sweep' };
  let runs = 0;
  const newRunId = () => {
    runs += 1;
    return `run-${processes}-${runs}`;
  };
  return testTools(files, { process, newRunId, clock: () => new Date('2026-11-23T12:00:00Z') });
}

async function change(files: WritableFileSystem): Promise<DiskState> {
  const requests = [];
  for (const { hive } of HIVES) {
    requests.push({
      hiveSet: await hiveSetAt(files, hive),
      look: () => ({ edits: [{ edit: 'create-key' as const, key: ['New', 'Key'] }], seen: undefined }),
      logFormat: () => 'new' as const,
      tell: () => undefined,
    });
  }
  const run = { command: 'import', pagesOnly: false, acceptDirty: false };
  const ends = await changeHives(toolsOn(files), run, requests);
  return ends.some(({ outcome }) => outcome.disk === 'changed') ? 'changed' : 'unchanged';
}

async function undo(files: WritableFileSystem): Promise<DiskState> {
  const requests = [];
  for (const { hive } of HIVES) requests.push({ hiveSet: await hiveSetAt(files, hive), force: false });
  const [first, ...others] = requests;
  if (first === undefined) throw new Error('no hives');
  const [{ disk }] = await undoHives(toolsOn(files), [first, ...others]);
  return disk;
}

function freshDisk(): MemoryFileSystem {
  const disk = new MemoryFileSystem();
  for (const { hive, fixture } of HIVES)
    for (const [suffix, bytes] of fixtureFiles(fixture)) disk.put(hive + suffix, bytes);
  disk.flushAll();
  return disk;
}

async function changedDisk(): Promise<MemoryFileSystem> {
  const disk = freshDisk();
  await change(disk);
  disk.flushAll();
  return disk;
}

const setOn = (disk: MemoryFileSystem, hive: string, fixture: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [...fixtureFiles(fixture).keys()].map((suffix) => [
      suffix,
      disk.bytes(hive + suffix) ?? new Uint8Array(0),
    ]),
  );

async function pairsBetween(before: MemoryFileSystem, after: MemoryFileSystem): Promise<readonly Pair[]> {
  return HIVES.map(({ hive, fixture }) => ({
    hive,
    before: setOn(before, hive, fixture),
    after: setOn(after, hive, fixture),
  }));
}

async function statesOn(disk: MemoryFileSystem, pairs: readonly Pair[]): Promise<readonly string[]> {
  return Promise.all(pairs.map(async (pair) => (await stateOf(disk, pair)).state));
}

/** A hive by itself is always old or new; together they are what was told. */
async function judgeFault(disk: MemoryFileSystem, pairs: readonly Pair[], { told, error }: Situation) {
  const states = await statesOn(disk, pairs);
  const problems = states.includes('neither') ? [`states ${states.join(', ')}`] : [];
  const isDone = told === 'changed' || (told === 'restored' && error === undefined);
  const wanted = isDone ? 'after' : told === 'unchanged' || told === 'restored' ? 'before' : undefined;
  if (wanted !== undefined && states.some((state) => state !== wanted))
    problems.push(`told ${told} (${error?.code}), states ${states.join(', ')}`);
  return problems;
}

/** As the next run does that is about any of them: those of which a lock is left. */
async function recoverAll(files: WritableFileSystem, first: string): Promise<void> {
  for (const hive of [first, ...HIVES.map((other) => other.hive)])
    await recoverInterruptedRun(toolsOn(files), hive);
}

function nextRuns(
  pairs: readonly Pair[],
  again: (files: WritableFileSystem) => Promise<DiskState>,
): NextRun[] {
  const recoveries = HIVES.map(
    ({ hive }): NextRun => ({
      name: `recovery, ${hive} first`,
      run: (files) => recoverAll(files, hive),
      judge: async (disk) => {
        const states = new Set(await statesOn(disk, pairs));
        return states.size === 1 ? [] : [`states ${[...states].join(', ')}`];
      },
    }),
  );
  const whole: NextRun = {
    name: 'the same again',
    run: again,
    judge: async (disk) => {
      const states = await statesOn(disk, pairs);
      const left = disk.paths().filter((path) => /hivemend-(lock|new)|pending/.test(path));
      return [
        ...(states.every((state) => state === 'after') ? [] : [`states ${states.join(', ')}`]),
        ...left,
      ];
    },
  };
  return [...recoveries, whole];
}

async function scenarios(): Promise<readonly Scenario[]> {
  const [fresh, done] = [freshDisk(), await changedDisk()];
  const [forward, back] = [await pairsBetween(fresh, done), await pairsBetween(done, fresh)];
  return [
    {
      name: 'a change of three hives',
      disk: async () => freshDisk(),
      run: change,
      judge: (disk, situation) => judgeFault(disk, forward, situation),
      next: nextRuns(forward, change),
    },
    {
      name: 'an undo of three hives',
      disk: async () => done.copy(),
      run: undo,
      judge: (disk, situation) => judgeFault(disk, back, situation),
      next: nextRuns(back, undo),
    },
  ];
}

describe('hives that change together', () => {
  it('become new or stay old together, at whichever call what fails', { timeout: 1_200_000 }, async () => {
    for (const scenario of await scenarios()) {
      const options = { faults, lossSeeds: sweepSeeds(2, 5), stride: sweepSize(41, 7), maxProblems: 5 };
      const result = await sweep(scenario, options);
      console.log(summary(scenario.name, result));
      expect(result.problems).toEqual([]);
    }
  });

  it('do so where what is left is interrupted again', { timeout: 1_200_000 }, async () => {
    const [scenario] = await scenarios();
    if (scenario === undefined) throw new Error('no scenario');
    const interrupting: readonly Fault[] = ['power-loss', 'killed'];
    const counting = new FaultyFileSystem(freshDisk(), new Random(0));
    await change(counting);
    const starts = new Map<string, MemoryFileSystem>();
    for (let at = 1; at <= counting.calls; at += sweepSize(61, 19)) {
      const disk = freshDisk();
      await change(new FaultyFileSystem(disk, new Random(at), 'killed', at)).catch(() => undefined);
      disk.closeAll();
      disk.losePower(at);
      starts.set(disk.digest(), disk);
    }
    for (const [{ hive }, start] of [...starts.values()].map(
      (start, index) => [HIVES[index % 3] ?? HIVES[0], start] as const,
    )) {
      const again: Scenario = {
        ...scenario,
        name: 'a recovery',
        disk: async () => start.copy(),
        run: async (files) => {
          await recoverAll(files, hive);
          return 'uncertain';
        },
      };
      const result = await sweep(again, {
        faults: interrupting,
        lossSeeds: [0],
        stride: sweepSize(23, 7),
        maxProblems: 3,
      });
      expect(result.problems).toEqual([]);
    }
    expect(starts.size).toBeGreaterThan(3);
  });
});
