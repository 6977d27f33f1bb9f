import type { FilePath } from '../../ground/brand.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';
import type { CommandResult, CommandRunner } from '../command-runner.ts';

/**
 * Node has no call for extended attributes. On Linux the programs `getfattr` and `setfattr` have them (Debian's package
 * attr); they are looked for where systems keep their programs, not where `PATH` leads.
 */
const FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];

/** A mount that answers no more must not hold the run up for ever. */
const TIMEOUT_MS = 30_000;

/**
 * The attribute's value; undefined when the file has none of that name, or its file system knows no such attributes.
 * @throws HiveError 'command-missing' without the program, 'command-failed' when it could not be run to its end
 */
export async function readAttribute(
  commands: CommandRunner,
  name: string,
  path: FilePath,
): Promise<Uint8Array | undefined> {
  const args = ['--absolute-names', '--only-values', '-n', name, '--', path];
  const { exitCode, stdout } = await run(commands, 'getfattr', args);
  return exitCode === 0 ? stdout : undefined;
}

/**
 * Gives all of `paths` the attribute. What a file system does not take is left: reading it back tells.
 * @throws HiveError as `readAttribute` does
 */
export async function writeAttribute(
  commands: CommandRunner,
  name: string,
  value: Uint8Array,
  paths: readonly FilePath[],
): Promise<void> {
  const hex = `0x${Buffer.from(value).toString('hex')}`;
  await run(commands, 'setfattr', ['-n', name, '-v', hex, '--', ...paths]);
}

async function run(
  commands: CommandRunner,
  program: string,
  args: readonly string[],
): Promise<CommandResult> {
  for (const folder of FOLDERS) {
    try {
      return await commands.run(`${folder}/${program}`, args, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!isHiveError(error, 'command-missing')) throw error;
    }
  }
  throw new HiveError('command-missing', { program });
}
