import { describe, expect, it } from 'vitest';
import { isForHivex } from '../../src/change/hivex-edits.ts';
import { diffHives } from '../../src/regf/hive-diff.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import { NOW, writtenByUs } from '../change/changes.ts';
import { intended } from '../change/intentions.ts';
import { changeAndJudge, drawEdits } from '../change/random-changes.ts';
import { PLAIN_KEY_NAMES, PLAIN_VALUE_NAMES } from '../change/random-edits.ts';
import { randomHive } from '../change/random-hives.ts';
import { Random } from '../support/random.ts';
import { sweepSize } from '../support/sweep-size.ts';

const HIVES = sweepSize(60, 3000);

describe('random lists of edits on random hives', () => {
  it('make what a model says, three times in a row', { timeout: 1_200_000 }, async () => {
    const counts = { made: 0, edits: 0 };
    for (let seed = 1; seed <= HIVES; seed++) {
      const random = new Random(seed);
      let { bytes } = randomHive(random);
      for (let round = 1; round <= 3; round++) {
        const edits = drawEdits(random, bytes, 1 + random.below(random.chance(0.3) ? 40 : 6));
        const judged = await changeAndJudge(bytes, edits).catch((error: unknown) => {
          throw new Error(`seed ${seed}, round ${round}`, { cause: error });
        });
        bytes = judged.bytes;
        if (judged.isMade) counts.made++;
        counts.edits += judged.edits.length;
      }
    }
    console.log(`random changes: ${JSON.stringify(counts)}`);
    expect(counts.made).toBeGreaterThan(2 * HIVES);
  });

  it('are made alike by hivex and by our own writer', { timeout: 1_200_000 }, async () => {
    let byHivex = 0;
    for (let seed = 1; seed <= HIVES; seed++) {
      const random = new Random(seed);
      const { bytes } = randomHive(random);
      const choice = { keyNames: PLAIN_KEY_NAMES, valueNames: PLAIN_VALUE_NAMES, known: 0.4 };
      const drawn = drawEdits(random, bytes, 1 + random.below(3), choice);
      const additions = drawn.filter(({ edit }) => edit === 'create-key' || edit === 'set-value');
      const { bytes: after, edits, isMade } = await changeAndJudge(bytes, additions);
      if (!isMade) continue;
      const { plan } = await intended(bytes, edits, NOW);
      if (plan === undefined || !isForHivex(new HiveReader(bytes, 'HIVE'), plan)) continue;
      byHivex++;
      const ours = await writtenByUs(bytes, edits);
      expect(diffHives(new HiveReader(after, 'HIVE'), new HiveReader(ours, 'HIVE')), `seed ${seed}`).toEqual(
        [],
      );
    }
    console.log(`made by hivex: ${byHivex} of ${HIVES}`);
    expect(byHivex).toBeGreaterThan(HIVES / 10);
  });
});
