import { describeWindows } from '../disk/windows-installation.ts';
import { HiveError } from '../ground/errors.ts';
import type { CheckResult, OnlineRepairResult } from '../jobs/results.ts';
import type { RegExe } from '../online/reg-exe.ts';
import { readRunningWindows, repairRunningWindows } from '../online/running-windows.ts';
import { SETTING_KEY_PATH, SETTING_OFF } from '../windows/setting.ts';
import type { OptionValues } from './argv/options.ts';
import type { Surroundings } from './surroundings.ts';

/** `--online`: the Windows that hivemend runs on, through its own reg.exe. */

/** How the running Windows is named where a target would be. */
export const ONLINE_TARGET = '--online';

/** @throws HiveError what readRunningWindows throws */
export async function checkOnline(surroundings: Surroundings): Promise<CheckResult> {
  const { setting, otherCauses, accounts, software } = await readRunningWindows(await regExe(surroundings));
  return {
    hive: ['HKEY_LOCAL_MACHINE', 'SOFTWARE', ...SETTING_KEY_PATH].join('\\'),
    needsRepair: setting.state === 'enforced',
    setting,
    windows: describeWindows(software),
    accounts,
    otherCauses,
  };
}

/** @throws HiveError what repairRunningWindows throws */
export async function repairOnline(
  surroundings: Surroundings,
  options: OptionValues,
): Promise<OnlineRepairResult> {
  const reg = await regExe(surroundings);
  const { otherCauses, software, accounts } = await readRunningWindows(reg);
  const outcome = await repairRunningWindows(reg, {
    value: options.value ?? SETTING_OFF,
    dryRun: options['dry-run'] === true,
  });
  return { online: true, outcome, found: { windows: describeWindows(software), accounts, otherCauses } };
}

async function regExe(surroundings: Surroundings): Promise<RegExe> {
  const systemRoot = surroundings.environment('SystemRoot');
  if (surroundings.system.flavour !== 'windows' || systemRoot === undefined) {
    throw new HiveError('command-missing', { program: 'reg.exe' });
  }
  const files = await surroundings.files();
  const codePage = Number(surroundings.environment('HIVEMEND_CODE_PAGE') ?? Number.NaN);
  return {
    commands: await surroundings.commands(),
    path: files.join(systemRoot, 'System32', 'reg.exe'),
    ...(Number.isInteger(codePage) ? { codePage } : {}),
  };
}

/** @throws HiveError 'usage' when a target, or what only makes sense for a file, stands beside --online. */
export function refuseBesideOnline(targets: readonly string[], options: OptionValues): void {
  const [target] = targets;
  if (target !== undefined) {
    throw new HiveError('usage', { kind: 'options-exclude', options: [ONLINE_TARGET, target] });
  }
  const offlineOnly = [
    'all',
    'backup-dir',
    'in-place',
    'accept-dirty',
    'ignore-hibernation',
    'hivex-wasm',
  ] as const;
  const other = offlineOnly.find((name) => options[name] !== undefined);
  if (other !== undefined) {
    throw new HiveError('usage', { kind: 'options-exclude', options: [ONLINE_TARGET, `--${other}`] });
  }
}
