import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HiveError } from '../src/ground/errors.ts';
import { repairHive } from '../src/jobs/repair.ts';
import type { RepairRequest } from '../src/jobs/surroundings.ts';
import { undoRepair } from '../src/jobs/undo.ts';
import { FaultyFileSystem } from './support/faulty-file-system.ts';
import { testHivex } from './support/hivex-module.ts';
import { MemoryFileSystem } from './support/memory-file-system.ts';
import { Random } from './support/random.ts';
import { CONFIG, softwareSet, testSurroundings } from './support/repair-surroundings.ts';

/** The five laws by which hivemend may be trusted with a disk, one by one. test/crash sweeps faults over all of them. */

const HIVE = `${CONFIG}/SOFTWARE`;
const root = join(import.meta.dirname, '..');
const fixture = (name: string) => new Uint8Array(readFileSync(join(root, 'fixtures/hives', name)));
const REQUEST: RepairRequest = { hiveSet: softwareSet(), value: 0, inPlace: false, acceptDirty: false };

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

describe('law 1: back up first', () => {
  it('replaces nothing before the hive, its logs and the manifest are in the backup, and flushed', async () => {
    disk.put(HIVE, fixture('dirty-two-logs'));
    for (const log of ['LOG1', 'LOG2']) disk.put(`${HIVE}.${log}`, fixture(`dirty-two-logs.${log}`));
    const hiveSet = softwareSet('LOG1', 'LOG2');
    await repairHive(testSurroundings(files), { ...REQUEST, hiveSet });
    const calls = callsSoFar();
    const replaced = calls.indexOf(`replace ${HIVE}`);
    const backup = calls.find((call) => call.startsWith('link '))?.slice('link '.length) ?? '';
    const folder = disk.parent(backup);
    const needed = [
      `link ${folder}/SOFTWARE`,
      `sha256 ${folder}/SOFTWARE`,
      `file.flush ${folder}/SOFTWARE.LOG1`,
      `file.read ${folder}/SOFTWARE.LOG1`,
      `file.flush ${folder}/SOFTWARE.LOG2`,
      `file.read ${folder}/SOFTWARE.LOG2`,
      `file.flush ${folder}/manifest.pending.json`,
      `flushFolder ${folder}`,
    ];
    expect(replaced).toBeGreaterThan(0);
    for (const call of needed) expect(calls.slice(0, replaced)).toContain(call);
  });

  it('writes no page in place before the pages as they were are in a flushed journal', async () => {
    await repairHive(testSurroundings(files), { ...REQUEST, inPlace: true });
    const calls = callsSoFar();
    const written = calls.indexOf(`file.write ${HIVE}`);
    const flushed = calls.findIndex((call) => /^file\.flush .*pages\.journal$/.test(call));
    const readBack = calls.findIndex((call) => /^file\.read .*pages\.journal$/.test(call));
    expect(flushed).toBeGreaterThan(0);
    expect(readBack).toBeGreaterThan(flushed);
    expect(written).toBeGreaterThan(readBack);
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
    const error = await failureOf(repairHive(testSurroundings(files, { loadHivex }), REQUEST));
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
    const error = await failureOf(repairHive(testSurroundings(files, { loadHivex }), REQUEST));
    expect(error).toMatchObject({ code: 'verification-failed', disk: 'unchanged' });
    expect(disk.bytes(HIVE)).toEqual(before);
  });
});

describe('law 4: only a verified file replaces the original, while it is the file that was read', () => {
  it('refuses a staged file that the disk did not keep as it was written', async () => {
    await repairHive(testSurroundings(files), REQUEST);
    const calls = callsSoFar();
    const write = calls.indexOf(`file.write ${HIVE}.hivemend-new`) + 1;
    const fresh = new MemoryFileSystem();
    fresh.put(HIVE, fixture('setting-2'));
    const faulty = new FaultyFileSystem(fresh, new Random(2), 'corrupted-write', write);
    const error = await failureOf(repairHive(testSurroundings(faulty), REQUEST));
    expect(error).toMatchObject({ code: 'verification-failed', disk: 'unchanged' });
    expect(fresh.bytes(HIVE)).toEqual(fixture('setting-2'));
  });

  it('leaves a hive alone that changed since it was read', async () => {
    const changed = fixture('setting-1');
    const s = testSurroundings(files, {
      tell: (event) => {
        if (event.event === 'step' && event.step === 'flush') disk.put(HIVE, changed);
      },
    });
    const error = await failureOf(repairHive(s, REQUEST));
    expect(error).toMatchObject({ code: 'file-changed', disk: 'unchanged' });
    expect(disk.bytes(HIVE)).toEqual(changed);
  });
});

describe('law 5: every outcome says what is on the disk, and it is there', () => {
  it.each([false, true])('survives a power loss right after success (in place: %s)', async (inPlace) => {
    const s = testSurroundings(files);
    expect(await repairHive(s, { ...REQUEST, inPlace })).toMatchObject({ disk: 'changed' });
    const repaired = disk.bytes(HIVE);
    disk.losePower(7);
    expect(disk.bytes(HIVE)).toEqual(repaired);
    const undone = await undoRepair(s, { hiveSet: softwareSet(), inPlace, force: false });
    expect(undone).toMatchObject({ disk: 'restored' });
    disk.losePower(8);
    expect(disk.bytes(HIVE)).toEqual(fixture('setting-2'));
  });
});
