import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allExitCodes, EXIT_FINDINGS, EXIT_SUCCESS } from '../../src/cli/exit-codes.ts';
import { expectExitCode, withDisk } from '../support/a-disk.ts';
import { expectDocument } from '../support/faulted-runs.ts';
import { programs } from '../support/programs.ts';
import { fillSampleDisk, SOFTWARE, snapshotOf } from '../support/sample-disk.ts';

/** Every exit code has a test of the built program. */

it.each(programs())('exit code 1 for a module that is none: $name', (program) =>
  withDisk(program, async (disk) => {
    fillSampleDisk(disk.folder);
    const before = snapshotOf(disk.folder);
    const module = disk.nameOf(SOFTWARE);
    const ended = await program.run(['repair', disk.root, '--hivex-wasm', module, '--json']);
    expectExitCode(ended, 1);
    expectDocument(ended, 'repair', 'unchanged', 'hivex-module');
    expect(snapshotOf(disk.folder)).toEqual(before);
  }),
);

/** Where the built programs are seen to end with each exit code. */
const TESTED_IN: Readonly<Record<number, string>> = {
  0: 'repair',
  1: 'exit-codes',
  2: 'refusals',
  3: 'repair',
  10: 'refusals',
  11: 'locked-volume',
  12: 'refusals',
  13: 'refusals',
  14: 'refusals',
  15: 'failing-writes',
  16: 'refusals',
  20: 'failing-writes',
  21: 'failing-writes',
  22: 'failing-writes',
  130: 'cancelled',
};

describe('every exit code', () => {
  const tested = Object.keys(TESTED_IN).map(Number);
  const sorted = (codes: Iterable<number>) => [...codes].sort((a, b) => a - b);

  it('of the program has a test here', () => {
    expect(sorted(new Set([EXIT_SUCCESS, EXIT_FINDINGS, ...allExitCodes()]))).toEqual(tested);
  });

  it('of the README has a test here', () => {
    const rows = readFileSync('README.md', 'utf8').matchAll(/^\| +(\d+) +\|/gm);
    expect(sorted([...rows].map(([, code]) => Number(code)))).toEqual(tested);
  });

  it.each(Object.entries(TESTED_IN))('%s is expected in %s.test.ts', (code, name) => {
    const text = readFileSync(`test/e2e/${name}.test.ts`, 'utf8');
    expect(text).toMatch(new RegExp(`expectExitCode\\([^;]*, ${code}\\)|exitCode: ${code}\\b`));
  });
});
