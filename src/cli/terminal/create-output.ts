import type { WritableFile, WritableFileSystem } from '../../files/file-system.ts';
import type { FilePath } from '../../ground/brand.ts';
import { HiveError, isHiveError } from '../../ground/errors.ts';

/**
 * Makes a file that an option named. That its folder is missing says nothing about the Windows that is meant.
 * @throws HiveError 'output-folder-missing', and what create throws.
 */
export async function createOutput(files: WritableFileSystem, path: FilePath): Promise<WritableFile> {
  try {
    return await files.create(path);
  } catch (error) {
    if (!isHiveError(error, 'file-missing') && !isHiveError(error, 'not-a-folder')) throw error;
    const folder = files.parent(files.resolve(path));
    throw new HiveError('output-folder-missing', { path, folder }, { cause: error });
  }
}
