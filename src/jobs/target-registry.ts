import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { readWholeHive } from '../regf/whole-hive.ts';
import { currentControlSet } from '../windows/control-set.ts';
import { type RegistryReading, readRegistryEvidence } from '../windows/incident/read-registry.ts';
import type { MachineRegistry } from '../windows/incident/registry-fact.ts';
import type { ToldSource } from './diagnosis-result.ts';
import { withNewestHive } from './newest-hive.ts';

/** A failed attempt comes back as what it failed with. */
export async function attempt<Result>(body: () => Promise<Result>): Promise<Result | HiveError> {
  try {
    return await body();
  } catch (error) {
    if (isHiveError(error)) return error;
    throw error;
  }
}

const NOTHING: RegistryView = { find: () => undefined };

export interface ReadRegistry {
  readonly reading: RegistryReading;
  readonly sources: readonly ToldSource[];
}

/** Both hives of a Windows on a disk, each in its newest state. What is wrong with one is told beside what the other says. */
export async function readTargetRegistry(files: ReadOnlyFileSystem, target: Target): Promise<ReadRegistry> {
  const { system, source } = await readSystem(files, target);
  const { primary } = target.hive;
  const read = async (): Promise<RegistryReading> =>
    withNewestHive(files, target.hive, { acceptDirty: true }, async ({ hive }) => {
      const software = await HiveReader.onDemand(hive, primary);
      return whenRead(() => evidenceOf(software, system));
    });
  const found = await attempt(read);
  const reading = found instanceof HiveError ? evidenceOf(NOTHING, system) : found;
  const [damage] = reading.damage;
  const error = found instanceof HiveError ? found : damage;
  return {
    reading,
    sources: [
      {
        what: 'software',
        path: primary,
        state: found instanceof HiveError ? 'unreadable' : 'read',
        ...(error === undefined ? {} : { error }),
      },
      source,
    ],
  };
}

function evidenceOf(software: RegistryView, system: MachineRegistry['system']): RegistryReading {
  return readRegistryEvidence({ software, system });
}

/** All of it is read at once: sensors are looked for among thousands of keys. */
async function readSystem(
  files: ReadOnlyFileSystem,
  { systemHive, hive }: Target,
): Promise<{ readonly system: MachineRegistry['system']; readonly source: ToldSource }> {
  if (systemHive === undefined) {
    const path = files.join(files.parent(hive.primary), 'SYSTEM');
    return { system: undefined, source: { what: 'system', path, state: 'missing' } };
  }
  const place = { what: 'system', path: systemHive.primary } as const;
  const view = await attempt(() =>
    withNewestHive(files, systemHive, { acceptDirty: true }, (newest) =>
      readWholeHive(newest.hive, systemHive.primary),
    ),
  );
  if (view instanceof HiveError)
    return { system: undefined, source: { ...place, state: 'unreadable', error: view } };
  const controlSet = await attempt(async () => {
    const name = currentControlSet(view);
    return name !== undefined && view.find([name]) !== undefined ? name : undefined;
  });
  if (controlSet instanceof HiveError)
    return { system: undefined, source: { ...place, state: 'unreadable', error: controlSet } };
  return controlSet === undefined
    ? { system: undefined, source: { ...place, state: 'unreadable', problem: 'no-control-set' } }
    : { system: { view, controlSet }, source: { ...place, state: 'read' } };
}
