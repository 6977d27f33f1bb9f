import { isHiveError } from '../ground/errors.ts';
import { QUICK_MS, textOf } from './programs.ts';
import type { ImagingTools } from './tools.ts';

/** Whether another user than root runs this, who may not mount what root may: "id(1)". Where nobody can tell, false. */
export async function isOtherThanRoot({ commands }: ImagingTools): Promise<boolean> {
  try {
    const { exitCode, stdout } = await commands.run('id', ['-u'], { timeoutMs: QUICK_MS, isApart: true });
    return exitCode === 0 && textOf(stdout).trim() !== '0';
  } catch (error) {
    if (isHiveError(error, 'command-missing')) return false;
    throw error;
  }
}
