import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../src/files/command-runner.ts';
import { nodeCommandRunner } from '../../src/files/node/command-runner.ts';

/** A real executable that answers in the place of one of Windows' own, and remembers what it was asked. */
export class StandInProgram {
  readonly #folder: string;
  readonly #exitCodes: Readonly<Record<number, number>>;

  private constructor(folder: string, exitCodes: Readonly<Record<number, number>>) {
    this.#folder = folder;
    this.#exitCodes = exitCodes;
  }

  /**
   * @param script lines of a shell script, which may keep files in the folder that it is told.
   * @param exitCodes Windows' own, which no program on Linux can end with, by those of the script.
   */
  static async start(
    script: (folder: string) => readonly string[],
    exitCodes: Readonly<Record<number, number>> = {},
  ): Promise<StandInProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'hivemend-stand-in-'));
    const remember = `printf '%s\\n' "$@" >> '${folder}/calls'`;
    const program = join(folder, 'program');
    await writeFile(program, ['#!/bin/sh', remember, ...script(folder), ''].join('\n'));
    await chmod(program, 0o755);
    return new StandInProgram(folder, exitCodes);
  }

  async run(args: readonly string[], options?: { readonly timeoutMs?: number }): Promise<CommandResult> {
    const result = await nodeCommandRunner().run(join(this.#folder, 'program'), args, options);
    return { ...result, exitCode: this.#exitCodes[result.exitCode] ?? result.exitCode };
  }

  /** All arguments of all calls, one a line. */
  async calls(): Promise<string> {
    return readFile(join(this.#folder, 'calls'), 'utf8').catch(() => '');
  }

  /** Whether the script keeps a file of that name. */
  async keeps(name: string): Promise<boolean> {
    return (await readdir(this.#folder)).includes(name);
  }

  async end(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
