import { resolve } from 'node:path';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import type { CommandResult, CommandRunner } from '../../src/files/command-runner.ts';
import { nodeCommandRunner } from '../../src/files/node/command-runner.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from './memory-file-system.ts';
import { StandInProgram } from './stand-in-program.ts';

export const RIGHT_PASSWORD = '111111-222222-333333-444444-555555-666666-000011-720885';
export const WRONG_PASSWORD = '111111-222222-333333-444444-555555-666666-000011-000022';
/** On the stick; it opens the drive. */
export const KEY_FILE = 'E:\\DFA26333.BEK';
export const TRANSCRIPTS = resolve('fixtures', 'transcripts');

const SYSTEM32 = 'X:\\Windows\\System32';
export const MANAGE_BDE = `${SYSTEM32}\\manage-bde.exe`;

/** Windows' exit codes, which no program on Linux can end with, by those of the stand-in. */
const EXIT_CODES: Readonly<Record<number, number>> = { 3: 0x8031_0027, 5: -2147217405 };

export interface LockedPcOptions {
  /** What manage-bde speaks. */
  readonly language: 'en' | 'ja';
  /** Answers as to somebody who is no administrator. */
  readonly noRights?: boolean;
}

/**
 * A PC at the recovery prompt whose drive D:, with a Windows on it, BitLocker has locked. A program of its own stands in
 * for manage-bde: it speaks a language and opens the drive for the right key.
 */
export class LockedPc {
  readonly files: MemoryFileSystem;
  readonly commands: CommandRunner;
  readonly #program: StandInProgram;

  private constructor(program: StandInProgram) {
    this.#program = program;
    this.files = new MemoryFileSystem({ flavour: 'windows' });
    const config = 'D:\\Windows\\System32\\config';
    this.files.put(`${config}\\SOFTWARE`, buildHive(software()).bytes);
    this.files.put(`${config}\\SYSTEM`, buildHive(system()).bytes);
    this.files.put(MANAGE_BDE, Uint8Array.of(1));
    this.files.put(KEY_FILE, Uint8Array.of(1));
    this.files.refuse('D:\\', { reading: 'volume-locked' });
    this.commands = { run: (program, args, options) => this.#run(program, args, options) };
  }

  static async start(options: LockedPcOptions): Promise<LockedPc> {
    return new LockedPc(await StandInProgram.start(() => script(options), EXIT_CODES));
  }

  /** All arguments of all calls, one a line. */
  async calls(): Promise<string> {
    return this.#program.calls();
  }

  async end(): Promise<void> {
    await this.#program.end();
  }

  async #run(
    program: string,
    args: readonly string[],
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandResult> {
    if (program !== MANAGE_BDE) return nodeCommandRunner().run(program, args, options);
    const result = await this.#program.run(args, options);
    if (result.exitCode === 0 && args[0] === '-unlock') this.files.allow('D:\\');
    return result;
  }
}

function script({ language, noRights = false }: LockedPcOptions): readonly string[] {
  const say = (name: string): string => `cat '${TRANSCRIPTS}/${language}/${name}.txt'`;
  return [
    ...(noRights ? [`${say('no-wmi-access')}; exit 5`] : []),
    'case "$*" in',
    `  '-protectors -get D: -Type RecoveryPassword') ${say('protectors-recovery-password')} ;;`,
    `  '-protectors -get D: -Type ExternalKey') ${say('protectors-none')}; exit 1 ;;`,
    `  '-unlock D: -RecoveryPassword ${RIGHT_PASSWORD}') ${say('unlocked')} ;;`,
    `  '-unlock D: -RecoveryKey ${KEY_FILE}') ${say('unlocked')} ;;`,
    `  *) ${say('refused')}; exit 3 ;;`,
    'esac',
  ];
}
