import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { diagnose } from '../windows/incident/diagnosis.ts';
import { readIncidentLogs } from '../windows/incident/read-incident-logs.ts';
import type { RegistryReading } from '../windows/incident/read-registry.ts';
import { readScheduledTasks, type TasksReading } from '../windows/incident/scheduled-tasks.ts';
import { inspect } from './check.ts';
import { type DiagnosisResult, diagnosisResult, type ToldSource } from './diagnosis-result.ts';
import type { Machine } from './machine.ts';
import type { CheckResult } from './results.ts';
import { attempt, readTargetRegistry } from './target-registry.ts';
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
  const registry = await readTargetRegistry(files, target);
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
    sources: [...sources, tasksSource(tasks), containers.source],
    containers: containers.count,
    ...(live === undefined ? {} : { live }),
  });
}

function tasksSource({ folder, state, error }: TasksReading): ToldSource {
  return { what: 'tasks', path: folder, state, ...(error === undefined ? {} : { error }) };
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
