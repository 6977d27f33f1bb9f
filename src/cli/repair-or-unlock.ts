import { HiveError, isHiveError } from '../ground/errors.ts';
import { REMEDY_NAMES, remediesNamed } from '../jobs/named-remedies.ts';
import { type RepairOptions, repairTarget } from '../jobs/repair-target.ts';
import type { OfflineRepairResult } from '../jobs/results.ts';
import type { OptionValues } from './argv/options.ts';
import type { Context } from './context.ts';
import { confirmOrKey } from './terminal/questions.ts';
import { writeOptions } from './write-options.ts';

/** Repairs what a word on the command line means. @throws HiveError what repairTarget and orUnlock throw */
export async function repairOrUnlock(
  context: Context,
  name: string,
  options: OptionValues,
): Promise<OfflineRepairResult> {
  return await orUnlock(context, name, () =>
    repairTarget(context.machine, context, name, repairOptions(options)),
  );
}

/**
 * Works on what a word on the command line means. When its drive is locked and a person is there, unlocking is offered.
 * @throws HiveError what `work` throws, and 'still-locked' when it is not to be unlocked.
 */
export async function orUnlock<Result>(
  context: Context,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isHiveError(error, 'volume-locked')) {
      throw error;
    }
    const answer = await offerUnlocking(context, name);
    if (answer === 'declined') {
      throw new HiveError('still-locked', { drives: [name] });
    }
    if (answer === 'not-asked') {
      throw error;
    }
    return work();
  }
}

/** @throws HiveError 'usage' */
function remediesOf({ also }: OptionValues): Pick<RepairOptions, 'remedies'> {
  if (also === undefined) return {};
  const remedies = remediesNamed(also.split(',').map((name) => name.trim()));
  if (remedies !== undefined) return { remedies };
  const expected = REMEDY_NAMES.join(', ');
  throw new HiveError('usage', { kind: 'option-value', option: '--also', given: also, expected });
}

function repairOptions(options: OptionValues): RepairOptions {
  const { value } = options;
  return { ...writeOptions(options), ...remediesOf(options), ...(value === undefined ? {} : { value }) };
}

export async function offerUnlocking(
  context: Context,
  name: string,
): Promise<'unlocked' | 'declined' | 'not-asked'> {
  const drive = /^[a-z]:/i.exec(name)?.[0];
  if (!context.canAsk || drive === undefined) {
    return 'not-asked';
  }
  const answer = await confirmOrKey(context, context.words.guided.lockedQuestion(drive));
  if (answer === 'no') {
    return 'declined';
  }
  const { askAndUnlock, prepareDrive } = await import('./unlock-drive.ts');
  await askAndUnlock(context, await prepareDrive(context, drive), answer === 'yes' ? '' : answer.key);
  return 'unlocked';
}
