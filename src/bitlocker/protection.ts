import type { CommandResult } from '../files/command-runner.ts';
import { type ErrorDetails, HiveError, isHiveError } from '../ground/errors.ts';
import { RecoveryPassword } from './recovery-password.ts';
import { parseProtectorIds, refuseWithoutRights, toSigned, type Unlocking } from './unlock.ts';

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
 * IDs of the recovery passwords that open the drive. manage-bde fails as well where there is none: of a drive that is protected,
 * which has another key then, the whole list tells whether it was that.
 * @throws HiveError 'not-administrator', 'command-failed', 'command-missing'
 */
export async function readRecoveryKeyIds(
  drive: AskedDrive,
  { isProtected }: { readonly isProtected: boolean },
): Promise<readonly string[]> {
  const args = ['-protectors', '-get', drive.volume, '-Type', 'RecoveryPassword'];
  const { exitCode, stdout } = await ask(drive, args);
  const keyIds = toSigned(exitCode) === 0 ? parseProtectorIds(stdout) : [];
  if (keyIds.length === 0 && isProtected) await protectorIds(drive);
  return keyIds;
}

/**
 * Adds a recovery password to a drive that is protected. Windows makes it up, and it is read back: it is never an argument, since
 * systems may log those.
 * @throws HiveError 'protection-refused'; 'recovery-password-lost' for one that could neither be read nor taken away again;
 *   'protection-uncertain' where nobody knows whether there is one; 'not-administrator', 'command-failed', 'command-missing'
 */
export async function addRecoveryPassword(drive: AskedDrive): Promise<NewRecoveryPassword> {
  const action = 'add-recovery-password';
  const before = await protectorIds(drive);
  const failure = await change(drive, action, ['-protectors', '-add', drive.volume, '-RecoveryPassword']);
  const after = await protectorIds(drive).catch((cause: unknown) => uncertain(drive, action, cause));
  const [keyId, ...others] = after.filter((id) => !before.includes(id));
  if (keyId === undefined) throw failure ?? refusal(drive, action, 0);
  // Somebody else adds keys, too.
  if (others.length > 0) return uncertain(drive, action, failure);
  try {
    if (failure !== undefined) throw failure;
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
  const args = ['-protectors', '-delete', volume, '-id', `{${keyId}}`];
  const failure = await change(drive, 'remove-recovery-password', args);
  const left = await protectorIds(drive).catch((error: unknown) =>
    isHiveError(error) ? undefined : raise(error),
  );
  if (left === undefined ? failure !== undefined : left.includes(keyId))
    throw new HiveError('recovery-password-lost', { volume, keyId }, { cause: because });
}

/**
 * Suspends protection, and looks whether it is: what an update of the firmware changes is then not measured against the keys.
 * @param restarts after how many Windows resumes it by itself.
 * @throws HiveError 'protection-refused'; 'protection-uncertain' where nobody knows; 'not-administrator', 'command-failed',
 *   'command-missing'
 */
export async function suspendProtection(drive: AskedDrive, restarts: number): Promise<void> {
  const action = 'suspend';
  const args = ['-protectors', '-disable', drive.volume, '-RebootCount', String(restarts)];
  const failure = await change(drive, action, args);
  const isOn = await isProtected(drive).catch((cause: unknown) => uncertain(drive, action, cause));
  if (isOn) throw failure ?? refusal(drive, action, 0);
  // Suspended, and for how long nobody knows.
  if (failure !== undefined) uncertain(drive, action, failure);
}

async function readPassword(drive: AskedDrive, keyId: string): Promise<RecoveryPassword> {
  const args = ['-protectors', '-get', drive.volume, '-id', `{${keyId}}`];
  const { stdout } = await ask(drive, args);
  return RecoveryPassword.parseFile(stdout.filter((byte) => byte !== 0));
}

/** IDs of all that opens a drive that is protected: something always does. */
async function protectorIds(drive: AskedDrive): Promise<readonly string[]> {
  const { exitCode, stdout } = await ask(drive, ['-protectors', '-get', drive.volume]);
  const ids = toSigned(exitCode) === 0 ? parseProtectorIds(stdout) : [];
  if (ids.length > 0) return ids;
  throw new HiveError('command-failed', { program: drive.manageBde, exitCode: toSigned(exitCode) });
}

type Action = ErrorDetails['protection-refused']['action'];

/** What it failed with; how the drive is then has to be looked at, since a program may be ended after its work. */
async function change(
  drive: AskedDrive,
  action: Action,
  args: readonly string[],
): Promise<HiveError | undefined> {
  try {
    const exitCode = toSigned((await ask(drive, args)).exitCode);
    return exitCode === 0 ? undefined : refusal(drive, action, exitCode);
  } catch (error) {
    return isHiveError(error) ? error : raise(error);
  }
}

function refusal({ volume }: AskedDrive, action: Action, exitCode: number): HiveError {
  return new HiveError('protection-refused', { volume, action, exitCode });
}

function uncertain({ volume }: AskedDrive, action: Action, cause: unknown): never {
  throw new HiveError('protection-uncertain', { volume, action }, { cause });
}

function raise(error: unknown): never {
  throw error;
}

async function ask(drive: AskedDrive, args: readonly string[]): Promise<CommandResult> {
  const result = await drive.commands.run(drive.manageBde, args, { timeoutMs: PATIENCE_MS });
  refuseWithoutRights(result, drive);
  return result;
}
