import { spawn } from 'node:child_process';

/** A volume that is mounted for a test. */
export interface MountedVolume {
  readonly folder: string;
  /** Returns when all that was written is in the image. */
  unmount(): Promise<void>;
}

export interface DriverProcess {
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
  end(): void;
}

/** Starts a program that keeps a file system, and waits until that is there. @throws Error with what the program said */
export async function startDriver(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  isThere: () => boolean,
): Promise<DriverProcess> {
  const driver = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const said: Buffer[] = [];
  driver.stderr.on('data', (piece: Buffer) => said.push(piece));
  const ended = new Promise((settle) => driver.once('exit', settle));
  const giveUp = Date.now() + 30_000;
  while (!isThere()) {
    if (Date.now() > giveUp || driver.exitCode !== null)
      throw new Error(`${program} ${args.join(' ')}: ${Buffer.concat(said).toString()}`);
    await new Promise((passed) => setTimeout(passed, 10));
  }
  return { ended, end: () => driver.kill('SIGTERM') };
}
