import { spawn } from 'node:child_process';
import { HiveError } from '../../ground/errors.ts';
import type { CommandResult, CommandRunner } from '../command-runner.ts';

/** More than any of our programs says; a program that goes on is ended. Bytes. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Runs programs through Node, without a shell and without a window. */
export function nodeCommandRunner(): CommandRunner {
  return { run };
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
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
    child.on('error', (error) => reject(failure(program, error)));
    child.on('close', (exitCode, signal) => {
      if (exitCode === null)
        reject(new HiveError('command-failed', { program, cause: signal ?? 'ended without an exit code' }));
      else resolve({ exitCode, stdout: joined(stdout), stderr: joined(stderr) });
    });
  });
}

/** Node's error is not kept as a cause: it carries the arguments, and one may be a recovery password. */
function failure(program: string, error: NodeJS.ErrnoException): HiveError {
  return error.code === 'ENOENT'
    ? new HiveError('command-missing', { program })
    : new HiveError('command-failed', { program, cause: error.code ?? 'could not be started' });
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));
