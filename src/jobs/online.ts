import { HiveError } from '../ground/errors.ts';
import type { RegExe } from '../online/reg-exe.ts';
import { readRunningWindows, repairRunningWindows } from '../online/running-windows.ts';
import { describeWindows } from '../windows/description.ts';
import { SETTING_KEY_PATH, SETTING_OFF } from '../windows/setting.ts';
import type { Machine } from './machine.ts';
import { remediesFor } from './named-remedies.ts';
import type { CheckResult, OnlineRepairResult } from './results.ts';

/** The Windows that hivemend runs on, through its own reg.exe. */

/** @throws HiveError what readRunningWindows throws */
export async function checkOnline(machine: Machine): Promise<CheckResult> {
  const { setting, otherCauses, accounts, software } = await readRunningWindows(await regExe(machine));
  return {
    hive: ['HKEY_LOCAL_MACHINE', 'SOFTWARE', ...SETTING_KEY_PATH].join('\\'),
    needsRepair: setting.state === 'enforced',
    setting,
    windows: describeWindows(software),
    accounts,
    otherCauses,
    remedies: remediesFor(otherCauses),
  };
}

/**
 * @param options.value REG_DWORD to set; the one that lets passwords in when not given.
 * @throws HiveError what repairRunningWindows throws
 */
export async function repairOnline(
  machine: Machine,
  { value = SETTING_OFF, dryRun }: { readonly value?: number; readonly dryRun: boolean },
): Promise<OnlineRepairResult> {
  const reg = await regExe(machine);
  const { otherCauses, software, accounts } = await readRunningWindows(reg);
  const outcome = await repairRunningWindows(reg, { value, dryRun });
  const found = { windows: describeWindows(software), accounts, otherCauses };
  return { online: true, outcome, found: { ...found, remedies: remediesFor(otherCauses) } };
}

export async function regExe(machine: Machine): Promise<RegExe> {
  const { systemRoot, codePage } = machine;
  if (systemRoot === undefined) {
    throw new HiveError('command-missing', { program: 'reg.exe' });
  }
  return {
    commands: await machine.commands(),
    path: (await machine.files()).join(systemRoot, 'System32', 'reg.exe'),
    ...(codePage === undefined ? {} : { codePage }),
  };
}
