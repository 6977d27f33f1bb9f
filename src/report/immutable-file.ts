import type { FilePath } from '../ground/brand.ts';

/**
 * Whether a file that may not be opened may be one that Linux lets nobody write, root neither. Rights that are missing are EACCES
 * there; on Windows EPERM stands for every denial. Source: chattr(1), open(2).
 */
export function isPerhapsImmutable(path: FilePath, cause: string | undefined): boolean {
  return cause === 'EPERM' && path.startsWith('/');
}
