import type { Change } from '../change/apply.ts';
import type { FilePath, HiveSet } from '../ground/brand.ts';
import { logFormatOf } from '../install/method.ts';
import { whenRead } from '../regf/hive-pages.ts';
import type { RegistryView } from '../regf/registry-view.ts';
import { editsOf, type Remedy } from '../remedies/remedy.ts';
import { describeWindows } from '../windows/description.ts';
import { readSetting } from '../windows/read-setting.ts';
import { repairTimeOf } from '../windows/repair-mark.ts';
import type { SignInSetting } from '../windows/setting.ts';
import { changeHives } from './change-hives.ts';
import type { RepairOutcome, SettingChange } from './outcome.ts';
import { remedyEnd } from './remedy-end.ts';
import { readStart, setSetting } from './start.ts';
import type { JobTools } from './tools.ts';

export interface RepairRequest {
  readonly hiveSet: HiveSet;
  /** REG_DWORD to set, 0 to 0xFFFFFFFF. */
  readonly value: number;
  /** Where backups go; into one of the hive's own folders (own-folder.ts) when not given. */
  readonly backupFolder?: FilePath;
  /** Keep only the changed pages as a backup. */
  readonly pagesOnly: boolean;
  /** Take a dirty hive whose logs can't be applied as it stands. */
  readonly acceptDirty: boolean;
  /** What else is to be taken away that hides the password. */
  readonly remedies?: readonly Remedy[];
  /** Shown the hive in its newest state before it is edited, so that a report need not read it a second time. */
  readonly onHive?: (software: RegistryView) => void;
}

/**
 * Sets the value in an offline SOFTWARE hive, with the care of every change: see `changeHives`, which tells that story. A hive whose
 * value is right already is not written.
 * @throws HiveError whose `disk` tells what is on the disk.
 */
export async function repairHive(tools: JobTools, request: RepairRequest): Promise<RepairOutcome> {
  const { hiveSet, value, onHive, remedies = [] } = request;
  const [end] = await changeHives(tools, { ...request, command: 'repair' }, [
    {
      hiveSet,
      timeOf: repairTimeOf,
      look: (hive) => {
        const setting = readStart(hive, hiveSet.primary);
        onHive?.(hive);
        const named = remedies.map((remedy) => ({ remedy, edits: editsOf(remedy, hive) }));
        return {
          edits: [setSetting(value), ...named.flatMap(({ edits }) => edits)],
          seen: { setting, build: describeWindows(hive).build, named },
        };
      },
      logFormat: ({ build }) => logFormatOf(build),
      tell: async (change, { setting, named }) => ({
        change: await settingChange(change, setting),
        ends: named.map((one) => remedyEnd(one, change)),
      }),
    },
  ]);
  const { change, ends } = end.told;
  return { ...end.outcome, change, ...(ends.length === 0 ? {} : { remedies: ends }) };
}

async function settingChange(change: Change, before: SignInSetting): Promise<SettingChange> {
  const after = change.state === 'made' ? await whenRead(() => readSetting(change.hive)) : before;
  return { before, after };
}
