import type { FilePath } from '../../ground/brand.ts';
import { whileServed } from '../running-program.ts';
import type { ImagingTools } from '../tools.ts';
import { isMounted, unmountFuse } from '../unmount.ts';

/** The driver of NTFS volumes on Linux: "ntfs-3g(8)". */

const PROGRAM = 'ntfs-3g';

/** A volume whose journal is not clean is not made clean by throwing the journal away. */
const OPTIONS = ['no_detach', 'norecover', 'noatime'];

export interface Mounting {
  /** Of the volume. */
  readonly device: FilePath;
  /** An empty folder. */
  readonly mount: FilePath;
  readonly isWritten: boolean;
  /** The image, for errors. */
  readonly path: FilePath;
}

/**
 * Runs `body` while a volume is mounted, and waits until the driver has written all of it.
 * @throws HiveError what whileServed throws
 */
export async function whileMounted<Result extends { readonly isChanged: boolean }>(
  tools: ImagingTools,
  { device, mount, isWritten, path }: Mounting,
  body: () => Promise<Result>,
): Promise<Result> {
  const options = [...OPTIONS, ...(isWritten ? [] : ['ro'])].join(',');
  const server = {
    program: PROGRAM,
    args: ['-o', options, device, mount],
    path,
    isReady: () => isMounted(tools, mount),
    // It ends when its mount is gone.
    end: () => unmountFuse(tools, mount),
  } as const;
  return whileServed(tools, server, body);
}
