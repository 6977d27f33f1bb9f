import type { BigIntStats } from 'node:fs';
import type { FilePath } from '../../ground/brand.ts';
import type { FileStatus } from '../file-system.ts';
import { isNotThere } from '../not-there.ts';
import { system } from './calls.ts';
import { asking } from './error.ts';

export async function status(path: FilePath): Promise<FileStatus | undefined> {
  try {
    return await asking(path, 'read', async () => fileStatus(await system.stat(path, { bigint: true })));
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

export function fileStatus(stats: BigIntStats): FileStatus {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
    size: Number(stats.size),
    device: stats.dev,
    inode: stats.ino,
    links: Number(stats.nlink),
    modifiedMs: Number(stats.mtimeNs) / 1e6,
    // Node shows the read-only attribute of Windows as missing write permission.
    writable: (stats.mode & 0o222n) !== 0n,
  };
}
