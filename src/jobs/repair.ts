import { changeHive, type MadeChange } from '../change/apply.ts';
import type { FileStatus } from '../files/file-system.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { fileTimeOf } from '../ground/file-time.ts';
import type { LiveHive } from '../install/advance.ts';
import { install } from '../install/install.ts';
import { logFormatOf } from '../install/method.ts';
import { withLiveHive } from '../install/open-set.ts';
import type { InstallWarning, Recovery } from '../install/outcome.ts';
import { hiveSetAt, recoverInterruptedRun } from '../install/recovery.ts';
import { underLock } from '../install/run.ts';
import { startStep } from '../install/tools.ts';
import { whenRead } from '../regf/hive-pages.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { describeWindows } from '../windows/description.ts';
import { readSetting } from '../windows/read-setting.ts';
import type { SignInSetting } from '../windows/setting.ts';
import { changedValues } from './changed-values.ts';
import type { RepairOutcome, Verification } from './outcome.ts';
import { readStart, setSetting } from './start.ts';
import type { JobTools } from './tools.ts';

export interface RepairRequest {
  readonly hiveSet: HiveSet;
  /** REG_DWORD to set, 0 to 0xFFFFFFFF. */
  readonly value: number;
  /** Where backups go; beside the hive when not given. */
  readonly backupFolder?: FilePath;
  /** Keep only the changed pages as a backup. */
  readonly pagesOnly: boolean;
  /** Take a dirty hive whose logs can't be applied as it stands. */
  readonly acceptDirty: boolean;
  /** Shown the hive in its newest state before it is edited, so that a report need not read it a second time. */
  readonly onHive?: (software: RegistryView) => void;
}

/**
 * Sets the value in an offline SOFTWARE hive: finish or take back what an interrupted run left; read the hive and
 * replay its logs, in memory; look at it with our own reader; edit it with hivex, in memory; prove that nothing else
 * changed; back it up and write the change through its log. A hive whose value is right already is not written.
 * @throws HiveError whose `disk` tells what is on the disk.
 */
export async function repairHive(tools: JobTools, request: RepairRequest): Promise<RepairOutcome> {
  const { primary } = request.hiveSet;
  const recovery = await recoverInterruptedRun(tools, primary);
  const hiveSet = recovery === undefined ? request.hiveSet : await hiveSetAt(tools.files, primary);
  return await withLiveHive(tools.files, hiveSet, request, async (live) => {
    const story: Story = { tools, request, live, status: await live.primary.status(), recovery };
    return await changeHive(tools, live.opened.hive, primary, [setSetting(request.value)], {
      writtenAt: fileTimeOf(tools.clock()),
      onStep: (step, total) => startStep(tools, step, total),
      look: (hive) => {
        const setting = readStart(hive, primary);
        request.onHive?.(hive);
        return { setting, build: describeWindows(hive).build };
      },
      use: async (change, before) =>
        change.state === 'right-already'
          ? rightAlready(story, before.setting)
          : await installChange(story, change, before),
    });
  });
}

interface Story {
  readonly tools: JobTools;
  readonly request: RepairRequest;
  readonly live: LiveHive;
  /** Of the primary file when it was opened. */
  readonly status: FileStatus;
  readonly recovery: Recovery | undefined;
}

/** What the hive said before the change. */
interface Before {
  readonly setting: SignInSetting;
  readonly build: number | undefined;
}

async function installChange(story: Story, change: MadeChange, before: Before): Promise<RepairOutcome> {
  const { tools, request, live, status } = story;
  const { backupFolder, pagesOnly } = request;
  const { hiveSet } = live;
  const after = await whenRead(() => readSetting(change.hive));
  const run = { hiveSet, command: 'repair', ...(backupFolder === undefined ? {} : { backupFolder }) };
  const installed = await underLock(tools, run, (held) =>
    install(held, {
      live,
      status,
      target: { kind: 'contents', content: change.content, changed: change.ranges },
      change: changedValues(change.differences),
      logFormat: logFormatOf(before.build),
      pagesOnly,
    }),
  );
  return {
    ...factsOf(story, [...warningsOf(story), ...installed.warnings]),
    disk: tools.files.isLasting ? 'changed' : 'unchanged',
    alreadyRight: false,
    change: { before: before.setting, after },
    ...installed.method,
    backup: installed.backup,
    verification: verificationOf(change),
  };
}

function rightAlready(story: Story, setting: SignInSetting): RepairOutcome {
  const change = { before: setting, after: setting };
  return { ...factsOf(story, []), disk: 'unchanged', alreadyRight: true, change, method: 'none' };
}

function factsOf(
  { tools, live, recovery }: Story,
  warnings: readonly InstallWarning[],
): Pick<RepairOutcome, 'hive' | 'hiveSize' | 'dryRun' | 'replay' | 'recovery' | 'warnings'> {
  const { opened, primary, hiveSet } = live;
  return {
    hive: hiveSet.primary,
    hiveSize: primary.length,
    dryRun: !tools.files.isLasting,
    ...(opened.state !== 'clean' && { replay: opened.account }),
    ...(recovery && { recovery }),
    warnings,
  };
}

function warningsOf({ live }: Story): InstallWarning[] {
  const path = live.hiveSet.primary;
  const warnings: InstallWarning[] = [];
  if (live.opened.state === 'accepted') {
    warnings.push({ code: 'dirty-accepted', path, reasons: live.opened.account.reasons });
  }
  return warnings;
}

function verificationOf({ content, ranges, changedKeys }: MadeChange): Verification {
  return {
    bytesChecked: content.length,
    changedRanges: ranges.map(({ start, end }) => ({ offset: start, length: end - start })),
    changedKeys,
  };
}
