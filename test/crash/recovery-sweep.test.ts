import { describe, expect, it } from 'vitest';
import type { Fault } from '../support/faulty-file-system.ts';
import { sweepSize } from '../support/sweep-size.ts';
import { fixtureFiles } from './fixture-files.ts';
import { type HiveScenario, recoveryScenarios } from './hive-scenarios.ts';
import { sweep } from './sweep.ts';

const faults: readonly Fault[] = ['power-loss', 'killed', 'io-error', 'medium-gone'];
const lossSeeds = [0, 4];

const scenarios: readonly HiveScenario[] = [
  { name: 'a clean hive', files: fixtureFiles('setting-2') },
  { name: 'a clean hive, pages kept only', files: fixtureFiles('setting-2'), pagesOnly: true },
];

describe('a run that finds what an interrupted one left', () => {
  it.each(scenarios)(
    'can fail at every call as well: $name',
    { timeout: sweepSize(300_000, 2_400_000) },
    async (scenario) => {
      const total = { starts: 0, calls: 0, runs: 0, states: 0, problems: [] as string[] };
      for (const swept of await recoveryScenarios(scenario, sweepSize(17, 1))) {
        const result = await sweep(swept, { faults, lossSeeds, maxProblems: 3 });
        total.starts += 1;
        total.calls += result.calls;
        total.runs += result.runs;
        total.states += result.states;
        total.problems.push(...result.problems.map((problem) => `${swept.name}: ${problem}`));
      }
      const { starts, calls, runs, states, problems } = total;
      console.log(
        `repair, ${scenario.name}, interrupted twice: ${starts} first states, ${calls} calls, ${runs} runs with a fault, ${states} states of the disk, ${problems.length} problems`,
      );
      expect(problems).toEqual([]);
    },
  );
});
