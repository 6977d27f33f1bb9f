import type { CommandResult, CommandRunner } from '../files/command-runner.ts';
import type { ReadOnlyFileSystem } from '../files/file-system.ts';
import { findBelow } from '../files/find-path.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';
import { readVolumeAccess } from './bitlocker.ts';
import type { RecoveryPassword } from './recovery-password.ts';

/**
 * Unlocks volumes with the running system's own manage-bde. Its words come in the system's language, so nothing is
 * decided by them: exit codes tell, and then the volume itself.
 */

export interface Unlocking {
  readonly files: ReadOnlyFileSystem;
  readonly commands: CommandRunner;
  /** Full path, from `findManageBde`. */
  readonly manageBde: FilePath;
  /** Letter and colon, such as 'D:'. */
  readonly volume: string;
}

export type UnlockKey =
  | { readonly by: 'recovery-password'; readonly password: RecoveryPassword }
  /** A recovery key that was saved as a file (`.BEK`). */
  | { readonly by: 'recovery-key'; readonly file: FilePath };

export type UnlockOutcome =
  | { readonly state: 'unlocked'; readonly volume: string }
  /** It was open before; manage-bde had nothing to do. */
  | { readonly state: 'already-open'; readonly volume: string };

/** Exit codes are HRESULTs, which some systems report signed and some unsigned. */
const LOCKED = toSigned(0x8031_0000);
const NOT_ENCRYPTED = toSigned(0x8031_0001);
const NO_WMI_ACCESS = toSigned(0x8004_1003);

const PATIENCE_MS = 120_000;

/**
 * The running system's manage-bde, never one from an offline disk.
 *
 * @param systemRoot `%SystemRoot%` of the running system.
 * @throws HiveError 'command-missing': a plain WinPE comes without it, recovery and installation media have it.
 */
export async function findManageBde(files: ReadOnlyFileSystem, systemRoot: FilePath): Promise<FilePath> {
  const found = await findBelow(files, systemRoot, ['System32', 'manage-bde.exe'], 'file');
  if (found !== undefined) return found;
  throw new HiveError('command-missing', { program: files.join(systemRoot, 'System32', 'manage-bde.exe') });
}

/** IDs of a volume's key protectors, without braces, in capitals: the first eight characters find the key online. */
export interface KeyProtectors {
  /** Protectors with a recovery password of 48 digits. */
  readonly recoveryPasswords: readonly string[];
  /** Protectors with a key in a `.BEK` file. */
  readonly recoveryKeys: readonly string[];
}

/**
 * Asks which keys open the volume. What manage-bde says is not kept: on a volume that is open it holds the passwords.
 *
 * @throws HiveError 'command-missing', 'command-failed', 'not-administrator'
 */
export async function readKeyProtectors(unlocking: Omit<Unlocking, 'files'>): Promise<KeyProtectors> {
  return {
    recoveryPasswords: await protectorsOf(unlocking, 'RecoveryPassword'),
    recoveryKeys: await protectorsOf(unlocking, 'ExternalKey'),
  };
}

/** Filtered by type, because in the whole list only words in the system's language tell the types apart. */
async function protectorsOf(unlocking: Omit<Unlocking, 'files'>, type: string): Promise<readonly string[]> {
  const { commands, manageBde, volume } = unlocking;
  const result = await commands.run(manageBde, ['-protectors', '-get', volume, '-Type', type], {
    timeoutMs: PATIENCE_MS,
  });
  refuseWithoutRights(result, unlocking);
  // manage-bde fails as well when there is no protector of the type.
  return toSigned(result.exitCode) === 0 ? parseProtectorIds(result.stdout) : [];
}

const PROTECTOR_ID = /\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}/gi;

/** GUIDs in braces, whatever the language and code page of the text around them. */
export function parseProtectorIds(stdout: Uint8Array): readonly string[] {
  const text = new TextDecoder('latin1').decode(stdout).replaceAll('\0', '');
  return [...new Set([...text.matchAll(PROTECTOR_ID)].map(([, id]) => (id ?? '').toUpperCase()))];
}

/**
 * Unlocks, and then asks the volume itself whether it is open.
 *
 * @throws HiveError 'unlock-refused' (the key is not this volume's), 'file-missing' (no such volume or key file),
 *   'not-administrator', 'command-missing', 'command-failed'. None of them holds the password.
 */
export async function unlockVolume(unlocking: Unlocking, key: UnlockKey): Promise<UnlockOutcome> {
  const { files, commands, manageBde, volume } = unlocking;
  const before = await stateOf(unlocking);
  if (before === 'missing') throw new HiveError('file-missing', { path: `${volume}\\` });
  if (before === 'open') return { state: 'already-open', volume };
  if (key.by === 'recovery-key' && (await files.status(key.file))?.kind !== 'file')
    throw new HiveError('file-missing', { path: key.file });
  const args =
    key.by === 'recovery-password'
      ? ['-unlock', volume, '-RecoveryPassword', key.password.reveal()]
      : ['-unlock', volume, '-RecoveryKey', key.file];
  const result = await commands.run(manageBde, args, { timeoutMs: PATIENCE_MS });
  const exitCode = toSigned(result.exitCode);
  refuseWithoutRights(result, unlocking);
  const state = await stateOf(unlocking);
  // Exit code 0 and a volume that still answers "locked" is no success; a volume that is open is one.
  if (state === 'open') return { state: exitCode === NOT_ENCRYPTED ? 'already-open' : 'unlocked', volume };
  if (exitCode === 0 && state === 'unreadable') return { state: 'unlocked', volume };
  throw new HiveError('unlock-refused', { volume, exitCode: exitCode === 0 ? LOCKED : exitCode });
}

async function stateOf({ files, volume }: Unlocking): Promise<'open' | 'locked' | 'unreadable' | 'missing'> {
  return (await readVolumeAccess(files, `${volume}\\`))?.state ?? 'missing';
}

/** @throws HiveError 'not-administrator' */
export function refuseWithoutRights(result: CommandResult, unlocking: Omit<Unlocking, 'files'>): void {
  if (toSigned(result.exitCode) === NO_WMI_ACCESS)
    throw new HiveError('not-administrator', { path: unlocking.volume });
}

/** An exit code as a signed number of 32 bits, as Microsoft writes HRESULTs. */
export function toSigned(exitCode: number): number {
  return exitCode | 0;
}
