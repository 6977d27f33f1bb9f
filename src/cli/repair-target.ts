import { isHiveError } from '../ground/errors.ts';
import { findingsOf, readSystemHive } from '../jobs/check.ts';
import { repairHive } from '../jobs/repair.ts';
import type { Findings, OfflineRepairResult } from '../jobs/results.ts';
import { SETTING_OFF } from '../windows/setting.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { findTarget } from './find-target.ts';
import { refuseHibernated, repairSurroundings } from './repair-wiring.ts';
import { askYesOrNo } from './terminal/prompt.ts';

/**
 * Repairs what a word on the command line means. When its drive is locked and a person is there, unlocking is offered.
 * @throws HiveError what resolveTarget, refuseHibernated and repairHive throw.
 */
export async function repairTarget(
  context: Context,
  name: string,
  options: OptionValues,
): Promise<OfflineRepairResult> {
  try {
    return await repairFound(context, name, options);
  } catch (error) {
    if (!isHiveError(error, 'volume-locked') || !(await offerUnlocking(context, name))) {
      throw error;
    }
    return repairFound(context, name, options);
  }
}

async function repairFound(
  context: Context,
  name: string,
  options: OptionValues,
): Promise<OfflineRepairResult> {
  const disk = await context.surroundings.files();
  const target = await findTarget(disk, name, context.surroundings);
  await refuseHibernated(disk, target, options);
  const system = await readSystemHive(disk, target.systemHive);
  let found: Findings | undefined;
  const outcome = await repairHive(repairSurroundings(context, disk, options), {
    hiveSet: target.hive,
    value: options.value ?? SETTING_OFF,
    ...(options['backup-dir'] === undefined ? {} : { backupFolder: options['backup-dir'] }),
    inPlace: options['in-place'] === true,
    acceptDirty: options['accept-dirty'] === true,
    onHive: (software) => {
      found = findingsOf(software, system);
    },
  });
  return { online: false, outcome, ...(found === undefined ? {} : { found }) };
}

/** @returns whether the drive was unlocked */
export async function offerUnlocking(context: Context, name: string): Promise<boolean> {
  const drive = /^[a-z]:/i.exec(name)?.[0];
  if (!context.canAsk || drive === undefined) {
    return false;
  }
  const { surroundings, words, style } = context;
  if (!(await askYesOrNo(surroundings, words.guided.lockedQuestion(drive), style))) {
    return false;
  }
  const { askAndUnlock, prepareUnlocking } = await import('./unlock-drive.ts');
  await askAndUnlock(context, await prepareUnlocking(context, drive));
  return true;
}
