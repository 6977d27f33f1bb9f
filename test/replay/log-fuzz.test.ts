import { expect, it } from 'vitest';
import { fuzzLogsOnce } from '../support/fuzz-logs.ts';
import { Random } from '../support/random.ts';
import { sweepSize } from '../support/sweep-size.ts';

const CASES = sweepSize(1_500, 15_000);

it(`gives a whole hive or a typed error for each of ${CASES} mutated pairs of logs`, async () => {
  const outcomes: Record<string, number> = {};
  let slowest = 0;
  for (let seed = 1; seed <= CASES; seed++) {
    const start = performance.now();
    const outcome = await fuzzLogsOnce(new Random(seed)).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  console.log(`log fuzz: ${JSON.stringify(outcomes)}, slowest ${slowest.toFixed(0)} ms`);
  expect(slowest).toBeLessThan(5000);
  const expected = ['replayed', 'accepted', 'clean', 'logs-unusable', 'hive-truncated', 'hive-structure'];
  for (const outcome of expected) expect(outcomes, outcome).toHaveProperty([outcome]);
});
