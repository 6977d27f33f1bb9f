import { HiveError, isHiveError } from '../ground/errors.ts';
import type { UnlockResult } from '../jobs/results.ts';
import { openAlready, prepareUnlocking, type Unlocking, unlockDrive, wantedKeys } from '../jobs/unlock.ts';
import { describeError } from '../report/error-text.ts';
import type { Context } from './context.ts';
import { askRecoveryKey } from './terminal/ask-recovery-key.ts';
import { say } from './terminal/say.ts';

/** Unlocking a BitLocker drive with a person at the terminal. */

/**
 * @returns what to unlock it with; a result where there is nothing to unlock.
 * @throws HiveError 'usage' for anything but a drive letter, 'file-missing', 'command-missing' where there is no manage-bde.
 */
export async function prepareDrive({ machine }: Context, drive: string): Promise<Unlocking | UnlockResult> {
  const letter = /^([a-z]):[\\/]?$/i.exec(drive)?.[1]?.toUpperCase();
  if (letter === undefined) {
    throw new HiveError('usage', { kind: 'drive-expected', given: drive });
  }
  // Elsewhere than on Windows no drive has a letter; that manage-bde is missing says more.
  const open = machine.systemRoot === undefined ? undefined : await openAlready(machine, letter);
  return open ?? prepareUnlocking(machine, letter);
}

/**
 * Shows which key is wanted and asks for it until the drive is open.
 * @param begun digits of the key that were typed before.
 * @throws HiveError 'cancelled', and what unlockDrive throws but a wrong key.
 */
export async function askAndUnlock(
  context: Context,
  unlocking: Unlocking | UnlockResult,
  begun = '',
): Promise<UnlockResult> {
  if ('state' in unlocking) return unlocking;
  let isToldWhich = begun === '';
  if (isToldWhich) await tellWhich(context, unlocking);
  for (let typed = begun; ; typed = '') {
    const text = await askRecoveryKey(context, typed);
    try {
      return await unlockDrive(unlocking, { by: 'typed-password', text });
    } catch (error) {
      if (!isHiveError(error, 'unlock-refused')) {
        throw error;
      }
      const { what, next } = describeError(error, context.words);
      say(context, [what, next]);
      if (!isToldWhich) await tellWhich(context, unlocking);
      isToldWhich = true;
    }
  }
}

async function tellWhich(context: Context, unlocking: Unlocking): Promise<void> {
  const wanted = await wantedKeys(unlocking);
  say(context, context.words.guided.keyWanted(unlocking.volume, wanted.map(shortId)));
}

/** The part of a key's ID that the recovery key page and the screen of BitLocker show. */
function shortId(id: string): string {
  return id.slice(0, 8);
}
