import { readVolumeAccess } from '../bitlocker/bitlocker.ts';
import { isGroup, RecoveryPassword } from '../bitlocker/recovery-password.ts';
import {
  findManageBde,
  readKeyProtectors,
  type Unlocking,
  type UnlockKey,
  unlockVolume,
} from '../bitlocker/unlock.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import type { Machine } from './machine.ts';
import { readSmallFile } from './read-small-file.ts';
import type { UnlockResult } from './results.ts';

/** Unlocks a BitLocker drive with the running system's own manage-bde. */

/** How a key was handed over. */
export type GivenKey =
  | { readonly by: 'typed-password'; readonly text: string }
  /** The file that Windows saves, as it was piped in. */
  | { readonly by: 'piped-password'; readonly bytes: Uint8Array }
  | { readonly by: 'password-file'; readonly file: FilePath }
  /** A `.BEK` file. */
  | { readonly by: 'recovery-key'; readonly file: FilePath };

export type { Unlocking };

/** Whether six digits can be a group of a recovery key. */
export const isKeyGroup = isGroup;

/**
 * Whether there is anything to unlock, before anybody is asked for a key.
 * @param letter of the drive, in capitals.
 * @returns undefined when the drive is locked, or can't be read for a reason that nobody knows.
 * @throws HiveError 'file-missing' when there is no such drive.
 */
export async function openAlready(machine: Machine, letter: string): Promise<UnlockResult | undefined> {
  const volume = `${letter}:`;
  const access = await readVolumeAccess(await machine.files(), `${volume}\\`);
  if (access === undefined) throw new HiveError('file-missing', { path: `${volume}\\` });
  return access.state === 'open' ? { volume, state: 'already-open' } : undefined;
}

/**
 * @param letter of the drive, in capitals.
 * @throws HiveError 'command-missing' where there is no manage-bde.
 */
export async function prepareUnlocking(machine: Machine, letter: string): Promise<Unlocking> {
  const { systemRoot } = machine;
  if (systemRoot === undefined) {
    throw new HiveError('command-missing', { program: 'manage-bde' });
  }
  const [files, commands] = await Promise.all([machine.files(), machine.commands()]);
  return { files, commands, manageBde: await findManageBde(files, systemRoot), volume: `${letter}:` };
}

/**
 * IDs of the recovery passwords that open the drive.
 * @throws HiveError what readKeyProtectors throws.
 */
export async function wantedKeys(unlocking: Unlocking): Promise<readonly string[]> {
  return (await readKeyProtectors(unlocking)).recoveryPasswords;
}

/** @throws HiveError what RecoveryPassword.parse, reading its file, and unlockVolume throw. */
export async function unlockDrive(unlocking: Unlocking, given: GivenKey): Promise<UnlockResult> {
  return unlockVolume(unlocking, await keyOf(unlocking, given));
}

async function keyOf({ files }: Unlocking, given: GivenKey): Promise<UnlockKey> {
  switch (given.by) {
    case 'typed-password':
      return byPassword(RecoveryPassword.parse(given.text));
    case 'piped-password':
      return byPassword(RecoveryPassword.parseFile(given.bytes));
    case 'password-file':
      return byPassword(RecoveryPassword.parseFile(await readSmallFile(files, given.file)));
    case 'recovery-key':
      return given;
  }
}

function byPassword(password: RecoveryPassword): UnlockKey {
  return { by: 'recovery-password', password };
}
