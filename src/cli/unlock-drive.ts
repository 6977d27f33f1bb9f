import { RecoveryPassword } from '../bitlocker/recovery-password.ts';
import {
  findManageBde,
  readKeyProtectors,
  type Unlocking,
  type UnlockKey,
  type UnlockOutcome,
  unlockVolume,
} from '../bitlocker/unlock.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { describeError } from '../report/error-text.ts';
import type { Context } from './context.ts';
import { ask, showLastGroup } from './terminal/prompt.ts';
import { say } from './terminal/say.ts';

/** Unlocking a BitLocker drive with a person at the terminal, or with a key that was handed over. */

/** @throws HiveError 'usage' for anything but a drive letter, 'command-missing' where there is no manage-bde. */
export async function prepareUnlocking({ surroundings }: Context, drive: string): Promise<Unlocking> {
  const volume = /^([a-z]):[\\/]?$/i.exec(drive)?.[1]?.toUpperCase();
  if (volume === undefined) {
    throw new HiveError('usage', { kind: 'drive-expected', given: drive });
  }
  const systemRoot = surroundings.environment('SystemRoot');
  if (surroundings.system.flavour !== 'windows' || systemRoot === undefined) {
    throw new HiveError('command-missing', { program: 'manage-bde' });
  }
  const [files, commands] = await Promise.all([surroundings.files(), surroundings.commands()]);
  return { files, commands, manageBde: await findManageBde(files, systemRoot), volume: `${volume}:` };
}

/**
 * Shows which key is wanted and asks for it until the drive is open.
 * @throws HiveError 'cancelled', and what unlockVolume throws but a wrong key.
 */
export async function askAndUnlock(context: Context, unlocking: Unlocking): Promise<UnlockOutcome> {
  const { words, style, surroundings } = context;
  const { guided } = words;
  const { recoveryPasswords } = await readKeyProtectors(unlocking);
  say(context, guided.keyWanted(unlocking.volume, recoveryPasswords.map(shortId)));
  for (;;) {
    const typed = await ask(surroundings, guided.keyQuestion, style, {
      show: showLastGroup,
      room: 56,
    });
    try {
      return await unlockVolume(unlocking, keyOf(RecoveryPassword.parse(typed)));
    } catch (error) {
      if (!isHiveError(error, 'recovery-password-malformed') && !isHiveError(error, 'unlock-refused')) {
        throw error;
      }
      const { what, next } = describeError(error, words);
      say(context, [what, next]);
    }
  }
}

export function keyOf(password: RecoveryPassword): UnlockKey {
  return { by: 'recovery-password', password };
}

/** The part of a key's ID that the recovery key page and the screen of BitLocker show. */
function shortId(id: string): string {
  return id.slice(0, 8);
}
