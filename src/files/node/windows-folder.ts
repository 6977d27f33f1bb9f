import { realpathSync } from 'node:fs';
import type { FilePath } from '../../ground/brand.ts';

/** A name of the kernel's for the folder of the Windows that runs, past every variable (GLOBALROOT leads to its root). */
const KERNELS_NAME = '\\\\?\\GLOBALROOT\\SystemRoot';

/**
 * The folder of the Windows that runs, from which manage-bde and reg.exe are taken: as the kernel has it, since a variable
 * may be anybody's. Where the kernel does not answer, as Wine's does not, the variable is all there is.
 * @param realpath asks the system where a path leads, and throws where it leads nowhere
 */
export function windowsFolder(
  variable: string | undefined,
  realpath: (path: string) => string = realpathSync.native,
): FilePath | undefined {
  try {
    const folder = realpath(KERNELS_NAME);
    if (/^[A-Z]:\\./i.test(folder)) return folder;
  } catch {
    // Not every system knows the name.
  }
  return variable;
}
