import { describe, expect, it } from 'vitest';
import { asking, type FileAction, hiveErrorFrom, isSystemError } from '../../../src/files/node/error.ts';
import type { ErrorCode } from '../../../src/ground/errors.ts';
import { expectCode } from '../file-system-contract.ts';

function systemError(code: string, errno = -1): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: told by the test`), { code, errno, syscall: 'open' });
}

const LOCKED = -2144272384;

describe('errors of the system', () => {
  it.each<[string, FileAction, ErrorCode]>([
    ['ENOENT', 'read', 'file-missing'],
    ['ENOENT', 'write', 'file-missing'],
    ['EEXIST', 'write', 'file-exists'],
    ['EEXIST', 'link', 'file-exists'],
    ['EISDIR', 'read', 'not-a-file'],
    ['ENOTDIR', 'read', 'not-a-folder'],
    ['EACCES', 'read', 'access-denied'],
    ['EPERM', 'write', 'access-denied'],
    ['EACCES', 'link', 'access-denied'],
    ['EBUSY', 'read', 'file-in-use'],
    ['ETXTBSY', 'write', 'file-in-use'],
    ['EROFS', 'write', 'read-only'],
    ['EROFS', 'link', 'read-only'],
    ['ENOSPC', 'write', 'disk-full'],
    ['EDQUOT', 'write', 'disk-full'],
    ['ENOSPC', 'link', 'disk-full'],
    ['EXDEV', 'link', 'no-hard-links'],
    ['EMLINK', 'link', 'no-hard-links'],
    ['ENOTSUP', 'link', 'no-hard-links'],
    ['EPERM', 'link', 'no-hard-links'],
    ['EISDIR', 'link', 'no-hard-links'],
    ['UNKNOWN', 'link', 'no-hard-links'],
    ['EXDEV', 'write', 'file-write'],
    ['EIO', 'read', 'file-read'],
    ['EIO', 'write', 'file-write'],
    ['Unknown system error -1117', 'read', 'file-read'],
  ])('%s while asked to %s means %s', (code, action, expected) => {
    const error = hiveErrorFrom(systemError(code), '/hive', action);
    expect(error.code).toBe(expected);
    expect(error.details).toEqual({ path: '/hive', cause: code });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each<FileAction>(['read', 'write', 'link'])(
    'knows a volume that BitLocker keeps locked (%s)',
    (action) => {
      const error = hiveErrorFrom(
        systemError(`Unknown system error ${LOCKED}`, LOCKED),
        'D:\\Windows',
        action,
      );
      expect(error.code).toBe('volume-locked');
    },
  );

  it('leaves a bug what it is', async () => {
    const bug = new TypeError('x is not a function');
    expect(isSystemError(bug)).toBe(false);
    await expect(asking('/hive', 'read', () => Promise.reject(bug))).rejects.toBe(bug);
    await expectCode(
      asking('/hive', 'read', () => Promise.reject(systemError('EBUSY'))),
      'file-in-use',
    );
    expect(await asking('/hive', 'read', async () => 7)).toBe(7);
  });
});
