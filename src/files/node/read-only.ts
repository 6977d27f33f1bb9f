import { constants } from 'node:fs';
import { sep } from 'node:path';
import type { FilePath } from '../../ground/brand.ts';
import { letGo, system } from './calls.ts';
import { isSystemError } from './error.ts';

/**
 * Linux answers the question itself: access(2), EROFS. Windows' answer to it is about the file's attribute alone; there, a
 * file of a protected medium can't be opened for writing (ERROR_WRITE_PROTECT), which changes nothing of it.
 */
export async function isReadOnly(path: FilePath): Promise<boolean> {
  try {
    if (sep === '/') await system.access(path, constants.W_OK);
    else await letGo(await system.open(path, constants.O_RDWR));
    return false;
  } catch (error) {
    if (isSystemError(error)) return error.code === 'EROFS';
    throw error;
  }
}
