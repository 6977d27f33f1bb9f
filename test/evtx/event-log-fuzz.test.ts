import { expect, it } from 'vitest';
import { fuzzEventLogOnce } from '../support/fuzz-event-logs.ts';
import { Random } from '../support/random.ts';
import { haveRealEventLogs, listRealEventLogs, realEventLog } from '../support/real-event-logs.ts';

it('ends in events or a typed error, whatever is damaged', { timeout: 120_000 }, async () => {
  const real = haveRealEventLogs ? listRealEventLogs().map(realEventLog) : [];
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 400; seed++) {
    const outcome = await fuzzEventLogOnce(new Random(seed), real).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    outcomes.add(outcome);
  }
  expect([...outcomes]).toEqual(
    expect.arrayContaining(['event log: events', 'event log: events and damage']),
  );
});
