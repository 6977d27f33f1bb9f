import { describe, expect, it } from 'vitest';
import { faults } from '../support/faulty-file-system.ts';
import { sweepSeeds, sweepSize } from '../support/sweep-size.ts';
import { fixtureFiles } from './fixture-files.ts';
import { type HiveScenario, repairScenario, undoScenario } from './hive-scenarios.ts';
import { summary, sweep } from './sweep.ts';

const lossSeeds = sweepSeeds(5, 8);
const stride = sweepSize(7, 1);

const dirty = fixtureFiles('dirty-two-logs');
/** As Windows leaves its logs when it has no use for them. */
const newerLogs = new Map(
  [...dirty]
    .filter(([suffix]) => suffix !== '')
    .map(([suffix, bytes]) => [suffix, new Uint8Array(bytes.length)]),
);
const windows = { flavour: 'windows', journal: 'ntfs' } as const;

const scenarios: readonly HiveScenario[] = [
  { name: 'a clean hive', files: fixtureFiles('setting-2') },
  { name: 'a clean hive in a whole Windows', files: fixtureFiles('setting-2'), hasRegBack: true },
  { name: 'a clean hive, pages kept only', files: fixtureFiles('setting-2'), pagesOnly: true },
  { name: 'a hive without the key', files: fixtureFiles('device-key-missing') },
  {
    name: 'a hive without the key, pages kept only',
    files: fixtureFiles('device-key-missing'),
    pagesOnly: true,
  },
  { name: 'a dirty hive', files: dirty },
  { name: 'a dirty hive, pages kept only', files: dirty, pagesOnly: true },
  { name: 'a dirty hive with newer logs', files: dirty, newerLogs },
  { name: 'a dirty hive with newer logs, pages kept only', files: dirty, newerLogs, pagesOnly: true },
  { name: 'a hive whose backup goes to a stick', files: fixtureFiles('setting-2'), backupElsewhere: true },
  { name: 'a dirty hive whose pages go to a stick', files: dirty, backupElsewhere: true, pagesOnly: true },
  { name: 'a dirty hive on NTFS', files: dirty, volume: windows },
  { name: 'a dirty hive on NTFS, pages kept only', files: dirty, volume: windows, pagesOnly: true },
  { name: 'a dirty hive that grew', files: fixtureFiles('dirty-hive-grows') },
  { name: 'a hive of Windows before 8.1', files: fixtureFiles('dirty-old-log') },
];

describe.each(scenarios)('every file call, with $name,', (scenario) => {
  const runs = [
    ['a repair', repairScenario],
    ['an undo', undoScenario],
  ] as const;
  // Newer logs come after the repair: for it they are no other case.
  it.each(scenario.newerLogs === undefined ? runs : runs.slice(1))(
    'can fail in every way: %s',
    { timeout: 300_000 },
    async (_, make) => {
      const swept = await make(scenario);
      const result = await sweep(swept, { faults, lossSeeds, stride });
      console.log(summary(swept.name, result));
      expect(result.problems).toEqual([]);
    },
  );
});
