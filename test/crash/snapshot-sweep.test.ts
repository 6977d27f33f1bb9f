import { describe, expect, it } from 'vitest';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { resolveTarget } from '../../src/disk/target.ts';
import type { WritableFileSystem } from '../../src/files/file-system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { findSnapshots, isCopyWhole } from '../../src/install/snapshots.ts';
import type { Machine } from '../../src/jobs/machine.ts';
import { takeSnapshot } from '../../src/jobs/snapshot.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { undoSnapshot } from '../../src/jobs/undo-snapshot.ts';
import { faults } from '../support/faulty-file-system.ts';
import { testTools } from '../support/job-tools.ts';
import { machineOn } from '../support/machine-on.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import { sweepSeeds, sweepSize } from '../support/sweep-size.ts';
import { fixtureFiles } from './fixture-files.ts';
import { replayedBins } from './replayed-state.ts';
import { type Scenario, type Situation, summary, sweep } from './sweep.ts';

/** Snapshots of a small Windows, and how they are put back, with a fault at every file call. */

const CONFIG = '/Windows/System32/config';
const SOFTWARE = `${CONFIG}/SOFTWARE`;
const REG_BACK = `${CONFIG}/RegBack`;
const HIVES = [SOFTWARE, `${CONFIG}/SYSTEM`];
const SUFFIXES = ['', '.LOG1', '.LOG2'];

const stride = sweepSize(23, 2);
const lossSeeds = sweepSeeds(4, 6);
const QUIETLY = { tell: () => undefined, isCancelled: () => false };

let processes = 100;
let runs = 0;

/** Each process has a number of its own; none of the earlier ones is alive. */
function toolsOn(files: WritableFileSystem): JobTools {
  processes += 1;
  const process = { id: processes, host: 'SWEEP', bootedAt: '2026-11-23T11:00:00.000Z', space: 'sweep' };
  return testTools(files, { process, newRunId: () => `run-${++runs}` });
}

async function snapshot(files: WritableFileSystem): Promise<'unchanged'> {
  const target = await resolveTarget(files, '/');
  await takeSnapshot(toolsOn(files), { target, keep: 1 });
  return 'unchanged';
}

async function putBack(files: WritableFileSystem): Promise<'unchanged' | 'restored'> {
  const machine: Machine = {
    ...machineOn(new MemoryFileSystem()),
    files: async () => files,
    run: toolsOn(files),
  };
  const [newest] = await findSnapshots(files, SOFTWARE);
  const options = { dryRun: false, force: false, ignoreHibernation: true };
  return (await undoSnapshot(machine, QUIETLY, '/', newest?.id ?? '', options)).disk;
}

/** With a snapshot on it. */
async function diskWithSnapshot(): Promise<MemoryFileSystem> {
  const disk = new MemoryFileSystem();
  for (const [suffix, bytes] of fixtureFiles('dirty-two-logs')) disk.put(SOFTWARE + suffix, bytes);
  disk.put(`${CONFIG}/SYSTEM`, buildHive(system({})).bytes);
  disk.putFolder(REG_BACK);
  await snapshot(disk);
  disk.flushAll();
  return disk;
}

const filesOf = (disk: MemoryFileSystem, hive: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    SUFFIXES.flatMap((suffix) => {
      const bytes = disk.bytes(hive + suffix);
      return bytes === undefined ? [] : [[suffix, bytes] as const];
    }),
  );

const areSame = (one: ReadonlyMap<string, Uint8Array>, other: ReadonlyMap<string, Uint8Array>): boolean =>
  one.size === other.size &&
  [...one].every(([suffix, bytes]) => Buffer.compare(bytes, other.get(suffix) ?? new Uint8Array(0)) === 0);

async function snapshotScenario(): Promise<Scenario> {
  const start = await diskWithSnapshot();
  const hives = HIVES.map((hive) => [hive, filesOf(start, hive)] as const);
  const wrongHives = (disk: MemoryFileSystem) =>
    hives.flatMap(([hive, was]) => (areSame(filesOf(disk, hive), was) ? [] : [`${hive} is another one`]));
  const judge = async (disk: MemoryFileSystem, _: Situation) => {
    const problems = wrongHives(disk);
    const whole: boolean[] = [];
    for (const found of await findSnapshots(disk, SOFTWARE)) {
      const copies = await Promise.all(found.hives.map((hive) => isCopyWhole(disk, found, hive)));
      if (!copies.every((isWhole) => isWhole)) problems.push(`snapshot ${found.id} is not whole`);
      whole.push(copies.length === HIVES.length);
    }
    if (!whole.includes(true)) problems.push('no whole snapshot is left');
    return problems;
  };
  return {
    name: 'snapshot',
    disk: async () => start.copy(),
    run: snapshot,
    judge,
    next: [
      {
        name: 'snapshot',
        run: snapshot,
        judge: async (disk) => {
          const left = (await disk.list(REG_BACK)).map(({ name }) => name);
          const kept = await disk.list(`${REG_BACK}/hivemend-snapshots`);
          return [
            ...wrongHives(disk),
            ...(left.join() === 'hivemend-snapshots' ? [] : [`left behind: ${left.join()}`]),
            ...(kept.length === 1 ? [] : [`${kept.length} folders where one is kept`]),
          ];
        },
      },
    ],
  };
}

async function undoScenario(): Promise<Scenario> {
  const start = await diskWithSnapshot();
  const wanted = HIVES.map((hive) => [hive, filesOf(start, hive)] as const);
  for (const [suffix, bytes] of fixtureFiles('clean-with-logs')) start.put(SOFTWARE + suffix, bytes);
  start.put(`${CONFIG}/SYSTEM`, buildHive(software()).bytes);
  start.flushAll();
  const pairs = await Promise.all(
    wanted.map(async ([hive, files]) => ({
      hive,
      before: await replayedBins(filesOf(start, hive)),
      after: await replayedBins(files),
    })),
  );
  return {
    name: 'putting a snapshot back',
    disk: async () => start.copy(),
    run: putBack,
    judge: async (disk, { told, error }) => {
      const problems: string[] = [];
      for (const { hive, before, after } of pairs) {
        const now = await replayedBins(filesOf(disk, hive));
        const [isOld, isNew] = [before, after].map((bins) => isSameBins(now, bins));
        if (!isOld && !isNew) problems.push(`${hive} is neither: ${typeof now === 'string' ? now : 'other'}`);
        else if (told === 'restored' && error === undefined && !isNew) problems.push(`${hive} is not back`);
      }
      return problems;
    },
    next: [
      {
        name: 'again',
        run: putBack,
        judge: async (disk) =>
          wanted.flatMap(([hive, files]) =>
            areSame(filesOf(disk, hive), files) ? [] : [`${hive} is not as in the snapshot`],
          ),
      },
    ],
  };
}

const isSameBins = (one: Uint8Array | string, other: Uint8Array | string): boolean =>
  typeof one !== 'string' && typeof other !== 'string' && Buffer.compare(one, other) === 0;

describe('every file call can fail in every way', () => {
  it.each([
    ['while a snapshot is taken', snapshotScenario],
    ['while a snapshot is put back', undoScenario],
  ])('%s', { timeout: 300_000 }, async (_, make) => {
    const swept = await make();
    const result = await sweep(swept, { faults, lossSeeds, stride });
    console.log(summary(swept.name, result));
    expect(result.problems).toEqual([]);
  });
});
