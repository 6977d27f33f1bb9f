import { type ChildProcess, fork } from 'node:child_process';
import type { Message } from './worker.ts';

/** Starts workers, one after the other, and watches what a case may cost. */

/** What a case may use at most. */
export const LIMITS = { cpuMs: 5000, peakMiB: 512 } as const;

/** A case that says nothing for so long hangs, on the slowest machine. */
const HANGS_AFTER_MS = 20_000;

export interface Finding {
  readonly index: number;
  readonly seed: string;
  readonly problem: string;
}

export interface Tally {
  cases: number;
  slowestMs: number;
  peakMiB: number;
  readonly outcomes: Map<string, number>;
  readonly findings: Finding[];
}

/** Runs cases from `first` on, until `until` (ms since 1970) or `count` of them. @returns the next case's number. */
export async function watch(
  script: string,
  seed: number,
  first: number,
  limits: { readonly until: number; readonly count: number },
  tally: Tally,
): Promise<number> {
  let next = first;
  while (next < first + limits.count && Date.now() < limits.until) {
    next = await watchWorker(script, seed, next, first + limits.count - next, limits.until, tally);
  }
  return next;
}

function watchWorker(
  script: string,
  seed: number,
  first: number,
  count: number,
  until: number,
  tally: Tally,
): Promise<number> {
  const args = ['--worker', String(seed), String(first), String(count)];
  // More than a case may use for the heap itself: a case that needs more shows up as memory, not as a crash.
  const worker = fork(script, args, {
    execArgv: ['--max-old-space-size=400'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const story = { next: first, began: false, stderr: '', ended: false };
  worker.stderr?.on('data', (data: Buffer) => {
    story.stderr = (story.stderr + data.toString()).slice(-4000);
  });
  return new Promise((settle) => {
    let timer = hangTimer(worker);
    const stop = (): void => {
      story.ended = true;
      worker.kill('SIGKILL');
    };
    worker.on('message', (message: Message) => {
      clearTimeout(timer);
      timer = hangTimer(worker);
      if ('began' in message) {
        story.began = true;
        return;
      }
      story.began = false;
      story.next = message.ended + 1;
      const isFat = note(message, tally);
      // What one case took stays in the figure for the process: the next one needs a new process.
      if (isFat || Date.now() >= until) stop();
    });
    worker.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!story.ended && story.began) {
        const problem = `the process ended (${signal ?? `exit ${code}`}) or hung: ${story.stderr}`;
        tally.findings.push({ index: story.next, seed: '', problem });
        tally.cases += 1;
        story.next += 1;
      } else if (!story.ended && code !== 0) {
        throw new Error(`the worker can't work: ${story.stderr}`);
      }
      settle(story.next);
    });
  });
}

function hangTimer(worker: ChildProcess): NodeJS.Timeout {
  return setTimeout(() => worker.kill('SIGKILL'), HANGS_AFTER_MS);
}

/** @returns whether the process has used more memory than a case may. */
function note(message: Extract<Message, { ended: number }>, tally: Tally): boolean {
  const { ended: index, seed, outcome, problem, cpuMs, peakMiB } = message;
  tally.cases += 1;
  tally.slowestMs = Math.max(tally.slowestMs, cpuMs);
  tally.peakMiB = Math.max(tally.peakMiB, peakMiB);
  tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  if (problem !== undefined) tally.findings.push({ index, seed, problem });
  if (cpuMs > LIMITS.cpuMs)
    tally.findings.push({ index, seed, problem: `${Math.round(cpuMs)} ms of processor time` });
  if (peakMiB <= LIMITS.peakMiB) return false;
  tally.findings.push({ index, seed, problem: `${Math.round(peakMiB)} MiB of memory` });
  return true;
}
