import { fixtures } from '../../fixtures/recipes/all.ts';

/** The hive and its logs, by suffix. */
export function fixtureFiles(name: string): ReadonlyMap<string, Uint8Array> {
  const found = fixtures.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.make();
}
