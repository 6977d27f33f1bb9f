import type { CommandResult } from '../files/command-runner.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import type { ImagingTools } from './tools.ts';

/** Programs that open images, with the Debian package that has them and the oldest version that does what is asked. */
export const PROGRAMS = {
  'wimlib-imagex': { package: 'wimtools', minimum: '1.13', version: ['--version'] },
  'qemu-storage-daemon': { package: 'qemu-system-common', minimum: '6.0', version: ['--version'] },
  'qemu-img': { package: 'qemu-utils', minimum: '6.0', version: ['--version'] },
  'ntfs-3g': { package: 'ntfs-3g', minimum: '2021.8', version: ['--version'] },
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** What opens, looks or closes takes seconds; what copies a whole image of a slow disk may take an hour. Milliseconds. */
export const QUICK_MS = 60_000;
export const LONG_MS = 2 * 60 * 60_000;

/** Names in images are found in any case, as Windows does, and are UTF-8. */
export const ENVIRONMENT = { WIMLIB_IMAGEX_IGNORE_CASE: '1', LC_ALL: 'C.UTF-8' } as const;

interface ProgramOptions {
  /** The image, for errors. */
  readonly path: FilePath;
  readonly limitMs: number;
  /** Whether Ctrl+C may end it: it only reads. */
  readonly mayBeStopped: boolean;
}

/**
 * Runs a program that is found as a shell finds it.
 * @throws HiveError 'program-missing'; 'program-failed' when it could not be run to its end; 'cancelled'
 */
export async function runProgram(
  tools: ImagingTools,
  program: ProgramName,
  args: readonly string[],
  options: ProgramOptions,
): Promise<CommandResult> {
  return run(tools, program, args, options);
}

/** Runs a program of the running Windows. @throws HiveError 'program-failed', 'cancelled' */
export async function runSystemProgram(
  tools: ImagingTools,
  name: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<CommandResult> {
  const { systemRoot, files } = tools;
  const program = systemRoot === undefined ? name : files.join(systemRoot, 'System32', name);
  return run(tools, program, args, options);
}

async function run(
  tools: ImagingTools,
  program: string,
  args: readonly string[],
  { path, limitMs, mayBeStopped }: ProgramOptions,
): Promise<CommandResult> {
  const stopping = new AbortController();
  const stopLooking = tools.every(100, () => {
    if (mayBeStopped && tools.isCancelled()) stopping.abort();
  });
  try {
    return await tools.commands.run(program, args, {
      timeoutMs: tools.timeLimitMs ?? limitMs,
      isApart: true,
      stop: stopping.signal,
      environment: ENVIRONMENT,
    });
  } catch (error) {
    if (stopping.signal.aborted) throw new HiveError('cancelled', {}, { cause: error });
    throw explained(program, path, error);
  } finally {
    stopLooking();
  }
}

export function explained(program: string, path: FilePath, error: unknown): unknown {
  if (isHiveError(error, 'command-missing') && isProgramName(program)) {
    const { package: name, minimum } = PROGRAMS[program];
    return new HiveError('program-missing', { program, package: name, minimum }, { cause: error });
  }
  if (!isHiveError(error, 'command-failed') && !isHiveError(error, 'command-missing')) return error;
  const cause = 'cause' in error.details ? error.details.cause : 'ENOENT';
  return new HiveError(
    'program-failed',
    { program, path, ...(cause === undefined ? {} : { cause }) },
    { cause: error },
  );
}

const isProgramName = (name: string): name is ProgramName => Object.hasOwn(PROGRAMS, name);

/** @throws HiveError 'program-missing', 'program-too-old' */
export async function requireProgram(
  tools: ImagingTools,
  program: ProgramName,
  path: FilePath,
): Promise<void> {
  const { minimum, package: name, version: args } = PROGRAMS[program];
  const options = { path, limitMs: QUICK_MS, mayBeStopped: true };
  const { stdout, stderr } = await run(tools, program, args, options);
  const said = textOf(stdout) + textOf(stderr);
  const version = /\b(\d+(?:\.\d+)+)/.exec(said)?.[1];
  // One that does not tell its version is taken as it is.
  if (version === undefined || isAtLeast(version, minimum)) return;
  throw new HiveError('program-too-old', { program, package: name, minimum, version });
}

function isAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((text) => text.split('.').map(Number));
  for (const [place, number] of (need ?? []).entries()) {
    const own = have?.[place] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

/** @throws HiveError 'program-failed' when the program did not end well. */
export function refuseFailure(program: string, path: FilePath, result: CommandResult): void {
  const { exitCode } = result;
  if (exitCode === 0) return;
  throw new HiveError('program-failed', { program, path, exitCode, ...saidBy(result) });
}

/** The end of what a program wrote to standard error, or else to standard output. */
export function saidBy({ stdout, stderr }: CommandResult): { readonly said?: string } {
  const text = textOf(stderr).trim() || textOf(stdout).trim();
  const said = text.replace(/\s+/g, ' ').slice(-400);
  return said === '' ? {} : { said };
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
