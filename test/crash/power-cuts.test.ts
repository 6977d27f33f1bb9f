import { describe, expect, it } from 'vitest';
import { programs } from '../support/programs.ts';
import { sweepSize } from '../support/sweep-size.ts';
import type { CrashVolume } from './crash-volume.ts';
import { fixtureFiles } from './fixture-files.ts';
import { hiveJudge } from './hive-judge.ts';
import { ext4, fat } from './mounted-crash-volume.ts';
import { ntfs } from './ntfs-crash-volume.ts';
import { durableAfter, judgeEveryPrefix, judgeSubsets, summaryOf } from './power-cuts.ts';
import { type Recorded, recordActions, running } from './recorded-scene.ts';
import type { FileSet } from './replayed-state.ts';

/**
 * The built program repairs a hive and takes that back, on real file systems, and the power fails after every write that
 * reached the disk: what lies there is the old hive or the new one by Windows' own rules, and the file that it was.
 */

const TIMEOUT = { timeout: 900_000 };

interface Story {
  readonly name: string;
  readonly hiveSet: FileSet;
  readonly options?: readonly string[];
}

/** As Windows leaves its logs when the hive is clean. */
const idleLogs: FileSet = new Map([
  ['.LOG1', fixtureFiles('clean-with-logs').get('.LOG1') ?? new Uint8Array(0)],
  ['.LOG2', fixtureFiles('clean-with-logs').get('.LOG2') ?? new Uint8Array(0)],
]);
const withLogs = (name: string): FileSet => new Map([...fixtureFiles(name), ...idleLogs]);
const CHANGED = ['--backup', 'changed'];

const stories: readonly Story[] = [
  { name: 'a clean hive', hiveSet: withLogs('setting-2') },
  { name: 'a dirty hive', hiveSet: fixtureFiles('dirty-two-logs') },
  { name: 'a clean hive, changed pages kept', hiveSet: withLogs('setting-2'), options: CHANGED },
  { name: 'a dirty hive, changed pages kept', hiveSet: fixtureFiles('dirty-two-logs'), options: CHANGED },
  { name: 'a hive that grows', hiveSet: withLogs('device-key-missing') },
  { name: 'a dirty hive that its logs let grow', hiveSet: fixtureFiles('dirty-hive-grows') },
];

interface Sweep {
  readonly volume: CrashVolume;
  readonly stories: readonly Story[];
  /** Selections of the writes between two flushes. */
  readonly perWindow: number;
}

/** An image that has to be mounted takes a tenth of a second or more. */
const ofMounted = {
  stories: stories.slice(0, sweepSize(2, stories.length)),
  perWindow: sweepSize(2, 8),
};
const sweeps: readonly Sweep[] = [
  { volume: ntfs, stories, perWindow: sweepSize(8, 32) },
  { volume: ext4, ...ofMounted },
  { volume: fat, ...ofMounted },
].filter(({ volume }) => volume.isThere);
const posix = programs().filter(({ flavour }) => flavour === 'posix');

for (const sweep of sweeps) {
  describe.each(posix)(`the power fails on ${sweep.volume.name}, $name`, (program) => {
    it.each(sweep.stories)('while $name is repaired and that is taken back', TIMEOUT, async (story) => {
      const { volume } = sweep;
      const { name, hiveSet, options = [] } = story;
      const actions = [running(program, 'repair', ...options), running(program, 'undo')];
      const [repaired, undone] = await recordActions(volume, { hiveSet }, actions);
      if (repaired === undefined || undone === undefined) throw new Error('two runs were to be recorded');
      await expectSafe(sweep, repaired, `repair of ${name}`);
      await expectSafe(sweep, undone, `undo of ${name}`);
      expect(await volume.read(undone.after), 'after the undo').toEqual(await volume.read(repaired.before));
    });
  });
}

/**
 * A block of an index holds some 18 names of the length that is added here. At one fill level of these, a name that is made in
 * the hive's folder splits the block that the hive's own name is in (power-cut-controls.test.ts has that split judged).
 */
const LEVELS = 26;
const levels = Array.from({ length: LEVELS }, (_, level) => level).filter(
  (level) => level % sweepSize(9, 1) === 0,
);

describe.runIf(ntfs.isThere)('the power fails on NTFS', () => {
  it('with the index of the hive’s folder full to any degree', TIMEOUT, async () => {
    const [program] = posix;
    if (program === undefined) throw new Error('there is a program to run');
    const images = { old: 0, new: 0 };
    for (const neighbours of levels) {
      const scene = { hiveSet: withLogs('setting-2'), neighbours };
      const actions = [running(program, 'repair'), running(program, 'undo')];
      for (const { before, after, changes } of await recordActions(ntfs, scene, actions)) {
        const judge = await hiveJudge(ntfs, before, after);
        const { verdicts, problems } = await judgeEveryPrefix(before, changes, judge);
        expect(problems, `${neighbours} names more`).toEqual([]);
        const { old = 0, new: renewed = 0 } = verdicts;
        images.old += old;
        images.new += renewed;
      }
    }
    console.log(`NTFS, ${levels.length} fill levels, every moment: old ${images.old}, new ${images.new}`);
    expect(Math.min(images.old, images.new)).toBeGreaterThan(levels.length);
  });
});

async function expectSafe({ volume, perWindow }: Sweep, { before, after, changes }: Recorded, what: string) {
  const name = `${volume.name}, ${what}`;
  const judge = await hiveJudge(volume, before, after);
  const prefixes = await judgeEveryPrefix(before, changes, judge);
  const subsets = await judgeSubsets(before, changes, judge, { perWindow, seed: 1 });
  console.log(`${summaryOf(`${name}, every moment`, prefixes)}\n${summaryOf(`${name}, unflushed`, subsets)}`);
  expect([...prefixes.problems, ...subsets.problems]).toEqual([]);
  const { old, new: renewed } = prefixes.verdicts;
  expect(old).toBeGreaterThan(0);
  expect(renewed).toBeGreaterThan(0);
  expect(await volume.read(after)).toMatchObject({ isHalfGrown: false });
  // Success is not told before it is on the medium.
  expect(await judge(durableAfter(before, changes))).toBe('new');
}
