import { isHiveError } from '../ground/errors.ts';

/** Whether it says that nothing has that name; with 'not-a-folder' something above it is a file. */
export function isNotThere(error: unknown): boolean {
  return isHiveError(error, 'file-missing') || isHiveError(error, 'not-a-folder');
}
