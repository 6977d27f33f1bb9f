import type { BigIntStats } from 'node:fs';
import type { FilePath } from '../../ground/brand.ts';
import type { NameStatus } from '../file-system.ts';
import { isNotThere } from '../not-there.ts';
import { system } from './calls.ts';
import { asking, isSystemError } from './error.ts';
import { fileStatus } from './status.ts';

/** Names that stand for other paths: symbolic links, and the junctions of Windows, which Node tells as such. */

export async function followLink(path: FilePath): Promise<FilePath> {
  return asking(path, 'read', async () =>
    (await system.lstat(path)).isSymbolicLink() ? await system.realpath(path) : path,
  );
}

export async function nameStatus(path: FilePath): Promise<NameStatus | undefined> {
  try {
    return await asking(path, 'read', async () => {
      const stats: BigIntStats = await system.lstat(path, { bigint: true });
      if (stats.isSymbolicLink()) return { kind: 'link', ...(await targetOf(path)) };
      const { kind, device } = fileStatus(stats);
      return { kind, device };
    });
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Some reparse points can't be read as links by every system. */
async function targetOf(path: FilePath): Promise<{ readonly target?: FilePath }> {
  try {
    return { target: await system.readlink(path) };
  } catch (error) {
    if (isSystemError(error)) return {};
    throw error;
  }
}
