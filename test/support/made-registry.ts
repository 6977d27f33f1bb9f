import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import type { ValueRecipe } from '../../src/hive-builder/recipe.ts';
import { HiveReader } from '../../src/regf/hive-reader.ts';
import type { MachineRegistry } from '../../src/windows/incident/registry-fact.ts';
import { withValues } from './incident-pc.ts';

type Values = Readonly<Record<string, readonly ValueRecipe[]>>;

/** A machine's registry with these values besides the usual ones; those of SYSTEM below ControlSet001. */
export function madeRegistry(values: {
  readonly software?: Values;
  readonly system?: Values;
}): MachineRegistry {
  const below = Object.entries(values.system ?? {}).map(([path, list]) => [`ControlSet001/${path}`, list]);
  const systemHive = buildHive(withValues(system(), Object.fromEntries(below))).bytes;
  const softwareHive = buildHive(withValues(software(), values.software ?? {})).bytes;
  return {
    software: new HiveReader(softwareHive, 'SOFTWARE'),
    system: { view: new HiveReader(systemHive, 'SYSTEM'), controlSet: 'ControlSet001' },
  };
}
