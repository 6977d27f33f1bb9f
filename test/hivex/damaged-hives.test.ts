import { expect, it } from 'vitest';
import { isHiveError } from '../../src/ground/errors.ts';
import type { NodeHandle } from '../../src/hivex/calls.ts';
import type { Hive } from '../../src/hivex/hive.ts';
import type { Hivex } from '../../src/hivex/load.ts';
import { readHive } from '../../src/hivex/with-hive.ts';
import { Random } from '../support/random.ts';
import { cleanHive, editWhole, freshHivex, upstreamHive } from './hives.ts';
import { sealed } from './image-bytes.ts';

const SEED = 20261123;
const HIVES = 400;
/** A damaged hive may have cycles; hivex's lists of subkeys don't know them. */
const MOST_KEYS = 200;

function readEverything(hive: Hive): void {
  const pending: NodeHandle[] = [hive.root()];
  for (let seen = 0; seen < MOST_KEYS; seen++) {
    const node = pending.pop();
    if (node === undefined) return;
    hive.nodeName(node);
    hive.timestamp(node);
    for (const value of hive.values(node)) {
      hive.valueName(value);
      hive.valueData(value);
    }
    pending.push(...hive.children(node));
  }
}

function editEverything(hive: Hive): void {
  hive.setValue(hive.addChild(hive.root(), 'added'), { name: 'a', type: 4, data: new Uint8Array(4) });
  for (const node of hive.children(hive.root()))
    hive.setValue(node, { name: 'b', type: 3, data: new Uint8Array(64) });
  for (const node of hive.children(hive.root())) hive.deleteChild(node);
}

/** Twelve keys with values inside and outside their cells. */
const wholeHive = (hivex: Hivex): Promise<Uint8Array> =>
  editWhole(
    hivex,
    cleanHive(upstreamHive('minimal')),
    (hive) => {
      for (let index = 0; index < 12; index++) {
        const key = hive.addChild(hive.root(), `key ${index}`);
        const value = { name: `value ${index}`, type: 3, data: new Uint8Array(index).fill(7) };
        hive.setValues(key, [value, { ...value, name: 'größe €' }]);
      }
    },
    (image) => image.slice(),
  );

it(`answers ${HIVES} damaged hives with a result or a HiveError (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const hivex = freshHivex();
  const whole = await wholeHive(hivex);
  const outcomes = { edited: 0, 'hivex-call': 0, 'hivex-trap': 0 };
  for (let round = 0; round < HIVES; round++) {
    const bytes = whole.slice();
    for (let hits = 1 + random.below(6); hits > 0; hits--) {
      // Behind the hive bin's header, where the cells are; or a size, a count or an offset of 0xFFFFFFFF.
      const at = 4128 + random.below(bytes.length - 4128 - 4);
      if (random.chance(0.7)) bytes[at] = random.below(256);
      else bytes.fill(random.pick([0, 0x7f, 0xff]), at - (at % 4), at - (at % 4) + 4);
    }
    try {
      await readHive(hivex, cleanHive(sealed(bytes)), (hive) => {
        readEverything(hive);
        editEverything(hive);
        expect(hive.image().length).toBeGreaterThanOrEqual(bytes.length);
      });
      outcomes.edited++;
    } catch (error) {
      if (isHiveError(error, 'hivex-call')) outcomes['hivex-call']++;
      else if (isHiveError(error, 'hivex-trap')) outcomes['hivex-trap']++;
      else throw new Error(`round ${round}`, { cause: error });
    }
  }
  console.log(`damaged hives: ${JSON.stringify(outcomes)}`);
  expect(outcomes.edited).toBeGreaterThan(0);
  expect(outcomes['hivex-call']).toBeGreaterThan(0);
  expect(outcomes['hivex-trap']).toBeGreaterThan(0);
  expect(hivex.memorySize).toBeLessThan(64 * 1024 * 1024);
});
