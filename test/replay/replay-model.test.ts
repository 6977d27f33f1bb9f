import { expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import { makeDirty } from '../../src/hive-builder/log-base-block.ts';
import { buildLogEntry, buildNewLog, type LogEntryRecipe } from '../../src/hive-builder/log-builder.ts';
import { openBothOrders } from '../support/open-both-orders.ts';
import { page, plainHive } from '../support/plain-hive.ts';
import { Random } from '../support/random.ts';
import { sweepSize } from '../support/sweep-size.ts';

/**
 * Writes to a hive, as random entries on two logs, then a damage at a random byte of one of them. Replay must give the
 * state of the hive after the last entry in front of the damage: no entry more, none less, none in part.
 */

const SEEDS = sweepSize(400, 20_000);

interface Story {
  readonly primary: Uint8Array;
  readonly logs: readonly [Uint8Array, Uint8Array];
  /** Fills of the hive bins in the beginning and after each entry. */
  readonly states: readonly (readonly number[])[];
  /** Where each entry ends in its log. */
  readonly ends: readonly [readonly number[], readonly number[]];
}

function tell(random: Random): Story {
  const fills = Array.from({ length: 2 + random.below(6) }, () => 1 + random.below(250));
  const number = random.chance(0.3) ? (0xfffffffe + random.below(4)) >>> 0 : 1 + random.below(1000);
  const primary = makeDirty(plainHive(fills, 4096 * random.below(3)), {
    primary: number,
    secondary: (number - 1) >>> 0,
  });
  const states = [[...fills]];
  const entries: LogEntryRecipe[] = [];
  for (let count = 2 + random.below(6); count > 0; count--) {
    const pages = new Set(Array.from({ length: 1 + random.below(3) }, () => random.below(fills.length)));
    if (random.chance(0.3)) pages.add(fills.push(0) - 1);
    for (const index of pages) fills[index] = 1 + random.below(250);
    entries.push({
      pages: [...pages].map((index) => page(index, fills[index] ?? 0)),
      hiveBinsDataSize: fills.length * 4096,
    });
    states.push([...fills]);
  }
  const split = 1 + random.below(entries.length - 1);
  const parts = [entries.slice(0, split), entries.slice(split)] as const;
  const remnant = buildLogEntry({
    pages: [page(0, 255)],
    sequenceNumber: (number - 3) >>> 0,
    hiveBinsDataSize: 4096 * states.length,
  });
  const first = buildNewLog({ primary, sequenceNumber: number, entries: parts[0], remnant });
  const second = buildNewLog({ primary, sequenceNumber: (number + split) >>> 0, entries: parts[1], remnant });
  return { primary, logs: [first, second], states, ends: [endsOf(parts[0]), endsOf(parts[1])] };
}

function endsOf(entries: readonly LogEntryRecipe[]): number[] {
  let end = 512;
  return entries.map((entry) => {
    const whole = { ...entry, sequenceNumber: 0, hiveBinsDataSize: 4096 };
    end += buildLogEntry(whole).length;
    return end;
  });
}

/** Flips a bit, writes zeros to the end or cuts off; answers the damaged log. */
function damage(log: Uint8Array, at: number, random: Random): Uint8Array {
  const kind = random.below(3);
  if (kind === 0 && at >= 1024) return log.slice(0, at);
  if (kind === 1 && at >= 512) return log.slice().fill(0, at);
  const copy = log.slice();
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

/** Index into `states`, or undefined when nothing can be applied. Zeros over zeros are no damage. */
function expectedState(
  story: Story,
  which: 0 | 1,
  before: Uint8Array,
  after: Uint8Array,
): number | undefined {
  const at = before.findIndex((byte, index) => byte !== after[index]);
  const whole = [story.ends[0].length, story.ends[1].length] as const;
  if (at === -1) return whole[0] + whole[1];
  const valid = at < 512 ? 0 : story.ends[which].filter((end) => end <= at).length;
  if (which === 1) return whole[0] + valid;
  if (valid === whole[0]) return valid + whole[1];
  return valid === 0 ? undefined : valid;
}

it(`gives the state in front of the damage (${SEEDS} seeds)`, async () => {
  const outcomes = { everything: 0, partly: 0, nothing: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = new Random(seed);
    const story = tell(random);
    const which = random.chance(0.5) ? 0 : 1;
    const whole = story.logs[which];
    const damaged = damage(whole, random.below(whole.length), random);
    const logs = which === 0 ? [damaged, story.logs[1]] : [story.logs[0], damaged];
    const expected = expectedState(story, which, whole, damaged);
    const context = `seed ${seed}`;
    if (expected === undefined) {
      outcomes.nothing++;
      const error = await openBothOrders(story.primary, logs).catch((reason: unknown) => reason);
      expect(isHiveError(error, 'logs-unusable'), context).toBe(true);
      continue;
    }
    const isEverything = expected === story.states.length - 1;
    outcomes[isEverything ? 'everything' : 'partly']++;
    const result = await openBothOrders(story.primary, logs);
    expect(result.fills, context).toEqual(story.states[expected]);
  }
  console.log(`replay model: ${JSON.stringify(outcomes)}`);
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(20);
});
