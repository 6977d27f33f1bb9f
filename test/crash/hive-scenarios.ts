import type { WritableFileSystem } from '../../src/files/file-system.ts';
import type { HiveSet } from '../../src/ground/brand.ts';
import type { DiskState } from '../../src/ground/errors.ts';
import { type Hivex, loadHivex } from '../../src/hivex/load.ts';
import { type RepairRequest, repairHive } from '../../src/jobs/repair.ts';
import type { JobTools } from '../../src/jobs/tools.ts';
import { undoRepair } from '../../src/jobs/undo.ts';
import { moduleBytes } from '../hivex/hives.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import type { MemoryOptions } from '../support/memory-tree.ts';
import { Random } from '../support/random.ts';
import { structureModule } from '../support/structure-module.ts';
import { judgeAfterNextRun, judgeFault, judgeRecovery, type Pair } from './judge.ts';
import type { NextRun, Scenario } from './sweep.ts';

/** Repairs and undos of a small hive as scenarios for the sweep. */

export interface HiveScenario {
  readonly name: string;
  /** The hive and its logs before the repair, by suffix. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly volume?: MemoryOptions;
  /** Only the changed pages are kept. */
  readonly pagesOnly?: boolean;
  /** Beside the hive is the folder that every Windows has for copies of its hives. */
  readonly hasRegBack?: boolean;
  /** Backups go to another volume. */
  readonly backupElsewhere?: boolean;
  /** Logs that Windows wrote between the repair and the undo, by suffix. */
  readonly newerLogs?: ReadonlyMap<string, Uint8Array>;
}

const NOON = new Date('2026-11-23T12:00:00Z');
const hivex: Hivex = loadHivex(moduleBytes());

const isOnWindows = ({ volume }: HiveScenario): boolean => volume?.flavour === 'windows';

export const hivePath = (scenario: HiveScenario): string =>
  isOnWindows(scenario) ? 'C:\\Windows\\config\\SOFTWARE' : '/Windows/config/SOFTWARE';

function requestFor(scenario: HiveScenario): RepairRequest {
  const primary = hivePath(scenario);
  const logs = [...scenario.files.keys()].filter((suffix) => suffix !== '').map((suffix) => primary + suffix);
  const hiveSet: HiveSet = { primary, logs };
  return {
    hiveSet,
    value: 0,
    pagesOnly: scenario.pagesOnly ?? false,
    acceptDirty: false,
    ...(scenario.backupElsewhere && { backupFolder: elsewhere(scenario) }),
  };
}

const elsewhere = (scenario: HiveScenario): string =>
  isOnWindows(scenario) ? 'C:\\stick\\backups' : '/stick/backups';

/** Each process has a number of its own; none of the earlier ones is alive. */
let processes = 100;

function toolsOn(files: WritableFileSystem): JobTools {
  processes += 1;
  return {
    files,
    loadHivex: async () => hivex,
    loadStructureCheck: async () => structureModule(),
    clock: () => NOON,
    process: { id: processes, host: 'MININT-SWEEP', bootedAt: '2026-11-23T11:00:00.000Z', space: 'sweep' },
    isAlive: () => false,
    isCancelled: () => false,
    tell: () => undefined,
    toolVersion: '0.0.0-sweep',
    newRunId: () => `run-${processes}`,
    pause: async () => undefined,
    every: () => () => undefined,
  };
}

export async function repair(scenario: HiveScenario, files: WritableFileSystem): Promise<DiskState> {
  return (await repairHive(toolsOn(files), requestFor(scenario))).disk;
}

export async function undo(scenario: HiveScenario, files: WritableFileSystem): Promise<DiskState> {
  return (await undoRepair(toolsOn(files), { ...requestFor(scenario), force: false })).disk;
}

export function diskOf(scenario: HiveScenario): MemoryFileSystem {
  const disk = new MemoryFileSystem(scenario.volume);
  const hive = hivePath(scenario);
  for (const [suffix, bytes] of scenario.files) disk.put(hive + suffix, bytes, { mode: 0o640, owner: 7 });
  if (scenario.hasRegBack) disk.putFolder(disk.join(disk.parent(hive), 'RegBack'));
  if (scenario.backupElsewhere) disk.mount(disk.parent(elsewhere(scenario)), { hardLinks: false });
  return disk;
}

/** The disk when the repair is done, and Windows perhaps has written logs since. */
async function repairedDisk(scenario: HiveScenario): Promise<MemoryFileSystem> {
  const disk = diskOf(scenario);
  await repair(scenario, disk);
  for (const [suffix, bytes] of scenario.newerLogs ?? []) disk.put(hivePath(scenario) + suffix, bytes);
  disk.flushAll();
  return disk;
}

function setOn(disk: MemoryFileSystem, scenario: HiveScenario): ReadonlyMap<string, Uint8Array> {
  const hive = hivePath(scenario);
  const suffixes = [...scenario.files.keys()];
  return new Map(suffixes.map((suffix) => [suffix, disk.bytes(hive + suffix) ?? new Uint8Array(0)]));
}

export async function repairScenario(scenario: HiveScenario): Promise<Scenario> {
  const after = await repairedDisk({ ...scenario, newerLogs: new Map() });
  const pair: Pair = { hive: hivePath(scenario), before: scenario.files, after: setOn(after, scenario) };
  return scenarioOf(`repair, ${scenario.name}`, scenario, {
    pair,
    command: 'repair',
    disk: async () => diskOf(scenario),
    next: [
      { name: 'repair', run: (files) => repair(scenario, files), wanted: 'after' },
      { name: 'undo', run: (files) => undo(scenario, files), wanted: 'before' },
      {
        name: 'repair and undo',
        run: async (files) => {
          await repair(scenario, files);
          await undo(scenario, files);
        },
        wanted: 'before',
      },
    ],
  });
}

export async function undoScenario(scenario: HiveScenario): Promise<Scenario> {
  const start = await repairedDisk(scenario);
  const pair: Pair = { hive: hivePath(scenario), before: setOn(start, scenario), after: scenario.files };
  return scenarioOf(`undo, ${scenario.name}`, scenario, {
    pair,
    command: 'undo',
    disk: async () => start.copy(),
    next: [
      { name: 'undo', run: (files) => undo(scenario, files), wanted: 'after' },
      {
        name: 'repair and undo',
        run: async (files) => {
          await repair(scenario, files);
          await undo(scenario, files);
        },
        wanted: 'after',
      },
    ],
  });
}

/**
 * Repairs that find what an interrupted one left, and are interrupted themselves: one for each state of the disk that a
 * kill or a power loss at any call leaves, every `stride`-th of them.
 */
export async function recoveryScenarios(scenario: HiveScenario, stride: number): Promise<Scenario[]> {
  const plain = await repairScenario(scenario);
  const counting = new FaultyFileSystem(diskOf(scenario), new Random(0));
  await repair(scenario, counting);
  const after = await repairedDisk({ ...scenario, newerLogs: new Map() });
  const pair: Pair = { hive: hivePath(scenario), before: scenario.files, after: setOn(after, scenario) };
  const starts = new Map<string, MemoryFileSystem>();
  for (let at = 1; at <= counting.calls; at += 1) {
    const disk = diskOf(scenario);
    const files = new FaultyFileSystem(disk, new Random(at), 'killed', at);
    await repair(scenario, files).catch(() => undefined);
    disk.closeAll();
    disk.losePower(at % 2 === 0 ? 1 : at);
    starts.set(disk.digest(), disk);
  }
  const all = [...starts.values()];
  return all
    .filter((_, index) => index % stride === 0)
    .map((start, index) => ({
      ...plain,
      name: `${plain.name}, interrupted before (${index + 1})`,
      disk: async () => start.copy(),
      judge: (disk, situation) => judgeRecovery(disk, pair, situation),
    }));
}

interface Parts {
  readonly pair: Pair;
  readonly command: 'repair' | 'undo';
  readonly disk: () => Promise<MemoryFileSystem>;
  readonly next: readonly (Pick<NextRun, 'name' | 'run'> & {
    readonly wanted: 'before' | 'after';
  })[];
}

function scenarioOf(name: string, scenario: HiveScenario, { pair, command, disk, next }: Parts): Scenario {
  const isOrdered = scenario.volume?.journal === 'ntfs';
  const rules = { isOrdered };
  return {
    name,
    disk,
    run: (files) => (command === 'repair' ? repair : undo)(scenario, files),
    judge: (after, situation) => judgeFault(after, pair, situation, rules),
    next: next.map(({ name: nextName, run, wanted }) => ({
      name: nextName,
      run,
      // An undo brings the set back byte for byte; what it is taken back from differs in numbers.
      judge: (after) => judgeAfterNextRun(after, pair, wanted, /undo/.test(nextName)),
    })),
  };
}
