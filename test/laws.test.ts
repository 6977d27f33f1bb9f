import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HiveError } from '../src/ground/errors.ts';
import { type RepairRequest, repairHive } from '../src/jobs/repair.ts';
import { undoRepair } from '../src/jobs/undo.ts';
import { FaultyFileSystem } from './support/faulty-file-system.ts';
import { testHivex } from './support/hivex-module.ts';
import { CONFIG, softwareSet, testTools } from './support/job-tools.ts';
import { MemoryFileSystem } from './support/memory-file-system.ts';
import { Random } from './support/random.ts';

/** The six laws by which hivemend may be trusted with a disk, one by one. test/crash sweeps faults over all of them. */

const HIVE = `${CONFIG}/SOFTWARE`;
const root = join(import.meta.dirname, '..');
const fixture = (name: string) => new Uint8Array(readFileSync(join(root, 'fixtures/hives', name)));
const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, pagesOnly: false, acceptDirty: false };

let disk: MemoryFileSystem;
/** Counts calls and remembers what they were. */
let files: FaultyFileSystem;

beforeEach(() => {
  disk = new MemoryFileSystem();
  disk.put(HIVE, fixture('setting-2'));
  files = new FaultyFileSystem(disk, new Random(1));
});

const callsSoFar = (): string[] => Array.from({ length: files.calls }, (_, i) => files.describe(i + 1));

async function failureOf(work: Promise<unknown>): Promise<HiveError> {
  return await work.then(
    () => expect.unreachable('it succeeded'),
    (error: HiveError) => error,
  );
}

/** Everything before the first write that touches the hive or a log of it. */
function beforeFirstWrite(): string[] {
  const calls = callsSoFar();
  const written = calls.findIndex((call) =>
    /^(file\.write|file\.truncate) .*\/config\/SOFTWARE(\.LOG\d)?$/.test(call),
  );
  expect(written).toBeGreaterThan(0);
  return calls.slice(0, written);
}

describe('law 1: back up first', () => {
  it('writes nothing before the hive, its logs and the manifest are in the backup, read back and flushed', async () => {
    disk.put(HIVE, fixture('dirty-two-logs'));
    for (const log of ['LOG1', 'LOG2']) disk.put(`${HIVE}.${log}`, fixture(`dirty-two-logs.${log}`));
    const hiveSet = softwareSet('LOG1', 'LOG2');
    const { backup } = await repairHive(testTools(files), { ...REQUEST, hiveSet });
    const folder = backup?.folder;
    const needed = ['SOFTWARE', 'SOFTWARE.LOG1', 'SOFTWARE.LOG2', 'manifest.pending.json'].flatMap((name) => [
      `file.flush ${folder}/${name}`,
      `file.read ${folder}/${name}`,
    ]);
    for (const call of [...needed, `flushFolder ${folder}`]) expect(beforeFirstWrite()).toContain(call);
  });

  it('writes no page before the pages as they were are flushed and read back', async () => {
    await repairHive(testTools(files), { ...REQUEST, pagesOnly: true });
    const calls = beforeFirstWrite();
    const flushed = calls.findIndex((call) => /^file\.flush .*pages\.journal$/.test(call));
    const readBack = calls.findLastIndex((call) => /^file\.read .*pages\.journal$/.test(call));
    expect(flushed).toBeGreaterThan(0);
    expect(readBack).toBeGreaterThan(flushed);
  });
});

describe('law 2: only a clean hive reaches hivex', () => {
  it('has one maker of clean hives', () => {
    const makers = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => readFileSync(join(root, 'src', path), 'utf8').includes('as CleanHive'));
    expect(makers).toEqual([join('replay', 'replay.ts')]);
  });

  it('does not load hivex for a dirty hive whose logs are missing', async () => {
    disk.put(HIVE, fixture('dirty-two-logs'));
    const loadHivex = () => expect.unreachable('hivex was loaded');
    const error = await failureOf(repairHive(testTools(files, { loadHivex }), REQUEST));
    expect(error).toMatchObject({ code: 'logs-missing', disk: 'unchanged' });
  });
});

describe('law 3: the writer never vouches for its own output', () => {
  it('refuses what hivex made when one byte of another key came out wrong', async () => {
    const before = fixture('setting-2');
    const other = Buffer.from(before).indexOf('ProductName', 0, 'latin1');
    const loadHivex = async () => {
      const hivex = await testHivex();
      const runtime = hivex.runtime();
      const callModule = runtime.call.bind(runtime);
      runtime.call = (name, ...args) => {
        const answer = callModule(name, ...args);
        if (name === 'hivex_commit') {
          const room = callModule('host_room');
          const image = runtime.memory.bytes(room, before.length);
          image[other] = (image[other] ?? 0) ^ 1;
        }
        return answer;
      };
      return hivex;
    };
    const error = await failureOf(repairHive(testTools(files, { loadHivex }), REQUEST));
    expect(error).toMatchObject({ code: 'verification-failed', disk: 'unchanged' });
    expect(disk.bytes(HIVE)).toEqual(before);
  });
});

describe('law 4: at every instant the old hive or the new one', () => {
  it('has the change in the log, on the medium, before the primary file is touched', async () => {
    await repairHive(testTools(files), REQUEST);
    const calls = callsSoFar();
    const marked = calls.indexOf(`file.write ${HIVE}`);
    const log = calls.slice(0, marked);
    expect(log).toContain(`file.flush ${HIVE}.LOG1`);
    expect(log).toContain(`file.read ${HIVE}.LOG1`);
    // Marked, the pages, the end: each is on the medium before the next is written.
    const onHive = calls.slice(marked).filter((call) => /^file\.(write|flush) .*\/SOFTWARE$/.test(call));
    const kinds = onHive.map((call) => call.slice('file.'.length).split(' ')[0]);
    expect(kinds.join(' ')).toMatch(/^write flush (write )+flush write flush$/);
  });

  it('changes no name of the hive', async () => {
    await repairHive(testTools(files), REQUEST);
    await undoRepair(testTools(files), { hiveSet: softwareSet(), force: false });
    const changes = callsSoFar().filter((call) => /^(replace|remove|link|create) /.test(call));
    expect(changes.filter((call) => call.endsWith(`/SOFTWARE`) && !call.includes('backups'))).toEqual([]);
  });

  it('leaves a hive alone that changed since it was read', async () => {
    const changed = fixture('setting-1');
    const s = testTools(files, {
      tell: (event) => {
        if (event.event === 'step' && event.step === 'back-up') disk.put(HIVE, changed);
      },
    });
    const error = await failureOf(repairHive(s, REQUEST));
    expect(error).toMatchObject({ code: 'file-changed', disk: 'unchanged' });
    expect(disk.bytes(HIVE)).toEqual(changed);
  });
});

describe('law 5: the file stays the file that it was', () => {
  it('keeps its identity, owner and permissions through repair and undo', async () => {
    disk.put(HIVE, fixture('setting-2'), { mode: 0o640, owner: 7 });
    const before = await disk.status(HIVE);
    await repairHive(testTools(files), REQUEST);
    expect((await disk.status(HIVE))?.inode).toBe(before?.inode);
    await undoRepair(testTools(files), { hiveSet: softwareSet(), force: false });
    expect((await disk.status(HIVE))?.inode).toBe(before?.inode);
    expect(callsSoFar().filter((call) => /chmod|chown/.test(call))).toEqual([]);
  });
});

describe('law 6: every outcome says what is on the disk, and it is there', () => {
  it.each([false, true])(
    'survives a power loss right after success (pages kept only: %s)',
    async (pagesOnly) => {
      const s = testTools(files);
      expect(await repairHive(s, { ...REQUEST, pagesOnly })).toMatchObject({ disk: 'changed' });
      const repaired = disk.bytes(HIVE);
      disk.losePower(7);
      expect(disk.bytes(HIVE)).toEqual(repaired);
      expect(await undoRepair(s, { hiveSet: softwareSet(), force: false })).toMatchObject({
        disk: 'restored',
      });
      disk.losePower(8);
      expect(disk.bytes(HIVE)).toEqual(fixture('setting-2'));
    },
  );
});
