import { HiveError, isHiveError } from '../ground/errors.ts';
import type { UnlockResult } from '../jobs/results.ts';
import { prepareUnlocking, type Unlocking, unlockDrive, wantedKeys } from '../jobs/unlock.ts';
import { describeError } from '../report/error-text.ts';
import type { Context } from './context.ts';
import { ask, showLastGroup } from './terminal/prompt.ts';
import { say } from './terminal/say.ts';

/** Unlocking a BitLocker drive with a person at the terminal. */

/** @throws HiveError 'usage' for anything but a drive letter, 'command-missing' where there is no manage-bde. */
export async function prepareDrive({ machine }: Context, drive: string): Promise<Unlocking> {
  const letter = /^([a-z]):[\\/]?$/i.exec(drive)?.[1]?.toUpperCase();
  if (letter === undefined) {
    throw new HiveError('usage', { kind: 'drive-expected', given: drive });
  }
  return prepareUnlocking(machine, letter);
}

/**
 * Shows which key is wanted and asks for it until the drive is open.
 * @throws HiveError 'cancelled', and what unlockDrive throws but a wrong key.
 */
export async function askAndUnlock(context: Context, unlocking: Unlocking): Promise<UnlockResult> {
  const { words, style, surroundings } = context;
  const { guided } = words;
  const wanted = await wantedKeys(unlocking);
  say(context, guided.keyWanted(unlocking.volume, wanted.map(shortId)));
  for (;;) {
    const text = await ask(surroundings, guided.keyQuestion, style, {
      show: showLastGroup,
      room: 56,
    });
    try {
      return await unlockDrive(unlocking, { by: 'typed-password', text });
    } catch (error) {
      if (!isHiveError(error, 'recovery-password-malformed') && !isHiveError(error, 'unlock-refused')) {
        throw error;
      }
      const { what, next } = describeError(error, words);
      say(context, [what, next]);
    }
  }
}

/** The part of a key's ID that the recovery key page and the screen of BitLocker show. */
function shortId(id: string): string {
  return id.slice(0, 8);
}
