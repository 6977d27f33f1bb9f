/** Starting other programs: only for what has no file interface (manage-bde, reg.exe). */

export interface CommandResult {
  /** As the program gave it, unsigned or signed as the system reports it. */
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface CommandRunner {
  /**
   * Runs a program by its full path without a shell. Arguments are never logged: one may be a recovery password.
   * @throws HiveError 'command-missing' when there is no such program, 'command-failed' when it could not be started.
   */
  run(
    program: string,
    args: readonly string[],
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandResult>;
}
