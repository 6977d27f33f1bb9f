import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Disk, Finished, Program } from './programs.ts';

/** Runs `body` with a disk of its own, which is taken away afterwards. */
export async function withDisk<Result>(
  program: Program,
  body: (disk: Disk) => Promise<Result>,
): Promise<Result> {
  const disk = program.addDisk();
  try {
    return await body(disk);
  } finally {
    disk.remove();
  }
}

/** The one document of a `--json` run. */
export function documentOf({ stdout, stderr, exitCode }: Finished) {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`exit code ${exitCode}; no JSON document on stdout:\n${stdout}\n${stderr}`, { cause });
  }
}

/** A hive or log of fixtures/hives by its name. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join('fixtures/hives', name)));
}

/** Shows what the program said when it ended otherwise. */
export function expectExitCode(ended: Finished, exitCode: number): void {
  expect(ended.exitCode, `${ended.stdout}\n${ended.stderr}`).toBe(exitCode);
}
