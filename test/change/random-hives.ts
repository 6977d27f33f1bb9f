import { type BuiltHive, buildHive } from '../../src/hive-builder/build-hive.ts';
import type { KeyRecipe } from '../../src/hive-builder/recipe.ts';
import { upcase } from '../../src/regf/names.ts';
import type { Random } from '../support/random.ts';
import { KEY_NAMES, randomData, VALUE_NAMES } from './random-edits.ts';

/** A small hive of any version and kinds of lists, with names of any script, class names, several security items and free cells. */
export function randomHive(random: Random): BuiltHive {
  const trailing = random.chance(0.2) ? { trailingBytes: new Uint8Array(700).fill(7) } : {};
  const free = random.chance(0.5) ? { unallocatedCellEvery: 1 + random.below(5) } : {};
  return buildHive({
    root: randomKey(random, 'ROOT', 0),
    minorVersion: random.pick([3, 4, 5, 5, 5, 6]),
    cellSlack: random.pick([0, 0, 8]),
    binSize: random.pick([4096, 4096, 16_384]),
    ...free,
    ...trailing,
  });
}

function randomKey(random: Random, name: string, depth: number): KeyRecipe {
  const keys = depth > 3 ? [] : randomNames(random, KEY_NAMES, random.below(depth === 0 ? 12 : 6));
  const values = randomNames(random, VALUE_NAMES, random.below(6));
  return {
    name,
    values: values.map((value) => ({ name: value, type: random.below(12), data: randomData(random) })),
    keys: keys.map((subkey) => randomKey(random, subkey, depth + 1)),
    ...(random.chance(0.2) && { className: 'class' }),
    ...(random.chance(0.15) && {
      security: new Uint8Array([1, 0, 4, 128, ...new Uint8Array(16 + 4 * random.below(3))]),
    }),
    ...(random.chance(0.3) && { elementsPerList: 1 + random.below(4) }),
    ...(random.chance(0.2) && { lists: random.pick(['index leaf', 'fast leaf', 'hash leaf'] as const) }),
  };
}

/** Distinct ones, as the registry compares names. */
function randomNames(random: Random, names: readonly string[], count: number): string[] {
  const drawn = Array.from({ length: count }, () => random.pick(names));
  return [...new Map(drawn.map((name) => [upcase(name), name])).values()];
}
