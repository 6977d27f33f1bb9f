import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A whole process, from before its start to after its end. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Exit codes of success. */
  readonly succeeds: readonly number[];
  /** Puts everything as it was before; not measured. */
  readonly prepare?: () => void;
}

/** A line for a shell that ends at the first failure; it knows the arguments as `$1`, `$2`, and so on. */
export function inShell(line: string, ...args: readonly string[]): Contender['command'] {
  return ['/bin/sh', '-c', `set -e; ${line}`, 'sh', ...args];
}

export interface Figures {
  readonly name: string;
  /** Milliseconds, one for each run. */
  readonly runs: readonly number[];
  readonly median: number;
  /** Peak resident memory in MiB, of the largest process where there are several. */
  readonly peakMemory: number;
}

/**
 * Runs all contenders in turn, round by round, so that what slows the machine down slows all of them.
 * @throws Error when one fails: a failure has no time.
 */
export function measure(contenders: readonly Contender[], rounds: number): readonly Figures[] {
  // The first round warms caches up; GNU time, which would cost a process, is used only there.
  const peaks = contenders.map((contender) => peakMemoryOf(contender));
  const runs: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, contender] of contenders.entries()) runs[index]?.push(timeOf(contender));
  return contenders.map(({ name }, index) => ({
    name,
    runs: (runs[index] ?? []).map((time) => Math.round(time * 10) / 10),
    median: median(runs[index] ?? []),
    peakMemory: peaks[index] ?? 0,
  }));
}

function timeOf(contender: Contender): number {
  contender.prepare?.();
  const start = performance.now();
  run(contender, contender.command);
  return performance.now() - start;
}

function peakMemoryOf(contender: Contender): number {
  contender.prepare?.();
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-bench-'));
  try {
    const output = join(folder, 'memory');
    run(contender, ['/usr/bin/time', '--quiet', '--format', '%M', '--output', output, ...contender.command]);
    return Math.round(Number(readFileSync(output, 'utf8')) / 1024);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run({ name, succeeds }: Contender, [program, ...args]: readonly [string, ...string[]]): void {
  // A pipe for what it says, as scripts have one.
  const { status, error, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (!succeeds.includes(status ?? -1)) throw new Error(`${name} ended with ${status}:\n${stderr}`);
}

export function median(values: readonly number[]): number {
  const inOrder = [...values].sort((a, b) => a - b);
  const middle = inOrder.length >> 1;
  const [low = 0, high = 0] = [inOrder[inOrder.length % 2 === 0 ? middle - 1 : middle], inOrder[middle]];
  return Math.round(((low + high) / 2) * 10) / 10;
}
