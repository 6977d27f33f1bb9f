import type { FilePath } from '../ground/brand.ts';
import { isObject } from './backup-file.ts';

/** What the lock of hivemend 0.1.0 says: it lies where today's does, has no beat, and its folder no mark. */
export interface EarlierLock {
  readonly schema: 1;
  /** 'in-place': pages were written over the hive, which is whole again only with those that were kept. */
  readonly method: 'replace' | 'in-place';
  readonly process: { readonly id: number; readonly host: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** As that run saw it: the disk may have had another letter. */
  readonly backupFolder: FilePath;
  /** Whether writing in place had begun. */
  readonly isWriting?: boolean;
}

/** Undefined when it is none. */
export function parseEarlierLock(value: unknown): EarlierLock | undefined {
  return isEarlierLock(value) ? value : undefined;
}

function isEarlierLock(value: unknown): value is EarlierLock {
  if (!isObject(value)) return false;
  const lock: Partial<EarlierLock> = value;
  const { id, host } = lock.process ?? {};
  return (
    lock.schema === 1 &&
    (lock.method === 'replace' || lock.method === 'in-place') &&
    Number.isSafeInteger(id) &&
    Number(id) > 0 &&
    typeof host === 'string' &&
    !Number.isNaN(Date.parse(lock.startedAt ?? '')) &&
    typeof lock.backupFolder === 'string' &&
    lock.backupFolder !== '' &&
    (lock.isWriting === undefined || typeof lock.isWriting === 'boolean')
  );
}
