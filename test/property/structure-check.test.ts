import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutateHive } from '../../scripts/tools/fuzz/mutate-hive.ts';
import { Random } from '../support/random.ts';
import { haveRealHives, realHive } from '../support/real-hives.ts';
import { structureModule } from '../support/structure-module.ts';
import { compareVerdicts, newTally } from '../support/verdicts.ts';

/** Whatever bytes a hive holds, one pass over them finds no hive sound that checkHive finds damaged. */

const ROUNDS = 400;
const module = structureModule();

function tortureWith(name: string, original: Uint8Array): void {
  const tally = newTally();
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = new Random(seed);
    const bytes = mutateHive(original, random);
    const most = random.pick([1, 4, 32]);
    compareVerdicts(tally, module, `${name}, seed ${seed}`, bytes, () => 4096 * (1 + random.below(most)));
  }
  console.log(`${name}: ${JSON.stringify({ ...tally, falseAlarms: tally.falseAlarms.length })}`);
  expect(tally.sound).toBeGreaterThan(0);
  expect(tally.damaged).toBeGreaterThan(ROUNDS / 4);
  expect(tally.falseAlarms.length).toBeLessThan(ROUNDS / 20);
}

describe('a hive with bytes changed at random, in one pass', () => {
  it.each([
    'setting-2',
    'index-root',
    'lists-of-every-kind',
    'big-data-32688',
    'several-security-descriptors',
  ])('%s', (name) => tortureWith(name, new Uint8Array(readFileSync(`fixtures/hives/${name}`))));

  it
    .skipIf(!haveRealHives)
    .each([
      'msuhanov__yarp/hives_for_tests/BigDataHive',
      'msuhanov__yarp/hives_for_tests/ManySubkeysHive',
      'EricZimmerman__Registry/Registry.Test/Hives/SAM',
      'libyal__winreg-kb/test_data/SECURITY',
    ])('%s', { timeout: 120_000 }, (path) => tortureWith(path, realHive(path)));
});
