import { resolveTarget } from '../../../src/disk/target.ts';
import type { CleanHive } from '../../../src/ground/brand.ts';
import { HiveError } from '../../../src/ground/errors.ts';
import type { Hivex } from '../../../src/hivex/load.ts';
import { readHive } from '../../../src/hivex/with-hive.ts';
import { inspect } from '../../../src/jobs/check.ts';
import type { RepairOutcome } from '../../../src/jobs/outcome.ts';
import { repairHive } from '../../../src/jobs/repair.ts';
import type { JobTools } from '../../../src/jobs/tools.ts';
import { undoRepair } from '../../../src/jobs/undo.ts';
import { checkHive } from '../../../src/regf/hive-check.ts';
import { diffHives } from '../../../src/regf/hive-diff.ts';
import { HiveReader } from '../../../src/regf/hive-reader.ts';
import type { StructureModule } from '../../../src/regf/structure-check.ts';
import { openHive } from '../../../src/replay/replay.ts';
import { SETTING_KEY_PATH, SETTING_VALUE_NAME } from '../../../src/windows/setting.ts';
import { fuzzEventLogOnce } from '../../../test/support/fuzz-event-logs.ts';
import { fuzzLogsOnce } from '../../../test/support/fuzz-logs.ts';
import { MemoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { Random } from '../../../test/support/random.ts';
import type { Corpus, HiveFiles } from './corpus.ts';
import { mutateHive } from './mutate-hive.ts';

/**
 * One case: a damaged hive set through check, repair and undo, in memory. An outcome or a HiveError is right; an other
 * error, a changed disk that nobody approved, or a change that the independent reader does not approve is a finding.
 */

export interface FuzzCase {
  /** What it was made from. */
  readonly seed: string;
  /** Undefined where the case makes its own (logs). */
  readonly files: HiveFiles | undefined;
  /** What became of it, for the count. */
  readonly run: (tools: FuzzTools) => Promise<string>;
}

const CONFIG = '/pc/Windows/System32/config';
const HIVE = `${CONFIG}/SOFTWARE`;
/** What a case is run with: loaded once for many. */
export interface FuzzTools {
  readonly hivex: Hivex;
  readonly structure: StructureModule;
}

/** Calls of hivex per hive: enough to meet the damage, and an end. */
const MOST_CALLS = 2000;

export function makeCase(corpus: Corpus, seed: number, index: number): FuzzCase {
  const random = new Random((Math.imul(seed, 0x9e37_79b1) ^ Math.imul(index + 1, 0x85eb_ca77)) >>> 0);
  if (random.chance(0.15)) {
    return { seed: 'logs', files: undefined, run: () => fuzzLogsOnce(random) };
  }
  if (random.chance(0.15)) {
    return { seed: 'event logs', files: undefined, run: () => fuzzEventLogOnce(random, corpus.eventLogs) };
  }
  const group = corpus.real.length > 0 && random.chance(0.25) ? corpus.real : corpus.made;
  const chosen = random.pick(group);
  const files = mutate(chosen.load(), random);
  const options = {
    acceptDirty: random.chance(0.3),
    pagesOnly: random.chance(0.3),
    value: random.pick([0, 0, 2]),
  };
  return { seed: chosen.name, files, run: (tools) => runCase(files, options, tools) };
}

function mutate(files: HiveFiles, random: Random): HiveFiles {
  const changed = new Map<string, Uint8Array>();
  for (const [suffix, bytes] of files) {
    const isChosen = random.chance(suffix === '' ? 0.95 : 0.3);
    changed.set(suffix, isChosen ? mutateHive(bytes, random) : bytes);
  }
  return changed;
}

interface Options {
  readonly acceptDirty: boolean;
  readonly pagesOnly: boolean;
  readonly value: number;
}

async function runCase(files: HiveFiles, options: Options, loaded: FuzzTools): Promise<string> {
  const disk = new MemoryFileSystem();
  for (const [suffix, bytes] of files) disk.put(HIVE + suffix, bytes);
  const before = disk.digest();
  const tools = toolsOn(disk, loaded);
  const checked = await checkIt(disk, tools, options);
  expectSame(disk, before, 'check');
  const clean = await openClean(disk, options);
  await walkInHivex(loaded.hivex, clean);
  const outcome = await repairIt(disk, tools, options);
  if (typeof outcome === 'string' || outcome.disk === 'unchanged') {
    expectSame(disk, before, 'repair');
    return `${checked}, ${typeof outcome === 'string' ? outcome : 'right already'}`;
  }
  approve(clean?.bytes, disk.bytes(HIVE));
  await undoIt(disk, tools, files);
  return `${checked}, repaired`;
}

function toolsOn(files: MemoryFileSystem, { hivex, structure }: FuzzTools): JobTools {
  return {
    files,
    loadHivex: async () => hivex,
    loadStructureCheck: async () => structure,
    clock: () => new Date('2026-11-23T12:00:00Z'),
    process: { id: 100, host: 'FUZZ', bootedAt: '2026-11-23T11:00:00.000Z' },
    isAlive: () => false,
    isCancelled: () => false,
    tell: () => undefined,
    toolVersion: '0.0.0-fuzz',
    newRunId: () => 'fuzz-run',
    pause: async () => undefined,
    every: () => () => undefined,
  };
}

async function checkIt(disk: MemoryFileSystem, run: JobTools, { acceptDirty }: Options): Promise<string> {
  return settled(async () => {
    const target = await resolveTarget(disk, '/pc', {});
    const { setting } = await inspect(disk, target, { acceptDirty, isScanned: true, run });
    return setting.state;
  });
}

/**
 * hivex gets what our check approves, as in a repair, of every kind of hive. What the check refuses it must not be given:
 * on a hive bin of 0xFFFFF000 bytes, to name one, it goes round for ever (its sizes have 32 bits in WebAssembly).
 */
async function walkInHivex(hivex: Hivex, clean: CleanCopy | undefined): Promise<void> {
  if (clean === undefined || !isWhole(clean.bytes)) return;
  await settled(() =>
    readHive(hivex, clean.hive, (opened) => {
      const nodes = [opened.root()];
      for (let calls = 0; calls < MOST_CALLS; calls += 1) {
        const node = nodes.pop();
        if (node === undefined) break;
        opened.nodeName(node);
        for (const value of opened.values(node)) opened.valueData(value);
        nodes.push(...opened.children(node));
      }
    }),
  );
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    return checkHive(bytes, HIVE).damage === 0;
  } catch (error) {
    if (error instanceof HiveError) return false;
    throw error;
  }
}

interface CleanCopy {
  readonly hive: CleanHive;
  readonly bytes: Uint8Array;
}

/** The hive in its newest state; undefined when it can't be had. */
async function openClean(disk: MemoryFileSystem, { acceptDirty }: Options): Promise<CleanCopy | undefined> {
  let copy: CleanCopy | undefined;
  await settled(async () => {
    const target = await resolveTarget(disk, '/pc', {});
    const primary = await disk.open(target.hive.primary);
    const logs = await Promise.all(target.hive.logs.map((log) => disk.open(log)));
    try {
      const { hive } = await openHive(primary, logs, { acceptDirty });
      const bytes = new Uint8Array(hive.length);
      await hive.read(bytes, 0);
      const read = async (into: Uint8Array, position: number): Promise<void> => {
        into.set(bytes.subarray(position, position + into.length));
      };
      copy = { hive: { length: bytes.length, read } as CleanHive, bytes };
    } finally {
      for (const file of [primary, ...logs]) await file.close();
    }
  });
  return copy;
}

async function repairIt(
  disk: MemoryFileSystem,
  tools: JobTools,
  options: Options,
): Promise<RepairOutcome | string> {
  let outcome: RepairOutcome | undefined;
  const code = await settled(async () => {
    const { hive } = await resolveTarget(disk, '/pc', {});
    outcome = await repairHive(tools, { hiveSet: hive, ...options });
  });
  return outcome ?? code;
}

async function undoIt(disk: MemoryFileSystem, tools: JobTools, files: HiveFiles): Promise<void> {
  const { hive } = await resolveTarget(disk, '/pc', {});
  const { disk: left } = await undoRepair(tools, { hiveSet: hive, force: false });
  if (left !== 'restored') throw new Error(`undo says ${left}`);
  for (const [suffix, bytes] of files) {
    if (Buffer.compare(disk.bytes(HIVE + suffix) ?? new Uint8Array(0), bytes) !== 0) {
      throw new Error(`undo did not bring SOFTWARE${suffix} back`);
    }
  }
}

/** The code of the HiveError that `body` ended with, or what it answered. Other errors are findings. */
async function settled(body: () => Promise<unknown>): Promise<string> {
  try {
    return String((await body()) ?? 'done');
  } catch (error) {
    if (error instanceof HiveError && error.code !== 'bug' && error.disk === 'unchanged') return error.code;
    throw error;
  }
}

function expectSame(disk: MemoryFileSystem, before: string, command: string): void {
  if (disk.digest() !== before) throw new Error(`${command} changed the disk: ${disk.paths().join(' ')}`);
  if (disk.openHandles() > 0) throw new Error(`${command} left a file open`);
}

/** The whole-tree comparison by the independent reader shows the intended change and nothing else. */
function approve(before: Uint8Array | undefined, after: Uint8Array | undefined): void {
  if (before === undefined || after === undefined)
    throw new Error('repaired, and there is no hive to compare');
  const report = checkHive(after, HIVE);
  if (report.damage > 0) throw new Error(`repaired, and damaged: ${JSON.stringify(report.findings[0])}`);
  const setting = SETTING_KEY_PATH.map((name) => name.toUpperCase());
  for (const difference of diffHives(new HiveReader(before, HIVE), new HiveReader(after, HIVE))) {
    const path = difference.path.map((name) => name.toUpperCase());
    const isOnTheWay = path.every((name, depth) => name === setting[depth]);
    const isValue =
      'value' in difference && difference.value.toUpperCase() !== SETTING_VALUE_NAME.toUpperCase();
    if (!isOnTheWay || isValue || difference.kind === 'key-removed') {
      throw new Error(`repaired, and something else changed: ${difference.kind} ${path.join('\\')}`);
    }
  }
}
