import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, programs } from './programs.ts';
import { reopened } from './reopened-program.ts';

/**
 * The built program with faults in its calls to the file system: what a failing medium, a locked volume or a
 * person at Ctrl+C does at a moment that a test can't wait for.
 */

/** The names of calls are those of node:fs, without the f of a call on an open file; of two paths, the second one counts. */
export interface Fault {
  /** Regular expression for the call's whole name. Every call when missing. */
  readonly call?: string;
  /** Regular expression to be found in the path. Every path when missing. */
  readonly path?: string;
  /** The fault lies dormant until such a call has succeeded. */
  readonly after?: { readonly call: string; readonly path: string };
  /** Nothing happens from the second such call on. */
  readonly once?: true;

  /** The call fails with this error of the system; 'LOCKED_VOLUME' is BitLocker's. */
  readonly error?: string;
  /** One byte of the file is another one after the call. */
  readonly damages?: true;
  /** SIGINT comes right before the call. */
  readonly signal?: true;
  /** The call takes that much longer. */
  readonly delayMs?: number;
}

const PRELOAD = join(import.meta.dirname, 'fault-at-call.cjs');

/** The programs that take faults: those on Linux, from source and the executable, which itself takes no options of Node's. */
export function programsForFaults(): readonly Program[] {
  const posix = programs().filter(({ flavour }) => flavour === 'posix');
  const folder = mkdtempSync(join(tmpdir(), 'hivemend-reopened-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return posix.map((program) => reopened(program, join(folder, program.name.replaceAll(' ', '-'))));
}

export function faultEnvironment(faults: readonly Fault[]): Record<string, string> {
  return { NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`, HIVEMEND_FAULTS: JSON.stringify(faults) };
}
