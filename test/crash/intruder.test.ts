import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { FaultyFileSystem } from '../support/faulty-file-system.ts';
import type { MemoryFileSystem } from '../support/memory-file-system.ts';
import { Random } from '../support/random.ts';
import { fixtureFiles } from './fixture-files.ts';
import { diskOf, type HiveScenario, hivePath, repair } from './hive-scenarios.ts';

/**
 * Another program writes into the hive while hivemend works, at every one of its calls. What it wrote must stay, until
 * the moment between the last look and the write, which no file system lets anybody close.
 */

const theirs = fixtureFiles('setting-1').get('') ?? new Uint8Array(0);

const intrusions: readonly [string, (disk: MemoryFileSystem, hive: string) => Promise<void>][] = [
  [
    'writes into it',
    async (disk, hive) => {
      const file = await disk.openForWriting(hive);
      await file.write(theirs, 0);
      await file.truncate(theirs.length);
      await file.close();
    },
  ],
  [
    'puts another file there',
    async (disk, hive) => {
      const file = await disk.create(`${hive}.theirs`);
      await file.write(theirs, 0);
      await file.close();
      await disk.replace(`${hive}.theirs`, hive);
    },
  ],
];

describe.each([false, true])('with pages kept only: %s, another program', (pagesOnly) => {
  it.each(intrusions)('%s at any call, and keeps what it wrote', async (_, intrude) => {
    const scenario: HiveScenario = { name: 'intruder', files: fixtureFiles('setting-2'), pagesOnly };
    const hive = hivePath(scenario);
    const counting = new FaultyFileSystem(diskOf(scenario), new Random(0));
    await repair(scenario, counting);
    const calls = Array.from({ length: counting.calls }, (_, index) => counting.describe(index + 1));
    // It is opened twice: to learn whether it may be written, and to be written.
    const write = calls.lastIndexOf(`openForWriting ${hive}`) + 1;
    expect(write).toBeGreaterThan(10);
    let refused = 0;
    for (let at = 1; at < write; at += 1) {
      const disk = diskOf(scenario);
      const files = new FaultyFileSystem(disk, new Random(0));
      files.before(at, () => intrude(disk, hive));
      const error = await repair(scenario, files).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const where = `at call ${at}, ${calls[at - 1]}`;
      if (error === undefined) {
        // It came before the hive was read, or the whole of it was theirs: then that is what was repaired.
        const backups = disk.paths().filter((path) => path.includes('/hivemend-backups/') || path === hive);
        const isKept = backups.some(
          (path) => Buffer.compare(disk.bytes(path) ?? theirs.subarray(1), theirs) === 0,
        );
        expect(isKept || pagesOnly, where).toBe(true);
        continue;
      }
      refused += 1;
      expect(error, where).toBeInstanceOf(HiveError);
      if (error instanceof HiveError) expect(error.disk, where).toBe('unchanged');
      expect(Buffer.compare(disk.bytes(hive) ?? new Uint8Array(0), theirs), where).toBe(0);
    }
    console.log(`intruder, pages only ${pagesOnly}: ${write - 1} calls, ${refused} times refused`);
    expect(refused).toBeGreaterThan(write / 2);
  });
});
