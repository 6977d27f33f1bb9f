/** Starting other programs: only for what has no file interface (manage-bde, reg.exe). */

export interface CommandResult {
  /** As the program gave it, unsigned or signed as the system reports it. */
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface CommandOptions {
  readonly timeoutMs?: number;
  /**
   * Whether it goes by itself: Ctrl+C at the terminal does not reach it, and when it takes too long, it and what it started are
   * ended without being asked.
   */
  readonly isApart?: boolean;
  /** Asks the program to end when it is aborted. */
  readonly ask?: AbortSignal;
  /** Ends the program when it is aborted. */
  readonly stop?: AbortSignal;
  /** Besides what this program has. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface EndingProgram {
  readonly named: string;
  readonly isHard: boolean;
}

export interface CommandRunner {
  /**
   * Runs a program by its full path without a shell. Arguments are never logged: one may be a recovery password.
   * @throws HiveError 'command-missing' when there is no such program, 'command-failed' when it could not be started.
   */
  run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}
