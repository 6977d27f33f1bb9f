import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { software } from '../../fixtures/recipes/software.ts';
import { system } from '../../fixtures/recipes/system.ts';
import type { CommandResult, CommandRunner } from '../../src/files/command-runner.ts';
import { nodeCommandRunner } from '../../src/files/node/command-runner.ts';
import { buildHive } from '../../src/hive-builder/build-hive.ts';
import { MemoryFileSystem } from './memory-file-system.ts';

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
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
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
    const pc = new LockedPc(await mkdtemp(join(tmpdir(), 'hivemend-locked-')));
    await writeFile(pc.#program, script(pc.#folder, options));
    await chmod(pc.#program, 0o755);
    return pc;
  }

  /** All arguments of all calls, one a line. */
  async calls(): Promise<string> {
    return readFile(join(this.#folder, 'calls'), 'utf8').catch(() => '');
  }

  async end(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  get #program(): string {
    return join(this.#folder, 'manage-bde');
  }

  async #run(
    program: string,
    args: readonly string[],
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandResult> {
    const stand = program === MANAGE_BDE ? this.#program : program;
    const result = await nodeCommandRunner().run(stand, args, options);
    if (result.exitCode === 0 && args[0] === '-unlock') this.files.allow('D:\\');
    return { ...result, exitCode: EXIT_CODES[result.exitCode] ?? result.exitCode };
  }
}

function script(folder: string, { language, noRights = false }: LockedPcOptions): string {
  const say = (name: string): string => `cat '${TRANSCRIPTS}/${language}/${name}.txt'`;
  return [
    '#!/bin/sh',
    `printf '%s\\n' "$@" >> '${folder}/calls'`,
    ...(noRights ? [`${say('no-wmi-access')}; exit 5`] : []),
    'case "$*" in',
    `  '-protectors -get D: -Type RecoveryPassword') ${say('protectors-recovery-password')} ;;`,
    `  '-protectors -get D: -Type ExternalKey') ${say('protectors-none')}; exit 1 ;;`,
    `  '-unlock D: -RecoveryPassword ${RIGHT_PASSWORD}') ${say('unlocked')} ;;`,
    `  '-unlock D: -RecoveryKey ${KEY_FILE}') ${say('unlocked')} ;;`,
    `  *) ${say('refused')}; exit 3 ;;`,
    'esac',
    '',
  ].join('\n');
}
