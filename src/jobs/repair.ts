import { changeHive, type MadeChange } from '../change/apply.ts';
import type { FileStatus, ReadOnlyFile } from '../files/file-system.ts';
import { fileTimeOf } from '../ground/file-time.ts';
import { newBackupFolder } from '../install/backup.ts';
import { installInPlace } from '../install/in-place.ts';
import { type Installation, type Installed, refuseReadOnly, startStep } from '../install/install.ts';
import { recordOf, recoverInterruptedRun, underLock } from '../install/journal.ts';
import { withHiveSet } from '../install/open-files.ts';
import type { Recovery, RepairOutcome, RepairWarning, Verification } from '../install/outcome.ts';
import { installByReplacing } from '../install/replace.ts';
import { refuseOtherBytes } from '../install/small-files.ts';
import { type OpenedHive, openHive } from '../replay/replay.ts';
import { readSetting } from '../windows/read-setting.ts';
import type { SignInSetting } from '../windows/setting.ts';
import { readStart, setSetting } from './start.ts';
import type { RepairRequest, RepairSurroundings } from './surroundings.ts';

/**
 * Sets the value in an offline SOFTWARE hive: finish or take back what an interrupted run left; read the hive and
 * replay its logs, in memory; look at it with our own reader; edit it with hivex, in memory; prove that nothing else
 * changed; put it in the original's place, with a backup. A hive whose value is right already is not written.
 * @throws HiveError whose `disk` tells what is on the disk.
 */
export async function repairHive(s: RepairSurroundings, request: RepairRequest): Promise<RepairOutcome> {
  const { hiveSet, value } = request;
  const recovery = await recoverInterruptedRun(s, hiveSet.primary);
  return await withHiveSet(s.files, hiveSet, async (primary, logs) => {
    const status = await primary.status();
    const opened = await openHive(primary, logs, request);
    const story: Story = { s, request, primary, opened, recovery };
    const writtenAt = fileTimeOf(s.clock());
    const hivex = await s.loadHivex();
    return await changeHive(hivex, opened.hive, hiveSet.primary, [setSetting(value)], {
      writtenAt,
      onStep: (step, total) => startStep(s, step, total),
      look: (hive) => {
        const setting = readStart(hive, hiveSet.primary);
        request.onHive?.(hive);
        return setting;
      },
      use: async (change, before) => {
        if (change.state === 'right-already') return rightAlready(story, before);
        return await install(story, change, await plan(story, before, change, status));
      },
    });
  });
}

interface Story {
  readonly s: RepairSurroundings;
  readonly request: RepairRequest;
  readonly primary: ReadOnlyFile;
  readonly opened: OpenedHive;
  readonly recovery: Recovery | undefined;
}

async function plan(
  { s, request, primary }: Story,
  before: SignInSetting,
  { content, hive }: MadeChange,
  originalStatus: FileStatus,
): Promise<Installation> {
  const { hiveSet, inPlace } = request;
  return {
    command: 'repair',
    method: inPlace ? 'in-place' : 'replace',
    hiveSet,
    original: primary,
    originalStatus,
    content,
    change: { before, after: readSetting(hive) },
    backupFolder: await newBackupFolder(s, hiveSet.primary, request.backupFolder),
    logs: [],
    verify: async (staged) => {
      if (staged === content) return;
      await refuseOtherBytes(content, staged, hiveSet.primary, startStep(s, 'verify', staged.length));
    },
  };
}

async function install(story: Story, proven: MadeChange, installation: Installation): Promise<RepairOutcome> {
  const { s } = story;
  refuseReadOnly(s, installation);
  const installed = await underLock(s, installation.hiveSet.primary, recordOf(s, installation), () =>
    installation.method === 'in-place'
      ? installInPlace(s, installation)
      : installByReplacing(s, installation),
  );
  const { backup } = installed;
  return {
    ...factsOf(story, [...warningsOf(story, proven), ...installed.warnings]),
    disk: s.files.isLasting ? 'changed' : 'unchanged',
    alreadyRight: false,
    change: installation.change,
    method: installation.method,
    backup,
    verification: verificationOf(story, proven, installed),
  };
}

function rightAlready(story: Story, setting: SignInSetting): RepairOutcome {
  const change = { before: setting, after: setting };
  return { ...factsOf(story, []), disk: 'unchanged', alreadyRight: true, change, method: 'none' };
}

function factsOf(
  { s, request, primary, opened, recovery }: Story,
  warnings: readonly RepairWarning[],
): Pick<RepairOutcome, 'hive' | 'hiveSize' | 'dryRun' | 'replay' | 'recovery' | 'warnings'> {
  return {
    hive: request.hiveSet.primary,
    hiveSize: primary.length,
    dryRun: !s.files.isLasting,
    ...(opened.state !== 'clean' && { replay: opened.account }),
    ...(recovery && { recovery }),
    warnings,
  };
}

function warningsOf({ request, opened }: Story, { oddities }: MadeChange): RepairWarning[] {
  const path = request.hiveSet.primary;
  const warnings: RepairWarning[] = [];
  if (oddities > 0) warnings.push({ code: 'hive-oddities', path, count: oddities });
  if (opened.state === 'accepted') {
    warnings.push({ code: 'dirty-accepted', path, reasons: opened.account.reasons });
  }
  return warnings;
}

function verificationOf({ opened }: Story, proven: MadeChange, { backup }: Installed): Verification {
  return {
    bytesCompared: opened.hive.length,
    changedRanges: proven.ranges.map(({ start, end }) => ({ offset: start, length: end - start })),
    changedKeys: proven.changedKeys,
    sha256Before: backup.files[0]?.sha256 ?? '',
    sha256After: backup.sha256After,
  };
}
