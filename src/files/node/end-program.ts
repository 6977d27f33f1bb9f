import { readFile } from 'node:fs/promises';
import type { EndingProgram } from '../command-runner.ts';

/**
 * Tells a program to end whose number is known, if it has `named` on its command line: the number may have been given to another one.
 * @returns whether it is running; where the system has no `/proc`, that it is not.
 */
export async function endProgram(id: number, { named, isHard }: EndingProgram): Promise<boolean> {
  const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  if (!line.includes(named)) return false;
  try {
    process.kill(id, isHard ? 'SIGKILL' : 'SIGTERM');
    return true;
  } catch (error) {
    if (Object(error).code === 'ESRCH') return false;
    throw error;
  }
}
