import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { currentControlSet } from '../windows/control-set.ts';
import { diagnose } from '../windows/incident/diagnosis.ts';
import { readIncidentLogs } from '../windows/incident/read-incident-logs.ts';
import { type RegistryReading, readRegistryEvidence } from '../windows/incident/read-registry.ts';
import type { MachineRegistry } from '../windows/incident/registry-fact.ts';
import { readScheduledTasks } from '../windows/incident/scheduled-tasks.ts';
import { inspect } from './check.ts';
import { type DiagnosisResult, diagnosisResult, type ToldSource } from './diagnosis-result.ts';
import type { Machine } from './machine.ts';
import { readWholeHive, withNewestHive } from './newest-hive.ts';
import type { CheckResult } from './results.ts';
import { type FindOptions, findTarget } from './targets.ts';

/**
 * Reads together what a Windows on a disk tells of how its owner was locked out, and judges it. Changes nothing. What is wrong
 * with one source keeps no other from being read.
 * @throws HiveError what finding a target throws; 'windows-missing' for a hive that lies outside a Windows folder.
 */
export async function diagnoseTarget(
  machine: Machine,
  name: string,
  options: FindOptions,
): Promise<DiagnosisResult> {
  const { target, files } = await findTarget(machine, name, options);
  const { windowsFolder } = target;
  if (windowsFolder === undefined) throw new HiveError('windows-missing', { path: name });
  const checked = await attempt(() =>
    inspect(files, target, { acceptDirty: true, isScanned: false, run: machine.run }),
  );
  const registry = await readRegistry(files, target);
  return diagnoseFrom(files, windowsFolder, {
    check: checked instanceof HiveError ? undefined : checked,
    reading: registry.reading,
    sources: registry.sources,
  });
}

export interface DiagnosisStart {
  readonly check: CheckResult | undefined;
  readonly reading: RegistryReading;
  readonly sources: readonly ToldSource[];
}

/** The rest lies in files, on a disk as in the running Windows. */
export async function diagnoseFrom(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
  { check, reading, sources }: DiagnosisStart,
  live?: DiagnosisResult['live'],
): Promise<DiagnosisResult> {
  const { logs, events } = await readIncidentLogs(files, windowsFolder);
  const tasks = await readScheduledTasks(files, windowsFolder);
  const containers = await countContainers(files, windowsFolder);
  const evidence = { ...reading.evidence, logs, events, tasks };
  return diagnosisResult({
    windowsFolder,
    check,
    evidence,
    diagnosis: diagnose(evidence),
    timeZone: reading.timeZone,
    sources: [...sources, { what: 'tasks', path: tasks.folder, state: tasks.state }, containers.source],
    containers: containers.count,
    ...(live === undefined ? {} : { live }),
  });
}

/** A failed attempt comes back as what it failed with. */
async function attempt<Result>(body: () => Promise<Result>): Promise<Result | HiveError> {
  try {
    return await body();
  } catch (error) {
    if (isHiveError(error)) return error;
    throw error;
  }
}

const NOTHING: RegistryView = { find: () => undefined };

interface ReadRegistry {
  readonly reading: RegistryReading;
  readonly sources: readonly ToldSource[];
}

async function readRegistry(files: ReadOnlyFileSystem, target: Target): Promise<ReadRegistry> {
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

const CONTAINERS = ['ServiceProfiles', 'LocalService', 'AppData', 'Local', 'Microsoft', 'Ngc'];

/** What Windows Hello keeps for each account. The folders are counted, and nothing in them is looked at. */
async function countContainers(
  files: ReadOnlyFileSystem,
  windowsFolder: FilePath,
): Promise<{ readonly count: number | undefined; readonly source: ToldSource }> {
  const place = { what: 'hello-containers', path: files.join(windowsFolder, ...CONTAINERS) } as const;
  const listed = await attempt(async () => {
    const folder = await findBelow(files, windowsFolder, CONTAINERS, 'folder');
    return folder === undefined ? undefined : files.list(folder);
  });
  if (listed instanceof HiveError)
    return { count: undefined, source: { ...place, state: 'unreadable', error: listed } };
  if (listed === undefined) return { count: undefined, source: { ...place, state: 'missing' } };
  const count = listed.filter(({ kind, name }) => kind === 'folder' && name.startsWith('{')).length;
  return { count, source: { ...place, state: 'read' } };
}
