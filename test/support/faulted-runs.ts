import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkHive } from '../../src/regf/hive-check.ts';
import { documentOf, expectExitCode } from './a-disk.ts';
import { type Fault, faultEnvironment } from './faulted-program.ts';
import { settingByHivexget } from './native-hivex.ts';
import type { Disk, Finished, Program } from './programs.ts';
import { SOFTWARE, snapshotOf } from './sample-disk.ts';

/** Runs of the built program with faults, and what is to be seen after them in words, in JSON and on the disk. */

export const HIVE = 'config/SOFTWARE$';
/** The log that the change goes through. */
export const LOG = 'config/SOFTWARE.LOG1$';
/** The hive in the backup. */
export const COPY = 'hivemend-backups/.*/SOFTWARE$';
export const LOCK = 'SOFTWARE.hivemend-lock$';
/** The first write to the hive itself: from here on its log counts. */
export const MARKED = { call: 'write', path: HIVE } as const;

export function runWith(
  program: Program,
  args: readonly string[],
  faults: readonly Fault[],
): Promise<Finished> {
  return program.run(args, { environment: faultEnvironment(faults) });
}

export function expectDocument(ended: Finished, command: string, disk: string, code: string) {
  const document = documentOf(ended);
  expect(Object.keys(document)).toEqual(['schema', 'command', 'ok', 'disk', 'error']);
  expect(document).toMatchObject({ schema: 'hivemend/2', command, ok: false, disk, error: { code } });
  expect(document.error.message).toMatch(/\w{3}.*\.$/s);
  return document.error;
}

/** On one line, as the sentences are wrapped. */
export function said({ stdout, stderr }: Finished): string {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^hivemend: .*\.\n/s);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/);
  return stderr.replace(/\s+/g, ' ');
}

export function expectRepaired(disk: Disk): void {
  const hive = join(disk.folder, SOFTWARE);
  expect(settingByHivexget(hive)).toBe(0);
  expect(checkHive(new Uint8Array(readFileSync(hive)), hive).damage).toBe(0);
}

/** A disk without faults again: the repair works, leaves nothing but its backup, and can be taken back. */
export async function expectUsable(program: Program, disk: Disk, before: ReadonlyMap<string, string>) {
  expectExitCode(await program.run(['repair', disk.root, '--json']), 0);
  expectRepaired(disk);
  expectExitCode(await program.run(['undo', disk.root, '--json']), 0);
  expect(withoutBackups(disk)).toEqual(before);
}

export const withoutBackups = (disk: Disk) =>
  new Map([...snapshotOf(disk.folder)].filter(([path]) => !path.includes('/hivemend-backups/')));
