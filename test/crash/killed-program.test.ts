import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkHive } from '../../src/regf/hive-check.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { BASE_BLOCK_SIZE } from '../../src/regf/structures/base-block.ts';
import { readSetting } from '../../src/windows/read-setting.ts';
import { sweepSize } from '../support/sweep-size.ts';
import { requireValid } from '../support/written-json.ts';
import { fixtureFiles } from './fixture-files.ts';
import { type FileSet, replayedHive } from './replayed-state.ts';

/**
 * The real program on a real file system, ended by SIGKILL at every one of its calls (at every third, in a short sweep). What it had done stays on the
 * disk, and is the old hive or the new one by the rules of replay; the next run of the real program ends well.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'build/hivemend.cjs');
const PRELOAD = join(import.meta.dirname, 'kill-at-call.cjs');
/** From one call at which it is killed to the next. */
const STEP = sweepSize(7, 1);
/** It starts the program more than a thousand times. */
const TIMEOUT = 900_000;

interface KilledRun {
  readonly name: string;
  readonly fixture: string;
  readonly args: readonly string[];
  /** A run that comes before the one that is killed. */
  readonly first?: readonly string[];
  /** Whether the run that is killed makes the hive old again. */
  readonly isUndo: boolean;
}

const runs: readonly KilledRun[] = [
  {
    name: 'repair of a dirty hive',
    fixture: 'dirty-two-logs',
    args: ['repair'],
    isUndo: false,
  },
  {
    name: 'repair that keeps pages only',
    fixture: 'setting-2',
    args: ['repair', '--backup', 'changed'],
    isUndo: false,
  },
  {
    name: 'undo on a dirty hive',
    fixture: 'dirty-two-logs',
    first: ['repair'],
    args: ['undo'],
    isUndo: true,
  },
];

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function newDisk(): string {
  const disk = mkdtempSync(join(tmpdir(), 'hivemend-killed-'));
  made.push(disk);
  return disk;
}

/** A disk with these files at the usual place; answers its root. */
function makeDisk(files: FileSet): string {
  const disk = newDisk();
  mkdirSync(configOf(disk), { recursive: true });
  for (const [suffix, bytes] of files) writeFileSync(hiveOf(disk) + suffix, bytes);
  return disk;
}

const configOf = (disk: string): string => join(disk, 'Windows/System32/config');
const hiveOf = (disk: string): string => join(configOf(disk), 'SOFTWARE');

function hivemend(disk: string, args: readonly string[]): unknown {
  const options = { encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, disk, '--json'], options);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr} ${stdout}`);
  requireValid('document', stdout);
  return JSON.parse(stdout);
}

/**
 * @returns the call at which it was killed; undefined when it makes fewer calls. How many it makes differs from run to run:
 * a folder's name is taken where two runs come in one second, and threads finish when they do.
 */
function killAt(disk: string, args: readonly string[], call: number): string | undefined {
  const killedAt = `${disk}.killed-at`;
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ['--require', PRELOAD, PROGRAM, ...args, disk, '--json'],
    {
      env: { ...process.env, HIVEMEND_KILL_AT: String(call), HIVEMEND_KILLED_AT: killedAt },
      encoding: 'utf8',
    },
  );
  if (signal === null && status === 0) return undefined;
  if (signal !== 'SIGKILL') throw new Error(`call ${call}: ${signal ?? `exit ${status}`}: ${stderr}`);
  const name = readFileSync(killedAt, 'utf8');
  rmSync(killedAt);
  return name;
}

/** By the rules of replay. 'new': whole, and the setting is off; its timestamps are of its own run. */
async function stateOf(disk: string, files: FileSet): Promise<'old' | 'new' | 'neither'> {
  const now = await replayedHive(setOn(disk));
  const then = await replayedHive(files);
  if (typeof now === 'string' || typeof then === 'string') return 'neither';
  if (Buffer.compare(now.subarray(BASE_BLOCK_SIZE), then.subarray(BASE_BLOCK_SIZE)) === 0) return 'old';
  const isWhole = checkHive(now, hiveOf(disk)).damage === 0;
  return isWhole && readSetting(new HiveReader(now, hiveOf(disk))).state === 'off' ? 'new' : 'neither';
}

/** The hive and the logs that lie beside it. */
function setOn(disk: string): FileSet {
  const found = ['', '.LOG1', '.LOG2', '.LOG'].filter((suffix) => existsSync(hiveOf(disk) + suffix));
  return new Map(found.map((suffix) => [suffix, new Uint8Array(readFileSync(hiveOf(disk) + suffix))]));
}

/** What is there that was not, or is not byte for byte what it was. */
function unlike(disk: string, files: FileSet): string[] {
  const now = setOn(disk);
  return [...new Set([...now.keys(), ...files.keys()])].filter((suffix) => {
    const [one, other] = [now.get(suffix), files.get(suffix)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
}

function leftovers(disk: string): string[] {
  return readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.hivemend-|manifest\.pending/.test(path),
  );
}

/** The same for the same names with the same contents. */
function contentsOf(disk: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(disk, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0`);
    if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

describe('the program, killed at every file call', () => {
  it('is built', () => {
    expect(existsSync(PROGRAM), 'run node scripts/building/bundle.mjs').toBe(true);
  });

  it.each(runs)('$name', { timeout: TIMEOUT }, async ({ name, fixture, args, first, isUndo }) => {
    const files = fixtureFiles(fixture);
    const start = makeDisk(files);
    if (first !== undefined) hivemend(start, first);
    const prepared = (): string => {
      const disk = newDisk();
      cpSync(start, disk, { recursive: true, preserveTimestamps: true });
      return disk;
    };
    const seen = { old: 0, new: 0, neither: 0 };
    let call = 1;
    for (; ; call += STEP) {
      const disk = prepared();
      const untouched = contentsOf(disk);
      const name = killAt(disk, args, call);
      if (name === undefined) break;
      const where = `killed at call ${call}, ${name}`;
      // No second run is needed for that.
      const state = await stateOf(disk, files);
      seen[state] += 1;
      expect(state, where).not.toBe('neither');

      // Most calls only read: what the next run makes of an untouched disk is known by then.
      if (contentsOf(disk) === untouched) continue;
      hivemend(disk, args.includes('undo') ? ['undo'] : ['repair']);
      expect(await stateOf(disk, files), `${where}, then again`).toBe(isUndo ? 'old' : 'new');
      expect(leftovers(disk), where).toEqual([]);
      if (!isUndo) hivemend(disk, ['undo']);
      expect(unlike(disk, files), `${where}, then undone`).toEqual([]);
      expect(leftovers(disk), where).toEqual([]);
      rmSync(disk, { recursive: true });
    }
    console.log(
      `${name}: killed at one in ${STEP} of ${call - 1} calls; found old ${seen.old}, new ${seen.new}, between ${seen.neither}`,
    );
    expect(seen.new).toBeGreaterThan(0);
    expect(seen.old).toBeGreaterThan(0);
  });
});
