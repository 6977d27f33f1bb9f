import type { FilePath } from '../ground/brand.ts';
import { isHiveError } from '../ground/errors.ts';
import { findLock, isHeld, lockedError, takeLock } from '../install/lock.ts';
import { reasonOf } from '../install/tools.ts';
import type { ImagingTools } from './tools.ts';

/**
 * Runs `body` while no other hivemend writes into the image, on this machine or on another one that shares the folder:
 * the lock is that of a hive, and lies beside the image. One that a dead run left counts for nothing: what it had mounted
 * was never committed.
 * @throws HiveError 'hive-locked' while another run is at work, and what making a file beside the image throws.
 */
export async function underImageLock<Result>(
  tools: ImagingTools,
  image: FilePath,
  body: () => Promise<Result>,
): Promise<Result> {
  const { files } = tools;
  const found = await findLock(files, image);
  if (found !== undefined) {
    if (await isHeld(tools, image, found)) throw lockedError(image, found.record);
    await files.remove(found.path);
  }
  const lock = await takeLock(tools, image, files.parent(image), {
    run: tools.newRunId(),
    command: 'image',
    startedAt: tools.clock().toISOString(),
    backup: { at: image },
  });
  try {
    return await body();
  } finally {
    await lock.release().catch(async (error: unknown) => {
      if (!isHiveError(error)) throw error;
      // What was done is what counts: the next run takes it over.
      await lock.leave();
      const warning = { code: 'lock-left', path: image, reason: reasonOf(error) } as const;
      tools.tell({ event: 'warning', warning });
    });
  }
}
