import type { CommandResult } from '../files/command-runner.ts';
import { HiveError, isHiveError } from '../ground/errors.ts';
import { RecoveryPassword } from './recovery-password.ts';
import { readKeyProtectors, refuseWithoutRights, toSigned, type Unlocking } from './unlock.ts';

/**
 * What protects a drive that is open, and changes of that, by the running system's own manage-bde. Exit codes tell; of its
 * words, which come in the system's language, only IDs and digits are picked out, and none is kept.
 */

/** A drive, and who is asked about it. */
export type AskedDrive = Omit<Unlocking, 'files'>;

export interface NewRecoveryPassword {
  /** ID of its key protector, without braces, in capitals. */
  readonly keyId: string;
  readonly password: RecoveryPassword;
}

const PATIENCE_MS = 120_000;

/** Microsoft, "manage-bde status": with `-protectionaserrorlevel` 0 means protected, 1 not. */
const NOT_PROTECTED = 1;

/**
 * Whether BitLocker protects the drive now. It does not while protection is suspended, and not while a drive that is encrypted
 * waits for its first protector.
 * @throws HiveError 'not-administrator', 'command-failed', 'command-missing'
 */
export async function isProtected(drive: AskedDrive): Promise<boolean> {
  const result = await ask(drive, ['-status', drive.volume, '-protectionaserrorlevel']);
  const exitCode = toSigned(result.exitCode);
  if (exitCode !== 0 && exitCode !== NOT_PROTECTED)
    throw new HiveError('command-failed', { program: drive.manageBde, exitCode });
  return exitCode === 0;
}

/**
 * Adds a recovery password, which Windows makes up, and reads it back: it is never an argument, since systems may log those.
 * @throws HiveError 'protection-refused', 'verification-failed' where there is none afterwards; 'recovery-password-lost' for
 *   one that could neither be read nor taken away again; 'not-administrator', 'command-failed', 'command-missing'
 */
export async function addRecoveryPassword(drive: AskedDrive): Promise<NewRecoveryPassword> {
  const before = (await readKeyProtectors(drive)).recoveryPasswords;
  await change(drive, 'add-recovery-password', ['-protectors', '-add', drive.volume, '-RecoveryPassword']);
  const after = (await readKeyProtectors(drive)).recoveryPasswords;
  const keyId = after.find((id) => !before.includes(id));
  if (keyId === undefined) {
    const differences = ['no new recovery password'];
    throw new HiveError('verification-failed', { path: drive.volume, differences });
  }
  try {
    return { keyId, password: await readPassword(drive, keyId) };
  } catch (error) {
    await takeAway(drive, keyId, error);
    throw error;
  }
}

/**
 * Takes away a recovery password that nobody has got.
 * @param because what kept it from being handed over.
 * @throws HiveError 'recovery-password-lost' where it stays.
 */
export async function takeAway(drive: AskedDrive, keyId: string, because: unknown): Promise<void> {
  const { volume } = drive;
  try {
    await change(drive, 'remove-recovery-password', ['-protectors', '-delete', volume, '-id', `{${keyId}}`]);
  } catch (error) {
    if (!isHiveError(error)) throw error;
    throw new HiveError('recovery-password-lost', { volume, keyId }, { cause: because });
  }
}

/**
 * Suspends protection, and looks whether it is: what an update of the firmware changes is then not measured against the keys.
 * @param restarts after how many Windows resumes it by itself.
 * @throws HiveError 'protection-refused', 'verification-failed', and what isProtected throws
 */
export async function suspendProtection(drive: AskedDrive, restarts: number): Promise<void> {
  const { volume } = drive;
  await change(drive, 'suspend', ['-protectors', '-disable', volume, '-RebootCount', String(restarts)]);
  if (await isProtected(drive))
    throw new HiveError('verification-failed', { path: volume, differences: ['still protected'] });
}

async function readPassword(drive: AskedDrive, keyId: string): Promise<RecoveryPassword> {
  const args = ['-protectors', '-get', drive.volume, '-id', `{${keyId}}`];
  const { stdout } = await ask(drive, args);
  return RecoveryPassword.parseFile(stdout.filter((byte) => byte !== 0));
}

async function change(
  drive: AskedDrive,
  action: 'add-recovery-password' | 'remove-recovery-password' | 'suspend',
  args: readonly string[],
): Promise<void> {
  const exitCode = toSigned((await ask(drive, args)).exitCode);
  if (exitCode !== 0) throw new HiveError('protection-refused', { volume: drive.volume, action, exitCode });
}

async function ask(drive: AskedDrive, args: readonly string[]): Promise<CommandResult> {
  const result = await drive.commands.run(drive.manageBde, args, { timeoutMs: PATIENCE_MS });
  refuseWithoutRights(result, drive);
  return result;
}
