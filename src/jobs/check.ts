import { readHibernation } from '../disk/hibernation.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { findInterruptedRun } from '../install/interrupted-run.ts';
import type { LockWatch } from '../install/lock.ts';
import { hiveKindOf } from '../regf/hive-kind.ts';
import { whenRead } from '../regf/hive-pages.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { refuseDamage, scanBins } from '../regf/hive-scan.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { readAccounts } from '../windows/accounts.ts';
import { describeSystem, describeWindows, type SystemDescription } from '../windows/description.ts';
import { readOtherCauses } from '../windows/other-causes.ts';
import { readSetting, settingWritten } from '../windows/read-setting.ts';
import { SETTING_KEY_PATH } from '../windows/setting.ts';
import { explaining } from './explain-failure.ts';
import { lastRepair } from './last-repair.ts';
import type { Machine } from './machine.ts';
import { remediesFor } from './named-remedies.ts';
import { withNewestHive } from './newest-hive.ts';
import type { CheckResult, Findings } from './results.ts';
import { type FindOptions, findTarget } from './targets.ts';

/**
 * Reads what the hive that a word on the command line means says. Writes nothing.
 * @throws HiveError what resolveTarget and inspect throw.
 */
export async function checkTarget(
  machine: Machine,
  name: string,
  { acceptDirty, ...options }: { readonly acceptDirty: boolean } & FindOptions,
): Promise<CheckResult> {
  const { target, files } = await findTarget(machine, name, options);
  return explaining(files, target, () =>
    inspect(files, target, { acceptDirty, isScanned: true, run: machine.run }),
  );
}

/**
 * Reads what a target's hive says, in its newest state. Writes nothing.
 * @param options.isScanned whether all hive bins and cells are gone through, so that gross damage is told. References between
 * cells are followed only before something is written.
 * @throws HiveError 'hive-damaged', 'not-a-software-hive', 'key-diverted', and what opening, replaying and reading a hive throw.
 */
export async function inspect(
  files: ReadOnlyFileSystem,
  target: Target,
  options: {
    readonly acceptDirty: boolean;
    readonly isScanned: boolean;
    readonly run: Omit<LockWatch, 'files'>;
  },
): Promise<CheckResult> {
  const { primary } = target.hive;
  const system = await readSystem(files, target.systemHive);
  const found = await orInterrupted(files, primary, options.run, () =>
    withNewestHive(files, target.hive, options, async ({ hive, size, account }) => {
      if (options.isScanned) refuseDamage(await scanBins(hive, primary), primary);
      const software = await HiveReader.onDemand(hive, primary);
      const said = await whenRead(() => whatItSays(software, system));
      return {
        hive: primary,
        hiveSize: size,
        ...said,
        ...(account === undefined ? {} : { replay: account }),
      };
    }),
  );
  const repaired = await lastRepair(files, primary, {});
  return {
    ...found,
    ...(target.volumeRoot === undefined
      ? {}
      : { hibernation: await readHibernation(files, target.volumeRoot) }),
    ...(await interruptedRun(files, primary, options.run)),
    ...(repaired === undefined ? {} : { lastRepair: repaired }),
  };
}

/** What looks like damage may be what an interrupted run left: then that is to be finished, and no data recovered. */
async function orInterrupted<Result>(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  run: Omit<LockWatch, 'files'>,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const left = isHiveError(error) ? await findInterruptedRun({ ...run, files }, hive) : undefined;
    if (!isHiveError(error) || left === undefined) throw error;
    const details = { path: hive, backup: left.backup ?? '', reason: error.code };
    throw new HiveError('interrupted-run', details, { cause: error });
  }
}

function whatItSays(software: HiveReader, system: SystemDescription | undefined) {
  const kind = hiveKindOf(software);
  if (kind !== 'SOFTWARE') {
    throw new HiveError('not-a-software-hive', { path: software.file, kind });
  }
  refuseObstacle(software, SETTING_KEY_PATH, software.file);
  const setting = readSetting(software);
  return { needsRepair: setting.state === 'enforced', setting, ...findingsOf(software, system) };
}

/** @param software in its newest state */
export function findingsOf(software: RegistryView, system: SystemDescription | undefined): Findings {
  const otherCauses = readOtherCauses(software);
  return {
    ...settingWritten(software),
    windows: describeWindows(software, system),
    accounts: readAccounts(software),
    otherCauses,
    remedies: remediesFor(otherCauses),
  };
}

/** What an interrupted run left. One that is still at work says nothing about an end. */
async function interruptedRun(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  run: Omit<LockWatch, 'files'>,
): Promise<Pick<CheckResult, 'interruptedRun'>> {
  const found = await findInterruptedRun({ ...run, files }, hive);
  if (found === undefined) return {};
  const { hive: _, ...facts } = found;
  return { interruptedRun: facts };
}

/** The SYSTEM hive only adds the computer's name: what is wrong with it is no reason to say nothing. */
export async function readSystem(
  files: ReadOnlyFileSystem,
  set: HiveSet | undefined,
): Promise<SystemDescription | undefined> {
  if (set === undefined) {
    return undefined;
  }
  try {
    return await withNewestHive(files, set, { acceptDirty: true }, async ({ hive }) => {
      const system = await HiveReader.onDemand(hive, set.primary);
      return whenRead(() => describeSystem(system));
    });
  } catch (error) {
    if (isHiveError(error)) {
      return undefined;
    }
    throw error;
  }
}
