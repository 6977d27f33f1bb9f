import type { FilePath } from '../../ground/brand.ts';
import { HiveError } from '../../ground/errors.ts';

/**
 * From the system's error to ours. The names are Node's (libuv's), which on Windows stand for a Win32 error:
 * EPERM for ERROR_ACCESS_DENIED, EBUSY for ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, EROFS for
 * ERROR_WRITE_PROTECT, EISDIR for ERROR_INVALID_FUNCTION (source: libuv, src/win/error.c).
 */

/** What was asked of the system. It decides what an error means that could mean two things. */
export type FileAction = 'read' | 'write' | 'link';

/** FVE_E_LOCKED_VOLUME, 0x80310000 as the signed number that Node gives; libuv has no name for it. */
const LOCKED_VOLUME = -2144272384;

/**
 * Where a hard link is refused for what the file system, the mount or the file is. EPERM is what Linux gives on vfat
 * and for a file that may not be linked, EISDIR what Windows gives on FAT and exFAT; UNKNOWN stands for Win32 errors that
 * libuv has no name for, such as ERROR_CALL_NOT_IMPLEMENTED and ERROR_TOO_MANY_LINKS. A copy is still possible then,
 * and if it is not, copying will say why.
 */
const NO_HARD_LINK = new Set([
  'EXDEV',
  'EMLINK',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EPERM',
  'EISDIR',
  'EINVAL',
  'UNKNOWN',
]);

/** Whether `error` comes from the system (or from Node's check of a path), and can be told as a HiveError. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall }: NodeJS.ErrnoException = error;
  return (code !== undefined && syscall !== undefined) || code === 'ERR_INVALID_ARG_VALUE';
}

/**
 * A call that the file system does not have: FUSE mounts and network drives lack flushing, or permissions. EISDIR is
 * what Windows' ERROR_INVALID_FUNCTION becomes.
 */
export function isUnsupported(error: NodeJS.ErrnoException): boolean {
  return /^(ENOSYS|ENOTSUP|EOPNOTSUPP|EINVAL|EISDIR)$/.test(error.code ?? '');
}

/** What `error`, met when `action` was done to `path`, means to hivemend. */
export function hiveErrorFrom(error: NodeJS.ErrnoException, path: FilePath, action: FileAction): HiveError {
  const details = { path, cause: error.code ?? error.message };
  const options = { cause: error };
  if (error.errno === LOCKED_VOLUME) return new HiveError('volume-locked', details, options);
  if (action === 'link' && NO_HARD_LINK.has(details.cause)) {
    return new HiveError('no-hard-links', details, options);
  }
  switch (error.code) {
    case 'ENOENT':
    case 'ERR_INVALID_ARG_VALUE': // A path with a NUL in it: no file can have that name.
      return new HiveError('file-missing', details, options);
    case 'EEXIST':
      return new HiveError('file-exists', details, options);
    case 'EISDIR':
      return new HiveError('not-a-file', details, options);
    case 'ENOTDIR':
      return new HiveError('not-a-folder', details, options);
    case 'EACCES':
    case 'EPERM':
      return new HiveError('access-denied', details, options);
    case 'EBUSY':
    case 'ETXTBSY':
      return new HiveError('file-in-use', details, options);
    case 'EROFS':
      return new HiveError('read-only', details, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new HiveError('disk-full', details, options);
    default:
      return new HiveError(action === 'read' ? 'file-read' : 'file-write', details, options);
  }
}

/** Runs `body`; what the system refuses becomes a HiveError. Anything else is a bug and stays what it is. */
export async function asking<Result>(
  path: FilePath,
  action: FileAction,
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    throw isSystemError(error) ? hiveErrorFrom(error, path, action) : error;
  }
}
