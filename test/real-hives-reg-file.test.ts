import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegFile } from '../src/change/reg-file/reg-file.ts';
import { HiveError } from '../src/ground/errors.ts';
import { HiveReader } from '../src/regf/hive-reader.ts';
import { haveRealHives, listRealHives, realHive } from './support/real-hives.ts';
import { exportHive, linesOfFile, linesOfKey, parsePieces } from './support/reg-file-tree.ts';

/** Exports of hives from real machines, ours and those of hivexregedit, read by our own parser. */

const PATH = 'HKEY_LOCAL_MACHINE\\HIVE';

/** It takes seconds, up to half a minute, for hives of more than this; they are left to a full run (see support/sweep-size.ts). */
const { HIVEMEND_SWEEPS } = process.env;
const JUDGED_SIZE = HIVEMEND_SWEEPS === 'full' ? Number.POSITIVE_INFINITY : 0x10_0000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hivemend-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Undefined for hives that are too damaged to be walked through. */
function exported(path: string) {
  try {
    const reader = new HiveReader(realHive(path), path);
    return { reader, ...exportHive(reader, PATH) };
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

/** Hives that hivexregedit shows otherwise, and why. */
const DIFFERS: Readonly<Record<string, string>> = {
  'msuhanov__yarp/hives_for_tests/BogusKeyNamesHive': 'a line end in the name of a key stays in the line',
  'msuhanov__yarp/hives_for_tests/InvalidParentHive':
    'a key is named by its parent offset, not by whose list it is in',
};

describe.skipIf(!haveRealHives)('hives from real machines', () => {
  const paths = haveRealHives ? listRealHives().map(({ path }) => path) : [];

  it.each(paths)(
    'say the same in a .reg file, ours and that of hivexregedit: %s',
    { timeout: 300_000 },
    (path) => {
      const ours = exported(path);
      if (ours === undefined) return;
      const wanted = linesOfKey(ours.reader.root(), PATH);
      expectSame(parsePieces(ours.bytes), wanted);
      const isJudged = DIFFERS[path] === undefined && ours.reader.bytes.length <= JUDGED_SIZE;
      const theirs = isJudged ? exportByHivexregedit(ours.reader.bytes) : undefined;
      if (theirs !== undefined) expectSame(parsePieces(theirs), wanted.sort(), (lines) => lines.sort());
    },
  );
});

/** Lists of a hundred thousand lines are only laid side by side when they differ. */
function expectSame(file: RegFile, wanted: readonly string[], order = (lines: string[]) => lines): void {
  expect(file.skipped).toEqual([]);
  const lines = order(linesOfFile(file));
  if (lines.join('\n') !== wanted.join('\n')) expect(lines).toEqual(wanted);
}

/** Undefined where hivex refuses the hive. */
function exportByHivexregedit(bytes: Uint8Array): Uint8Array | undefined {
  const hive = join(folder, 'HIVE');
  writeFileSync(hive, bytes);
  const output = openSync(join(folder, 'export.reg'), 'w');
  const { status, error } = spawnSync('hivexregedit', ['--export', '--prefix', PATH, hive, '\\'], {
    stdio: ['ignore', output, 'ignore'],
    timeout: 60_000,
    // Otherwise it writes names in Latin-1 where they fit, and in UTF-8 where they don't.
    env: { ...process.env, PERL_UNICODE: 'SO' },
  });
  closeSync(output);
  if (error !== undefined && !('code' in error && error.code === 'ETIMEDOUT')) throw error;
  return status === 0 ? new Uint8Array(readFileSync(join(folder, 'export.reg'))) : undefined;
}
