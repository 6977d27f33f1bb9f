import { spawn } from 'node:child_process';
import { HiveError } from '../../ground/errors.ts';
import type { CommandOptions, CommandResult, CommandRunner } from '../command-runner.ts';

/** There, a detached program has a console window of its own. */
const ON_WINDOWS = process.platform === 'win32';

/** More than any of our programs says; a program that goes on is ended. Bytes. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Runs programs through Node, without a shell and without a window. */
export function nodeCommandRunner(): CommandRunner {
  return { run };
}

function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const { isApart = false, timeoutMs, ask, stop } = options;
    // A detached program leads a group of its own.
    const hasGroup = isApart && !ON_WINDOWS;
    const child = spawn(program, [...args], {
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: hasGroup,
      ...(options.environment === undefined ? {} : { env: { ...process.env, ...options.environment } }),
    });
    let isEnded = false;
    const end = () => {
      isEnded = true;
      if (!hasGroup || child.pid === undefined) child.kill(isApart ? 'SIGKILL' : 'SIGTERM');
      else killGroup(child.pid);
      if (child.exitCode !== null) stopReading();
    };
    // What it started may hold its output open, and says nothing any more that counts.
    const stopReading = () => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
    const askToEnd = () => child.kill('SIGTERM');
    ask?.addEventListener('abort', askToEnd);
    stop?.addEventListener('abort', end);
    const settled = () => {
      clearTimeout(timer);
      ask?.removeEventListener('abort', askToEnd);
      stop?.removeEventListener('abort', end);
    };
    child.on('exit', () => {
      if (isEnded) stopReading();
    });
    const stdout: Uint8Array[] = [];
    const stderr: Uint8Array[] = [];
    let size = 0;
    const collect = (pieces: Uint8Array[]) => (piece: Uint8Array) => {
      pieces.push(piece);
      size += piece.length;
      if (size > MOST_OUTPUT) child.kill();
    };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', (error) => {
      settled();
      reject(failure(program, error));
    });
    child.on('close', (exitCode, signal) => {
      settled();
      if (exitCode === null)
        reject(new HiveError('command-failed', { program, cause: signal ?? 'ended without an exit code' }));
      else resolve({ exitCode, stdout: joined(stdout), stderr: joined(stderr) });
    });
  });
}

/** It may be gone in this moment. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (Object(error).code !== 'ESRCH') throw error;
  }
}

/** Node's error is not kept as a cause: it carries the arguments, and one may be a recovery password. */
function failure(program: string, error: NodeJS.ErrnoException): HiveError {
  return error.code === 'ENOENT'
    ? new HiveError('command-missing', { program })
    : new HiveError('command-failed', { program, cause: error.code ?? 'could not be started' });
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));
