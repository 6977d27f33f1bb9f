import type { WritableFileSystem } from '../../src/files/file-system.ts';
import { type DiskState, HiveError } from '../../src/ground/errors.ts';
import { type Fault, FaultyFileSystem, ProcessGone } from '../support/faulty-file-system.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';

/**
 * Lets a run fail at every one of its file calls in every way, looks at the disk, and lets the next run find it.
 * Nobody chooses where: places that nobody thought of are swept as well.
 */

/** What a run said was on the disk when it ended; 'gone' when it was not there any more to say anything. */
export type Told = DiskState | 'gone';

export interface Situation {
  readonly fault: Fault;
  /** Which call, for messages. */
  readonly call: string;
  readonly told: Told;
  /** Set when the run ended with an error. */
  readonly error: HiveError | undefined;
  /** Whether the power was lost; with the run's own fault, or after it had ended. */
  readonly powerLost: boolean;
}

export interface NextRun {
  readonly name: string;
  readonly run: (files: WritableFileSystem) => Promise<unknown>;
  /** What is wrong after it. */
  readonly judge: (disk: MemoryFileSystem) => Promise<Iterable<string>>;
}

export interface Scenario {
  readonly name: string;
  /** The disk before the run, all of it flushed. */
  readonly disk: () => Promise<MemoryFileSystem>;
  /** What is swept; answers what it says is on the disk. */
  readonly run: (files: WritableFileSystem) => Promise<DiskState>;
  /** What is wrong with the disk after the fault. */
  readonly judge: (disk: MemoryFileSystem, situation: Situation) => Promise<Iterable<string>>;
  /** Each is tried on the disk as the fault left it. */
  readonly next: readonly NextRun[];
}

export interface SweepResult {
  /** File calls of the run when nothing fails. */
  readonly calls: number;
  /** Runs with a fault in them. */
  readonly runs: number;
  /** States of the disk that were looked at. */
  readonly states: number;
  /** States that no other fault had left, from which the next runs started. */
  readonly nextRuns: number;
  readonly told: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

export interface SweepOptions {
  readonly faults: readonly Fault[];
  /** Seeds of what a power loss leaves. */
  readonly lossSeeds: readonly number[];
  /** From one call that fails to the next. The first differs by the fault, so that others fail in other scenarios. */
  readonly stride?: number;
  /** Seeds of where a write stops and which bit is wrong. */
  readonly writeSeeds?: readonly number[];
  /** Enough to see what is wrong. */
  readonly maxProblems?: number;
}

/** @throws when the run fails without any fault: then there is nothing to sweep. */
export async function sweep(scenario: Scenario, options: SweepOptions): Promise<SweepResult> {
  const counting = new FaultyFileSystem(await scenario.disk(), new Random(0));
  await scenario.run(counting);
  const sweeper = new Sweeper(scenario, options.lossSeeds);
  const maxProblems = options.maxProblems ?? 20;
  for (const [index, fault] of options.faults.entries()) {
    for (const at of placesOf(counting.calls, options.stride ?? 1, scenario.name.length + index)) {
      for (const seed of options.writeSeeds ?? [1]) {
        await sweeper.tryFault(fault, at, seed);
        if (sweeper.problems.length >= maxProblems) return sweeper.result(counting.calls);
      }
    }
  }
  return sweeper.result(counting.calls);
}

/** Calls that fail. One past the last call: nothing fails, and what was told must outlast a power loss. */
function placesOf(calls: number, stride: number, first: number): number[] {
  const places: number[] = [];
  for (let at = 1 + (first % stride); at <= calls; at += stride) places.push(at);
  return [...places, calls + 1];
}

class Sweeper {
  readonly problems: string[] = [];
  readonly #scenario: Scenario;
  readonly #lossSeeds: readonly number[];
  readonly #known = new Set<string>();
  readonly #told: Record<string, number> = {};
  #runs = 0;
  #states = 0;
  #nextRuns = 0;

  constructor(scenario: Scenario, lossSeeds: readonly number[]) {
    this.#scenario = scenario;
    this.#lossSeeds = lossSeeds;
  }

  result(calls: number): SweepResult {
    return {
      calls,
      runs: this.#runs,
      states: this.#states,
      nextRuns: this.#nextRuns,
      told: this.#told,
      problems: this.problems,
    };
  }

  async tryFault(fault: Fault, at: number, seed: number): Promise<void> {
    const disk = await this.#scenario.disk();
    const files = new FaultyFileSystem(disk, new Random(seed * 100_000 + at), fault, at);
    const end = await ending(this.#scenario.run(files));
    this.#runs += 1;
    this.#told[end.told] = (this.#told[end.told] ?? 0) + 1;
    const call = `${fault} at call ${at} (${files.describe(at)}), seed ${seed}, told ${end.told}`;
    if (end.unexpected !== undefined) this.problems.push(`${call}: ${end.unexpected}`);
    if (end.told !== 'gone' && disk.openHandles() > 0) this.problems.push(`${call}: a file was left open`);
    disk.closeAll();
    const situation = { fault, call: files.describe(at), told: end.told, error: end.error };
    if (fault !== 'power-loss') await this.#judge(disk.copy(), { ...situation, powerLost: false }, call);
    // A told outcome must outlast the power; for a process that is gone, the power may follow it.
    if (fault !== 'power-loss' && end.told === 'gone') return;
    // A medium that writes wrong bits, and a power loss on top: only what was told as done is promised.
    if (fault === 'corrupted-write' && end.error !== undefined) return;
    for (const lossSeed of this.#lossSeeds) {
      const after = disk.copy();
      after.losePower(lossSeed);
      await this.#judge(
        after,
        { ...situation, powerLost: true },
        `${call}, power lost with seed ${lossSeed}`,
      );
    }
  }

  async #judge(disk: MemoryFileSystem, situation: Situation, call: string): Promise<void> {
    this.#states += 1;
    for (const problem of await this.#scenario.judge(disk, situation))
      this.problems.push(`${call}: ${problem}`);
    const digest = disk.digest();
    if (this.#known.has(digest)) return;
    this.#known.add(digest);
    for (const next of this.#scenario.next) {
      this.#nextRuns += 1;
      const later = disk.copy();
      const end = await ending(next.run(later));
      const where = `${call}, then ${next.name}`;
      if (end.unexpected !== undefined) this.problems.push(`${where}: ${end.unexpected}`);
      const said = end.error === undefined ? '' : ` (it said ${end.error.message})`;
      for (const problem of await next.judge(later)) this.problems.push(`${where}: ${problem}${said}`);
    }
  }
}

interface Ending {
  readonly told: Told;
  readonly error: HiveError | undefined;
  /** An exception that is neither ours nor the end of the process. */
  readonly unexpected: string | undefined;
}

async function ending(run: Promise<unknown>): Promise<Ending> {
  try {
    const told = await run;
    return { told: isDiskState(told) ? told : 'unchanged', error: undefined, unexpected: undefined };
  } catch (error) {
    if (error instanceof ProcessGone) return { told: 'gone', error: undefined, unexpected: undefined };
    if (error instanceof HiveError) return { told: error.disk, error, unexpected: undefined };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { told: 'uncertain', error: undefined, unexpected: text };
  }
}

function isDiskState(told: unknown): told is DiskState {
  return told === 'unchanged' || told === 'changed' || told === 'restored' || told === 'uncertain';
}

/** One line for the test's output. */
export function summary(
  name: string,
  { calls, runs, states, nextRuns, told, problems }: SweepResult,
): string {
  const endings = Object.entries(told)
    .map(([end, count]) => `${end} ${count}`)
    .join(', ');
  return `${name}: ${calls} calls, ${runs} runs with a fault (${endings}), ${states} states of the disk, ${nextRuns} next runs, ${problems.length} problems`;
}
