import { readHibernation } from '../disk/hibernation.ts';
import type { Target } from '../disk/target.ts';
import type { ReadOnlyFile, ReadOnlyFileSystem } from '../files/file-system.ts';
import type { CleanHive, FilePath, HiveSet } from '../ground/brand.ts';
import { bulkMemory } from '../ground/bulk-memory.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { findLock, isHeld, type RunIdentity } from '../install/lock.ts';
import { refuseDamage, scanBins } from '../regf/hive-check.ts';
import { hiveKindOf } from '../regf/hive-kind.ts';
import { HiveReader } from '../regf/hive-reader.ts';
import { refuseObstacle } from '../regf/key-path.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import type { ReplayAccount } from '../replay/account.ts';
import { openHive } from '../replay/replay.ts';
import { readAccounts } from '../windows/accounts.ts';
import { describeWindows } from '../windows/description.ts';
import { readOtherCauses } from '../windows/other-causes.ts';
import { readSetting } from '../windows/read-setting.ts';
import { SETTING_KEY_PATH } from '../windows/setting.ts';
import type { Machine } from './machine.ts';
import type { CheckResult, Findings } from './results.ts';
import { findTarget } from './targets.ts';

/**
 * Reads what the hive that a word on the command line means says. Writes nothing.
 * @throws HiveError what resolveTarget and inspect throw.
 */
export async function checkTarget(
  machine: Machine,
  name: string,
  { acceptDirty }: { readonly acceptDirty: boolean },
): Promise<CheckResult> {
  const target = await findTarget(machine, name);
  return inspect(await machine.files(), target, { acceptDirty, run: machine.run });
}

/**
 * Reads what a target's hive says, in its newest state. Writes nothing.
 *
 * @throws HiveError 'hive-damaged', 'not-a-software-hive', 'key-diverted', and what opening, replaying and reading a hive throw.
 */
export async function inspect(
  files: ReadOnlyFileSystem,
  target: Target,
  options: { readonly acceptDirty: boolean; readonly run: RunIdentity },
): Promise<CheckResult> {
  const software = await readNewest(files, target.hive, options.acceptDirty);
  // Gross damage is told at once. References between cells are followed only before something is written.
  refuseDamage(scanBins(software.reader.bytes, target.hive.primary), target.hive.primary);
  const kind = hiveKindOf(software.reader);
  if (kind !== 'SOFTWARE') {
    throw new HiveError('not-a-software-hive', { path: target.hive.primary, kind });
  }
  refuseObstacle(software.reader, SETTING_KEY_PATH, target.hive.primary);
  const system = await readSystemHive(files, target.systemHive);
  const setting = readSetting(software.reader);
  return {
    hive: target.hive.primary,
    hiveSize: software.size,
    needsRepair: setting.state === 'enforced',
    setting,
    ...findingsOf(software.reader, system),
    ...(software.account === undefined ? {} : { replay: software.account }),
    ...(target.volumeRoot === undefined
      ? {}
      : { hibernation: await readHibernation(files, target.volumeRoot) }),
    ...(await interruptedRun(files, target.hive.primary, options.run)),
  };
}

/** @param software in its newest state */
export function findingsOf(software: RegistryView, system: RegistryView | undefined): Findings {
  return {
    windows: describeWindows(software, system),
    accounts: readAccounts(software),
    otherCauses: readOtherCauses(software),
  };
}

/** The lock that an interrupted run left. One whose run is still at work says nothing about an end. */
async function interruptedRun(
  files: ReadOnlyFileSystem,
  hive: FilePath,
  run: RunIdentity,
): Promise<Pick<CheckResult, 'interruptedRun'>> {
  const lock = await findLock(files, hive);
  if (lock === undefined || isHeld(lock, run)) {
    return {};
  }
  const { record } = lock;
  return {
    interruptedRun: record === undefined ? {} : { startedAt: record.startedAt, backup: record.backupFolder },
  };
}

interface NewestHive {
  readonly reader: HiveReader;
  /** Bytes of the primary file, which may be less than those of the replayed hive. */
  readonly size: number;
  readonly account: ReplayAccount | undefined;
}

async function readNewest(
  files: ReadOnlyFileSystem,
  { primary, logs }: HiveSet,
  acceptDirty: boolean,
): Promise<NewestHive> {
  const open: ReadOnlyFile[] = [];
  try {
    for (const path of [primary, ...logs]) {
      open.push(await files.open(path));
    }
    const [primaryFile, ...logFiles] = open;
    if (primaryFile === undefined) {
      throw new HiveError('file-missing', { path: primary });
    }
    const opened = await openHive(primaryFile, logFiles, { acceptDirty });
    return {
      reader: await readWhole(opened.hive, primary),
      size: primaryFile.length,
      account: opened.state === 'clean' ? undefined : opened.account,
    };
  } finally {
    for (const file of open) {
      await file.close();
    }
  }
}

/** Bytes per read, and how many reads the system is given at once: most of their time goes into making fresh memory. */
const CHUNK_SIZE = 1024 * 1024;
const READS_AT_ONCE = 2;

async function readWhole(hive: CleanHive, path: FilePath): Promise<HiveReader> {
  const bytes = bulkMemory(hive.length);
  let position = 0;
  const readOn = async (): Promise<void> => {
    while (position < bytes.length) {
      const start = position;
      position += CHUNK_SIZE;
      await hive.read(bytes.subarray(start, position), start);
    }
  };
  // Of all: the file is closed when one fails.
  const outcomes = await Promise.allSettled(Array.from({ length: READS_AT_ONCE }, readOn));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return new HiveReader(bytes, path);
}

/** The SYSTEM hive only adds the computer's name: what is wrong with it is no reason to say nothing. */
export async function readSystemHive(
  files: ReadOnlyFileSystem,
  set: HiveSet | undefined,
): Promise<HiveReader | undefined> {
  if (set === undefined) {
    return undefined;
  }
  try {
    return (await readNewest(files, set, true)).reader;
  } catch (error) {
    if (isHiveError(error)) {
      return undefined;
    }
    throw error;
  }
}
