import { describe, expect, it } from 'vitest';
import { HiveError } from '../../src/ground/errors.ts';
import { faults } from '../support/faulty-file-system.ts';
import { MemoryFileSystem } from '../support/memory-file-system.ts';
import {
  careful,
  cleanUp,
  renameWithoutFlush,
  type Strategy,
  tellTooEarly,
  truncateAndWrite,
  writeThroughLink,
} from './strategies.ts';
import { type Scenario, type Situation, type SweepResult, summary, sweep } from './sweep.ts';

/** A sweep that finds nothing proves nothing unless it finds what is known to be wrong. */

const hive = '/config/SOFTWARE';
const old = new Uint8Array(3000).fill(1);
const renewed = new Uint8Array(3600).fill(2);

function scenario(name: string, strategy: Strategy): Scenario {
  return {
    name,
    disk: async () => {
      const disk = new MemoryFileSystem();
      disk.put(hive, old);
      return disk;
    },
    run: async (files) => {
      try {
        return await strategy(files, hive, renewed);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('the staged file')) {
          throw new HiveError('verification-failed', { path: hive, differences: [] });
        }
        throw error;
      }
    },
    judge: async (disk, situation) => wrongWithDisk(disk, situation),
    next: [
      {
        name: 'cleaning up',
        run: (files) => cleanUp(files, hive),
        judge: async (disk) =>
          disk.paths().some((path) => path.endsWith('-new')) ? ['a temporary file is left'] : [],
      },
    ],
  };
}

function* wrongWithDisk(disk: MemoryFileSystem, { told }: Situation): Iterable<string> {
  const now = disk.bytes(hive);
  const isOld = now !== undefined && Buffer.compare(now, old) === 0;
  const isNew = now !== undefined && Buffer.compare(now, renewed) === 0;
  if (!isOld && !isNew) yield 'the hive is neither the old nor the new one';
  if (told === 'changed' && !isNew) yield 'it was told that the hive is changed';
  if (isNew && Buffer.compare(disk.bytes('/config/backups/1') ?? new Uint8Array(0), old) !== 0) {
    yield 'there is no backup of the old hive';
  }
}

async function swept(name: string, strategy: Strategy): Promise<SweepResult> {
  const result = await sweep(scenario(name, strategy), { faults, lossSeeds: [0, 1, 2, 3, 4, 5, 6, 7] });
  console.log(summary(name, result));
  return result;
}

describe('the sweep', () => {
  it('finds nothing wrong with a careful replacement', async () => {
    const { problems, calls } = await swept('control: careful', careful);
    expect(problems).toEqual([]);
    expect(calls).toBeGreaterThan(10);
  });

  it.each([
    ['truncate and write in place', truncateAndWrite, 'neither the old nor the new'],
    ['rename without flush', renameWithoutFlush, 'neither the old nor the new'],
    ['success before it is true', tellTooEarly, 'told that the hive is changed'],
    ['write through a hard link', writeThroughLink, 'no backup of the old hive'],
  ])('catches the unsafe strategy: %s', async (name, strategy, what) => {
    const { problems } = await swept(`control: ${name}`, strategy);
    expect(problems.filter((problem) => problem.includes(what))).not.toEqual([]);
  });
});
