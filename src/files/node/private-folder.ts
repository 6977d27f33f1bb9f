import { lstat, mkdtemp } from 'node:fs/promises';
import type { FilePath } from '../../ground/brand.ts';
import { asking } from './error.ts';

/** A folder of a new name that begins so. Nobody else may look into it (mkdtemp(3): mode 0700). */
export function makePrivateFolder(start: FilePath): Promise<FilePath> {
  return asking(start, 'write', () => mkdtemp(start));
}

/** Whether a folder is such a one, of this user: everybody may make names in a temporary folder. Windows gives each user one. */
export async function isPrivateFolder(path: FilePath): Promise<boolean> {
  const status = await asking(path, 'read', () => lstat(path));
  const user = process.getuid?.();
  return status.isDirectory() && (user === undefined || (status.uid === user && (status.mode & 0o077) === 0));
}
