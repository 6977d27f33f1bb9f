import { isHiveError } from '../../ground/errors.ts';
import type { ImagingTools } from '../tools.ts';
import { dism } from './dism.ts';
import type { WimEngine } from './engine.ts';
import type { Wim } from './wim-file.ts';
import { wimlib } from './wimlib.ts';

/**
 * On Windows wimlib's program is used where it stands on the path: it takes out files, so that most changes need no mount, and
 * verifies. Mounting is DISM's.
 */
export async function windowsWims(tools: ImagingTools, wim: Wim): Promise<WimEngine> {
  try {
    await wimlib.requirePrograms(tools, wim);
  } catch (error) {
    if (isHiveError(error, 'program-missing') || isHiveError(error, 'program-too-old')) return dism;
    throw error;
  }
  const { read, verify, takesOut } = wimlib;
  return { ...dism, read, verify, takesOut };
}
