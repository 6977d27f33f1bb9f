import type { CommandResult, CommandRunner } from '../files/command-runner.ts';
import type { FilePath } from '../ground/brand.ts';
import { HiveError } from '../ground/errors.ts';

/** The running system's reg.exe. */
export interface RegExe {
  readonly commands: CommandRunner;
  /** Full path: `%SystemRoot%\System32\reg.exe` of the running system. */
  readonly path: FilePath;
  /** Code page of the console (`chcp`), in which reg.exe writes names. Default: UTF-8. */
  readonly codePage?: number;
}

const PATIENCE_MS = 60_000;

/** The 64-bit registry, whatever the program that asks for it is. */
const VIEW = '/reg:64';

/**
 * Queries a key: its values and the names of its subkeys, with `deep` everything below it too.
 *
 * @returns undefined when there is no such key, or nobody may read it: reg.exe does not tell which.
 */
export async function queryKey(reg: RegExe, key: string, deep = false): Promise<string | undefined> {
  const result = await run(reg, ['query', key, ...(deep ? ['/s'] : []), VIEW]);
  return result.exitCode === 0 ? decoded(result.stdout, reg.codePage) : undefined;
}

/**
 * Finds the values below a key whose data is this text, and prints them with their keys.
 *
 * @returns undefined when there is none.
 */
export async function searchData(reg: RegExe, key: string, data: string): Promise<string | undefined> {
  const result = await run(reg, ['query', key, '/s', '/d', '/e', '/f', data, VIEW]);
  return result.exitCode === 0 ? decoded(result.stdout, reg.codePage) : undefined;
}

/**
 * Sets a REG_DWORD; makes the key when it is missing.
 *
 * @throws HiveError 'not-administrator', 'command-failed'
 */
export async function setDword(reg: RegExe, key: string, name: string, value: number): Promise<void> {
  const result = await run(reg, ['add', key, '/v', name, '/t', 'REG_DWORD', '/d', String(value), '/f', VIEW]);
  if (result.exitCode === 0) return;
  // reg.exe gives no reason; whether this user is an administrator at all is the likeliest one.
  if (!(await hasAdministratorRights(reg))) throw new HiveError('not-administrator', { path: key });
  throw new HiveError('command-failed', { program: reg.path, exitCode: result.exitCode });
}

/** The registry of the service account LocalService is open to administrators and to no other person. */
async function hasAdministratorRights(reg: RegExe): Promise<boolean> {
  return (await run(reg, ['query', 'HKU\\S-1-5-19'])).exitCode === 0;
}

function run(reg: RegExe, args: readonly string[]): Promise<CommandResult> {
  return reg.commands.run(reg.path, args, { timeoutMs: PATIENCE_MS });
}

/** WHATWG names of the code pages that differ in more than what registry names and mail addresses are made of. */
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [866, 'ibm866'],
  [1250, 'windows-1250'],
  [1251, 'windows-1251'],
  [1252, 'windows-1252'],
]);

/** Types, numbers and class IDs are ASCII in every code page; only people's names depend on it. */
function decoded(bytes: Uint8Array, codePage = 65001): string {
  return new TextDecoder(ENCODINGS.get(codePage) ?? 'utf-8').decode(bytes);
}
